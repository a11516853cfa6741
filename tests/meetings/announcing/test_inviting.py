"""Inviting to a meeting: who gets what, once, and what stays on record (MTG-3, M2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from icalendar import Calendar

from meetings.announcing import inviting
from meetings.announcing.guests import guests_in
from meetings.announcing.invitees import Candidate, members_of
from meetings.announcing.inviting import invite, invite_further
from meetings.changing.cancelling import cancel_meeting
from meetings.enums import AnnouncementKind, InviteeRole
from meetings.models import Announcement, Invitation, LateInvitation, MeetingPage
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Absence, Association, LiaisonExpert, Mandate, Municipality
from portal.tenancy.roles import Role
from tests.tenancy.factories import make_user

from .factories import SECRET, make_invited, make_mayor, make_mayors, make_planned

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def kinds(meeting: MeetingPage) -> list[str]:
    return [str(line.kind) for line in Announcement.objects.filter(meeting=meeting).order_by("number")]


@pytest.fixture
def expert(dso_a: Association) -> LiaisonExpert:
    expert = LiaisonExpert.objects.create(name="Eva Expertní", email="expert@svaz.example")
    dso_a.liaison_expert = expert
    dso_a.save()
    return expert


@pytest.mark.on_both
@pytest.mark.spec("MTG-3")
def test_one_step_publishes_the_notice_and_invites_every_mayor_and_tells_the_expert(
    dso_a: Association, manager_a: Any, expert: LiaisonExpert
) -> None:
    make_mayors(dso_a)
    meeting = make_planned(dso_a)
    line = invite(meeting=meeting, user=manager_a)
    meeting.refresh_from_db()
    assert meeting.live
    assert kinds(meeting) == [AnnouncementKind.ANNOUNCED, AnnouncementKind.INVITED]
    assert line.late is None
    rows = list(Invitation.objects.order_by("pk"))
    assert [row.role for row in rows] == [InviteeRole.MAYOR, InviteeRole.MAYOR, InviteeRole.EXPERT]
    members = [each.name for each in Municipality.objects.members_of(dso_a)]
    assert [row.municipality.name for row in rows if row.municipality] == members
    assert len({row.key for row in rows}) == 3
    letters = OutboxMessage.objects.order_by("pk")
    assert [letter.recipient for letter in letters] == [row.email for row in rows]
    assert [letter.message_id for letter in letters] == [row.message_id for row in rows]
    assert {letter.reply_to for letter in letters} == {dso_a.email}


@pytest.mark.spec("MTG-3")
def test_inviting_and_telling_a_hundred_takes_as_many_statements_as_a_few(
    dso_a: Association, manager_a: Any, queries: Any
) -> None:
    make_mayors(dso_a)

    def made(slug: str, count: int) -> tuple[int, int]:
        guests = [Candidate(InviteeRole.GUEST, f"Host {n}", f"host{n}@obec.example") for n in range(count)]
        meeting = make_planned(dso_a, slug)
        invited = queries(lambda: invite(meeting=meeting, user=manager_a, guests=guests))
        cancelled = queries(lambda: cancel_meeting(meeting=meeting, user=manager_a, reason="Nemoc."))
        return len(invited), len(cancelled)

    made("prvni", 1)
    few, many = made("druhe", 2), made("treti", 100)
    assert few == many
    assert OutboxMessage.objects.filter(recipient="host99@obec.example").count() == 2


@pytest.mark.spec("MTG-3")
@pytest.mark.spec("M1")
def test_the_letter_says_all_of_it_in_both_shapes_and_the_calendar_entry_keeps_what_is_not_public(
    dso_a: Association, manager_a: Any
) -> None:
    make_mayors(dso_a)
    line = make_invited(
        dso_a, manager_a, who_may_come='<p>Přijít může <a href="/kontakt/">každý</a>.</p>', barrier_free="yes"
    )
    letter = OutboxMessage.objects.order_by("pk").first()
    assert letter is not None
    invitation = Invitation.objects.get(pk=Invitation.objects.order_by("pk").values("pk")[:1])
    for text in (letter.text.replace("\xa0", " "), letter.html.replace("\xa0", " ")):
        for words in (
            "Podzimní setkání starostů", "zasedací místnost", "Zpráva o činnosti", "Za půl roku.", "manažerka", SECRET,
            "Výše odměny", "neveřejn", f"/pozvanka/{invitation.key}", "/kontakt/", "ezbariérov", "Lhota",
        ):  # fmt: skip
            assert words in text, words
        assert text.index("Různé") < text.index(SECRET)
    assert "http://horni.localhost/kontakt/" in letter.text
    (file,) = letter.attachments
    assert file["type"] == "text/calendar; method=REQUEST; charset=utf-8"
    assert SECRET not in file["text"]
    assert "Výše odměny" not in file["text"]
    (event,) = Calendar.from_ical(file["text"]).walk("VEVENT")
    assert event["uid"] == str(line.meeting.translation_key)
    assert str(event["attendee"]).lower() == f"mailto:{invitation.email}"


@pytest.mark.spec("MTG-3")
def test_the_expert_learns_how_to_announce_who_comes_and_that_it_is_in_time(
    dso_a: Association, manager_a: Any, expert: LiaisonExpert
) -> None:
    make_mayors(dso_a)
    make_invited(dso_a, manager_a)
    letter = OutboxMessage.objects.get(recipient=expert.email)
    for text in (letter.text, letter.html):
        assert "Stačí odpovědět na tento dopis" in text.replace("\xa0", " ")
        assert "odchází včas" in text.replace("\xa0", " ")
        # The notice's proof of publication.
        assert "SHA-256" in text


@pytest.mark.spec("MTG-3")
def test_the_copy_goes_to_the_deputy_when_the_expert_is_away_and_to_the_union_when_nobody_is_there(
    dso_a: Association, union: Any, manager_a: Any, expert: LiaisonExpert
) -> None:
    account = make_user(Role.UNION_REVIEWER)
    expert.user = account
    expert.save()
    deputy = LiaisonExpert.objects.create(name="Zástup", email="zastup@svaz.example")
    dso_a.liaison_deputy = deputy
    dso_a.save()
    today = timezone.localdate()
    stand_in = make_user(Role.UNION_ADMIN, username="zastup")
    Absence.objects.create(site=union.site, user=account, deputy=stand_in, starts_on=today, ends_on=today)
    make_mayors(dso_a)

    def told(slug: str) -> list[str]:
        line = make_invited(dso_a, manager_a, slug)
        return [row.email for row in line.invitations.filter(role=InviteeRole.EXPERT)]

    assert told("prvni") == [deputy.email]
    deputy.is_active = False
    deputy.save()
    type(union).objects.update(email="svaz@svaz.example")
    assert told("druhe") == ["svaz@svaz.example"]


@pytest.mark.spec("MTG-3")
def test_only_who_is_in_office_today_is_invited_and_each_address_once(dso_a: Association, manager_a: Any) -> None:
    first, second = Municipality.objects.members_of(dso_a)
    today = timezone.localdate()
    make_mayor(first, "Bývalý", "byvaly@example.org", valid_until=today)
    make_mayor(first, "Příští", "pristi@example.org", valid_from=today + timedelta(days=1))
    make_mayor(first, "Nynější", "Urad@example.org")
    make_mayor(first, "Místo", "misto@example.org", position=Mandate.Position.DEPUTY)
    # One mailbox of two villages.
    make_mayor(second, "Sousední", "urad@EXAMPLE.org")
    members = members_of(dso_a)
    assert [one.name for one in members.mayors] == ["Nynější, Sousední"]
    assert [one.name for one in members.others] == ["Místo"]
    assert list(members.unreachable) == []
    line = make_invited(dso_a, manager_a)
    assert list(line.invitations.filter(role=InviteeRole.MAYOR).values_list("email", flat=True)) == ["Urad@example.org"]
    other = invite(meeting=make_planned(dso_a, "druhe"), user=manager_a, with_others=True)
    assert other.invitations.exclude(role=InviteeRole.EXPERT).count() == 2


@pytest.mark.spec("MTG-3")
def test_a_municipality_without_a_mayor_whom_mail_reaches_is_named(dso_a: Association) -> None:
    first, second = Municipality.objects.members_of(dso_a)
    make_mayor(first)
    make_mayor(second, "Místostarosta", position=Mandate.Position.DEPUTY)
    assert list(members_of(dso_a).unreachable) == [second]


@pytest.mark.on_both
@pytest.mark.spec("MTG-3")
def test_inviting_twice_writes_to_nobody_twice(dso_a: Association, manager_a: Any) -> None:
    make_mayors(dso_a)
    meeting = make_planned(dso_a)
    line = invite(meeting=meeting, user=manager_a)
    count = OutboxMessage.objects.count()
    assert invite(meeting=MeetingPage.objects.get(pk=meeting.pk), user=manager_a) == line
    mayors = members_of(dso_a).mayors
    assert invite_further(meeting=meeting, user=manager_a, people=mayors) == []
    assert OutboxMessage.objects.count() == count == Invitation.objects.count()


@pytest.mark.on_both
@pytest.mark.spec("MTG-3")
def test_killed_in_the_middle_nothing_is_left_and_again_everything_goes_out_once(
    dso_a: Association, manager_a: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_mayors(dso_a)
    meeting = make_planned(dso_a)
    written = inviting.Writer.write

    def die_afterwards(self: Any, invitations: Any) -> None:
        assert written(self, invitations)
        assert OutboxMessage.objects.count() == Invitation.objects.count() > 1
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(inviting.Writer, "write", die_afterwards)
        with pytest.raises(KeyboardInterrupt):
            invite(meeting=meeting, user=manager_a)
    meeting.refresh_from_db()
    assert not meeting.live
    assert not OutboxMessage.objects.exists()
    assert not Invitation.objects.exists()
    assert kinds(meeting) == []
    invite(meeting=meeting, user=manager_a)
    assert OutboxMessage.objects.count() == Invitation.objects.count() > 1


@pytest.mark.spec("MTG-3")
def test_a_mayor_who_came_into_office_later_and_guests_get_their_own(dso_a: Association, manager_a: Any) -> None:
    first, second = Municipality.objects.members_of(dso_a)
    make_mayor(first)
    meeting = make_invited(dso_a, manager_a).meeting
    make_mayor(second, "Nová Starostka", "nova@example.org")
    guests = guests_in("Josef Host <host@example.org>\nhost@example.org")
    made = invite_further(meeting=meeting, user=manager_a, people=[*members_of(dso_a).mayors, *guests])
    assert [(row.name, row.email, row.role) for row in made] == [
        ("Nová Starostka", "nova@example.org", InviteeRole.MAYOR),
        ("Josef Host", "host@example.org", InviteeRole.GUEST),
    ]
    assert kinds(meeting) == [AnnouncementKind.ANNOUNCED, AnnouncementKind.INVITED]
    with pytest.raises(ValidationError, match="nesmysl"):
        guests_in("nesmysl")
    with pytest.raises(ValidationError):
        invite_further(meeting=meeting, user=manager_a, people=[Candidate(InviteeRole.GUEST, "", "bez zavináče")])


@pytest.mark.spec("M2")
def test_after_the_last_day_inviting_needs_a_reason_of_who_may_give_one(
    dso_a: Association, manager_a: Any, editor_a: Any, expert: LiaisonExpert
) -> None:
    make_mayors(dso_a)
    meeting = make_planned(dso_a, days=10)
    with pytest.raises(ValidationError) as refused:
        invite(meeting=meeting, user=manager_a)
    assert "reason" in refused.value.message_dict
    with pytest.raises(ValidationError):
        invite(meeting=meeting, user=manager_a, reason=". . . .")
    assert not LateInvitation.objects.exists()
    line = invite(meeting=meeting, user=manager_a, reason="Termín určilo ministerstvo.")
    assert line.late is not None
    assert line.late.reason == "Termín určilo ministerstvo."
    assert line.late.by_key == str(manager_a.pk)
    assert (line.late.held_on - line.late.last_day).days == 14
    assert "Termín určilo ministerstvo." in OutboxMessage.objects.get(recipient=expert.email).text
    mayor = OutboxMessage.objects.exclude(recipient=expert.email).first()
    assert mayor is not None
    assert "ministerstvo" not in mayor.text


@pytest.mark.spec("MTG-3")
def test_neither_an_editor_nor_the_union_nor_another_association_invites(
    dso_a: Association, manager_b: Any, editor_a: Any, union_admin: Any, union_reviewer: Any
) -> None:
    make_mayors(dso_a)
    meeting = make_planned(dso_a)
    for user in (editor_a, manager_b, union_admin, union_reviewer, None):
        with pytest.raises(PermissionDenied):
            invite(meeting=meeting, user=user)
    assert not Invitation.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.spec("MTG-3")
def test_nobody_is_invited_to_what_is_over_planned_for_later_or_without_people(
    dso_a: Association, manager_a: Any
) -> None:
    nobody = make_planned(dso_a)
    with pytest.raises(ValidationError, match="starosta"):
        invite(meeting=nobody, user=manager_a)
    assert not MeetingPage.objects.get(pk=nobody.pk).live
    make_mayors(dso_a)
    with pytest.raises(ValidationError, match="začalo"):
        invite(meeting=make_planned(dso_a, "minule", days=-1), user=manager_a)
    later = make_planned(dso_a, "pozdeji")
    later.go_live_at = timezone.now() + timedelta(days=3)
    later.save_revision()
    with pytest.raises(ValidationError, match="zveřejnění"):
        invite(meeting=later, user=manager_a)


@pytest.mark.spec("MTG-3")
def test_the_newest_draft_is_what_people_are_invited_by(dso_a: Association, manager_a: Any) -> None:
    make_mayors(dso_a)
    meeting = make_planned(dso_a)
    meeting.get_latest_revision().publish()
    meeting.refresh_from_db()
    meeting.lead = "Přijede hejtman."
    meeting.save_revision()
    invite(meeting=meeting, user=manager_a)
    meeting.refresh_from_db()
    assert meeting.lead == "Přijede hejtman."
    assert not meeting.has_unpublished_changes
    assert "Přijede hejtman." in OutboxMessage.objects.order_by("pk").first().text  # type: ignore[union-attr]
