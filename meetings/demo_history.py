"""What was told about a meeting of the demonstration, written down with the moments when it was.

The actions tell people as they write (`announcing.record`); here the past is only written, nobody gets mail of it.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from portal.tenancy.models import Association

from .announcing.invitees import expert_of, members_of, together
from .announcing.links import new_key
from .announcing.record import name_of
from .enums import RAISES_SEQUENCE, AnnouncementKind
from .facts import facts_of
from .models import Announcement, Invitation, LateInvitation, MeetingPage

ON_THE_WAY = timedelta(minutes=2)
"""From writing a letter to its leaving."""


def published_at(entry: dict[str, Any]) -> datetime:
    """When the notice was put up."""
    return _moment(entry["history"][0]["at"])


def write_history(page: MeetingPage, entry: dict[str, Any], association: Association) -> None:
    """Every line of the meeting's history, with who was invited and why late."""
    user = get_user_model().objects.filter(username=f"{association.slug}-manager").first()
    common = {"site_id": association.site_id, "by": name_of(user), "by_key": str(user.pk) if user else ""}
    late = _let_out(page, entry["late"], common) if "late" in entry else None
    moved = next((line for line in entry["history"] if line["kind"] == AnnouncementKind.MOVED), None)
    then = _as_before(page, moved) if moved else page
    sequence = 0
    for number, told in enumerate(entry["history"], start=1):
        kind = AnnouncementKind(told["kind"])
        then = page if kind == AnnouncementKind.MOVED else then
        sequence += number > 1 and kind in RAISES_SEQUENCE
        line = Announcement.objects.create(
            meeting=page,
            number=number,
            kind=kind,
            sequence=sequence,
            starts_at=then.starts_at,
            ends_at=then.ends_at,
            facts=facts_of(then, public_only=False),
            reason=told.get("reason", ""),
            late=late if kind == AnnouncementKind.INVITED else None,
            at=_moment(told["at"]),
            **common,
        )
        if kind == AnnouncementKind.INVITED:
            _invite(line, association)


def _as_before(page: MeetingPage, moved: dict[str, Any]) -> MeetingPage:
    """The notice as it was before it was moved."""
    before = moved["before"]
    old = MeetingPage.objects.get(pk=page.pk)
    old.starts_at, old.ends_at = (_moment(f"{before['date']}T{before[name]}") for name in ("starts_at", "ends_at"))
    return old


def _let_out(page: MeetingPage, late: dict[str, Any], common: dict[str, Any]) -> LateInvitation:
    line: LateInvitation = LateInvitation.objects.create(
        meeting=page,
        held_on=timezone.localdate(page.starts_at),
        days=late["days"],
        last_day=date.fromisoformat(late["last_day"]),
        reason=late["reason"],
        at=_moment(late["at"]),
        **common,
    )
    return line


def _invite(line: Announcement, association: Association) -> None:
    """The mayors in office on that day and the Union's expert; their letters have gone."""
    on = timezone.localdate(line.at)
    people = together([*members_of(association, on).mayors, *expert_of(association, on)])
    Invitation.objects.bulk_create(
        Invitation(
            site_id=line.site_id,
            meeting_id=line.meeting_id,
            announcement=line,
            role=one.role,
            name=one.name,
            email=one.email,
            municipality=one.municipality,
            mandate=one.mandate,
            key=new_key(),
            invited_at=line.at,
            sent_at=line.at + ON_THE_WAY,
        )
        for one in people
    )


def _moment(written: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(written))
