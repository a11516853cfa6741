"""The demonstration's meetings: each story is there with its moments, and nobody gets mail of it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker
from time_machine import travel

from meetings.announcing.inviting import invite
from meetings.announcing.timing import rule_of
from meetings.demo import DATA, load_meetings
from meetings.enums import AnnouncementKind, InviteeRole
from meetings.models import Announcement, FollowerRun, Invitation, LateInvitation, MeetingPage, MeetingRules, Notice
from meetings.notices.board import on_board
from meetings.programme import all_points, programme_of
from meetings.programme_files.serving import is_public
from portal.jobs.models import OutboxMessage
from portal.tenancy.demo import read
from portal.tenancy.models import Association, Mandate
from portal.tenancy.roles import Role

from ..tenancy.factories import MunicipalityFactory, make_association, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

TODAY = datetime.fromisoformat("2026-11-24T09:00+01:00")
SLUGS = sorted(path.stem for path in DATA.glob("*.json"))


def load(slug: str) -> None:
    """The demonstration's association with its mayors and its meetings, loaded twice."""
    entry = next(each for each in read("associations.json")["associations"] if each["slug"] == slug)
    codes = [MunicipalityFactory(code=member["code"]).code for member in entry["members"]]
    association = make_association(slug, members=codes)
    association.memberships.update(joined_on=date(2020, 1, 1))
    for mandate in entry["mandates"]:
        if mandate["valid_until"] is None:
            Mandate.objects.create(
                municipality_id=mandate["municipality"],
                person_name=mandate["person_name"],
                email=mandate["email"],
                valid_from=mandate["valid_from"],
            )
    load_meetings(association)
    load_meetings(association)


@pytest.fixture(scope="module", autouse=True)
def _demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All three, loaded once for the module and rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic(), travel(TODAY), translation.override("cs"):
        for slug in SLUGS:
            load(slug)
        yield
        transaction.set_rollback(True)


def kinds_of(meeting: Any) -> list[str]:
    return list(Announcement.objects.filter(meeting=meeting).order_by("number").values_list("kind", flat=True))


@pytest.mark.parametrize("slug", SLUGS)
def test_everything_is_there_once_and_nobody_gets_mail_of_it(slug: str) -> None:
    association = Association.objects.get(slug=slug)
    meetings = MeetingPage.objects.descendant_of(association.root_page)
    assert meetings.live().count() == meetings.count() == 3
    with travel(TODAY):
        standing = on_board(association.site)
        assert [each.meeting for each in standing] == list(meetings.upcoming())
    assert not OutboxMessage.objects.exists()
    assert not FollowerRun.objects.exists()
    assert MeetingRules.objects.get(site=association.site).signed_name
    for meeting in meetings:
        lines = list(Announcement.objects.filter(meeting=meeting).order_by("number"))
        assert lines[0].kind == AnnouncementKind.ANNOUNCED
        assert Notice.objects.get(meeting=meeting).posted_at == lines[0].at == meeting.first_published_at
        assert [line.at for line in lines] == sorted(line.at for line in lines)
        assert lines[-1].at < TODAY
        assert (lines[-1].starts_at, lines[-1].ends_at) == (meeting.starts_at, meeting.ends_at)
        assert meeting.latitude
        assert meeting.barrier_free


def test_smiricko_can_still_be_invited_to() -> None:
    coming = of_smiricko("setkani-starostu-prosinec-2026")
    with travel(TODAY):
        rule = rule_of(coming)
        assert kinds_of(coming) == ["announced"]
        assert rule is not None
        assert not rule.is_late()
        invite(meeting=coming, user=make_user(Role.MANAGER, Association.objects.get(slug="smiricko")))
    assert Invitation.objects.filter(meeting=coming, role=InviteeRole.MAYOR).count() == 7


def test_a_point_is_kept_from_the_public_with_its_file() -> None:
    coming = of_smiricko("setkani-starostu-prosinec-2026")
    public = [point.title for point in all_points(programme_of(coming))]
    secret = [point for point in all_points(programme_of(coming, public_only=False)) if not point.is_public]
    assert [point.title for point in secret] == ["Odměny zaměstnanců centra za rok 2026"]
    assert secret[0].title not in public
    assert [is_public(file) for point in secret for file in point.files] == [False]
    assert "Čerpání rozpočtu k 31. říjnu" in public


def test_a_moved_meeting_remembers_its_first_date() -> None:
    lines = Announcement.objects.filter(meeting=of_smiricko("rada-svazku-zari-2026")).order_by("number")
    assert [(line.kind, line.sequence, timezone.localdate(line.starts_at).day) for line in lines] == [
        ("announced", 0, 8),
        ("moved", 1, 15),
    ]
    assert lines[0].facts["starts_at"] < lines[1].facts["starts_at"]
    assert lines[1].reason


def test_the_others_have_been_invited_in_time() -> None:
    with travel(TODAY):
        coming = MeetingPage.objects.live().upcoming().filter(locale__language_code="cs")
        invited = [meeting for meeting in coming if kinds_of(meeting) == ["announced", "invited"]]
    assert len(invited) == 2
    for meeting in invited:
        line, rule = Announcement.objects.get(meeting=meeting, kind=AnnouncementKind.INVITED), rule_of(meeting)
        assert rule is not None
        assert timezone.localdate(line.at) <= rule.last_day
        assert line.invitations.filter(role=InviteeRole.MAYOR).exists()
        assert all(each.invited_at == line.at and each.sent_at for each in line.invitations.all())


def test_one_was_invited_to_late_with_a_reason_and_one_was_called_off() -> None:
    [late] = LateInvitation.objects.all()
    assert late.meeting.slug == "mimoradne-setkani-srpen-2026"
    assert late.reason
    assert Announcement.objects.get(late=late).kind == AnnouncementKind.INVITED
    cancelled = MeetingPage.objects.get(cancelled_at__isnull=False, locale__language_code="cs")
    assert (cancelled.slug, kinds_of(cancelled)) == ("debata-o-odpadech-rijen-2026", ["announced", "cancelled"])
    assert cancelled.cancelled_at == Announcement.objects.get(kind=AnnouncementKind.CANCELLED).at


def of_smiricko(slug: str) -> Any:
    root = Association.objects.get(slug="smiricko").root_page
    return MeetingPage.objects.descendant_of(root).get(slug=slug)
