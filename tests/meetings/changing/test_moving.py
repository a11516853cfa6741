"""A meeting is held at another time or place."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from meetings.changing.moving import move_meeting
from meetings.enums import AnnouncementKind, MeetingKind
from meetings.models import Announcement, LateInvitation, MeetingPage
from portal.core.pages import ensure_fallbacks
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Municipality

from ..factories import make_meeting
from .factories import lines_of, make_announced, make_invited, soon

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M9")]


def move(meeting: MeetingPage, user: Any, **fields: Any) -> Announcement:
    """Two hours, ten days later than `make_announced` plans it, unless said otherwise."""
    starts_at = fields.pop("starts_at", None) or soon(40)
    values = {"ends_at": starts_at + timedelta(hours=2), "reason": "Sál je obsazený.", **fields}
    return move_meeting(meeting=meeting, starts_at=starts_at, user=user, **values)


def test_moving_keeps_the_uid_and_raises_the_sequence(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    key, before = meeting.translation_key, meeting.starts_at
    line = move(meeting, manager_a)
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.ends_at) == (soon(40), soon(40, 17))
    assert meeting.translation_key == key
    assert lines_of(meeting) == [("announced", 0), ("moved", 1)]
    assert (line.kind, line.reason, line.by) == (AnnouncementKind.MOVED, "Sál je obsazený.", str(manager_a))
    assert line.starts_at == meeting.starts_at != before
    assert line.facts["starts_at"] == meeting.starts_at.isoformat()
    move(meeting, manager_a, starts_at=soon(45))
    assert lines_of(meeting)[-1] == ("moved", 2)


def test_readers_get_the_new_date_by_a_new_revision(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    before = meeting.live_revision_id
    move(meeting, manager_a)
    meeting.refresh_from_db()
    assert meeting.live_revision_id != before
    assert meeting.live_revision_id == meeting.latest_revision_id
    assert not meeting.has_unpublished_changes
    assert meeting.live_revision.user == manager_a
    assert meeting.live_revision.as_object().starts_at == soon(40)


def test_a_draft_that_waits_keeps_its_edits_and_gets_the_new_date(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    (alias,) = ensure_fallbacks(meeting)
    meeting.title = "Tajný záměr"
    draft = meeting.save_revision()
    move(meeting, manager_a, place="knihovna")
    alias.refresh_from_db()
    assert (alias.title, alias.starts_at, alias.place) == ("Setkání setkani", soon(40), "knihovna")
    stored = MeetingPage.objects.get(pk=meeting.pk)
    assert stored.title == "Setkání setkani"
    assert (stored.starts_at, stored.place) == (soon(40), "knihovna")
    assert stored.has_unpublished_changes
    newest = stored.get_latest_revision()
    assert newest.pk == draft.pk
    assert (newest.content["title"], newest.content["place"]) == ("Tajný záměr", "knihovna")
    assert newest.as_object().starts_at == soon(40)
    newest.publish()
    stored.refresh_from_db()
    assert (stored.title, stored.starts_at, stored.place) == ("Tajný záměr", soon(40), "knihovna")


def test_a_draft_on_the_timetable_stays_there(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    meeting.title, meeting.go_live_at = "Podle plánu", timezone.now() + timedelta(days=1)
    planned = meeting.save_revision()
    planned.publish()
    move(meeting, manager_a)
    planned.refresh_from_db()
    assert planned.approved_go_live_at is not None
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        from portal.jobs.maintenance import publish_scheduled

        publish_scheduled()
    stored = MeetingPage.objects.get(pk=meeting.pk)
    assert (stored.title, stored.starts_at) == ("Podle plánu", soon(40))


def test_pages_that_repeat_it_and_translations_follow(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    (alias,) = ensure_fallbacks(meeting)
    move(meeting, manager_a, place="knihovna")
    alias.refresh_from_db()
    assert (alias.starts_at, alias.place, alias.alias_of_id) == (soon(40), "knihovna", meeting.pk)

    other = make_announced(dso_a, "prelozene")
    (translation,) = ensure_fallbacks(other)
    translation.alias_of = None
    translation.title, translation.place = "Mayors' meeting", "town hall"
    translation.save()
    translation.save_revision().publish()
    translation.title = "Unpublished words"
    translation.save_revision()
    move(other, manager_a, place="knihovna")
    translation.refresh_from_db()
    assert (translation.title, translation.starts_at, translation.place) == ("Mayors' meeting", soon(40), "knihovna")
    assert translation.get_latest_revision_as_object().title == "Unpublished words"
    assert translation.get_latest_revision_as_object().place == "knihovna"


def test_a_new_place_takes_what_was_said_of_the_old_one(dso_a: Association, manager_a: Any) -> None:
    facts = {"latitude": 50.3, "longitude": 15.9, "barrier_free": "yes", "barrier_free_note": "výtah"}
    meeting = make_announced(dso_a, **facts)
    move(meeting, manager_a, starts_at=meeting.starts_at, place="hasičárna", barrier_free="no")
    meeting.refresh_from_db()
    assert (meeting.latitude, meeting.longitude, meeting.barrier_free, meeting.barrier_free_note) == (
        None,
        None,
        "no",
        "",
    )
    town = Municipality.objects.members_of(dso_a).first()
    move(meeting, manager_a, starts_at=meeting.starts_at, municipality=town, address="Dlouhá 3")
    meeting.refresh_from_db()
    assert (meeting.place, meeting.address, meeting.municipality) == ("hasičárna", "Dlouhá 3", town)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"starts_at": timezone.now() - timedelta(hours=1)}, "starts_at"),
        ({"ends_at": soon(39)}, "ends_at"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"place": ""}, "place"),
        ({"place": "x" * 201}, "place"),
        ({"starts_at": soon(), "ends_at": soon(30, 17)}, "starts_at"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    dso_a: Association, manager_a: Any, fields: dict[str, Any], field: str
) -> None:
    meeting = make_announced(dso_a, place="zasedací místnost")
    with pytest.raises(ValidationError) as refused:
        move(meeting, manager_a, **fields)
    assert list(refused.value.message_dict) == [field]
    assert lines_of(meeting) == [("announced", 0)]


def test_only_a_meeting_that_people_know_of_and_that_is_ahead_is_moved(dso_a: Association, manager_a: Any) -> None:
    draft = make_meeting(dso_a, "koncept", live=False)
    with pytest.raises(ValidationError) as refused:
        move(draft, manager_a)
    assert refused.value.code == "refused"
    meeting = make_announced(dso_a)
    with time_machine.travel(soon(31)), pytest.raises(ValidationError) as refused:
        move(meeting, manager_a, starts_at=soon(60))
    assert refused.value.code == "refused"


def test_only_the_manager_of_the_centre_moves_it(
    dso_a: Association, editor_a: Any, manager_b: Any, union_reviewer: Any
) -> None:
    meeting = make_announced(dso_a)
    for user in (editor_a, manager_b, union_reviewer, None):
        with pytest.raises(PermissionDenied):
            move(meeting, user)
    assert lines_of(meeting) == [("announced", 0)]


@pytest.mark.spec("M2")
def test_a_day_nearer_than_the_rule_asks_wants_its_own_reason(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a, kind=MeetingKind.MAYORS)
    near = soon(7)
    with pytest.raises(ValidationError) as refused:
        move(meeting, manager_a, starts_at=near)
    assert list(refused.value.message_dict) == ["late_reason"]
    with pytest.raises(ValidationError) as refused:
        move(meeting, manager_a, starts_at=near, late_reason="x")
    assert list(refused.value.message_dict) == ["late_reason"]
    line = move(meeting, manager_a, starts_at=near, late_reason="Lhůta dotace končí dřív.")
    assert line.late == LateInvitation.objects.get(meeting=meeting, held_on=near.date())
    assert line.late.reason == "Lhůta dotace končí dřív."
    again = move(meeting, manager_a, starts_at=near + timedelta(hours=1))
    assert again.late == line.late
    assert LateInvitation.objects.count() == 1


@pytest.mark.spec("M2")
def test_kinds_without_a_rule_and_other_hours_of_the_day_want_none(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a, kind=MeetingKind.PUBLIC)
    assert move(meeting, manager_a, starts_at=soon(7)).late is None
    other = make_announced(dso_a, "starostove", kind=MeetingKind.MAYORS)
    with time_machine.travel(soon(25)):
        assert move(other, manager_a, starts_at=soon(5, 17)).late is None


def test_of_two_managers_at_once_the_second_gets_words(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    make_invited(meeting)
    seen = Announcement.objects.filter(meeting=meeting).count()
    move(meeting, manager_a, seen=seen)
    told = OutboxMessage.objects.count()
    for again in (soon(40), soon(50)):
        with pytest.raises(ValidationError) as refused:
            move(meeting, manager_a, starts_at=again, seen=seen)
        assert refused.value.code == "meanwhile"
    assert (lines_of(meeting)[-1], OutboxMessage.objects.count()) == (("moved", 1), told)


def test_killed_in_the_middle_nothing_has_happened(
    dso_a: Association, manager_a: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = make_announced(dso_a)
    make_invited(meeting)
    before = (lines_of(meeting), OutboxMessage.objects.count(), meeting.starts_at, meeting.latest_revision_id)

    def die(*_args: Any) -> None:
        raise SystemExit

    monkeypatch.setattr("meetings.announcing.record._followups", [(50, _tell), (60, die)])
    with pytest.raises(SystemExit):
        move(meeting, manager_a)
    stored = MeetingPage.objects.get(pk=meeting.pk)
    assert (lines_of(stored), OutboxMessage.objects.count(), stored.starts_at, stored.latest_revision_id) == before


def _tell(line: Announcement) -> None:
    from meetings.changing.letters import tell_invited

    tell_invited(line)
    assert OutboxMessage.objects.filter(event=f"meetings.moved:{line.pk}").exists()
