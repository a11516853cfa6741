"""Meetings for tests: in the list the association was provisioned with."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from meetings.announcing.guard import late_rule
from meetings.announcing.record import association_of
from meetings.enums import MeetingKind
from meetings.models import LateInvitation, MeetingIndexPage, MeetingPage
from portal.tenancy.models import Association


def list_of(association: Association) -> MeetingIndexPage:
    return MeetingIndexPage.objects.child_of(association.root_page).get()


def prague(text: str) -> datetime:
    """The moment of an ISO time of day in Prague."""
    return timezone.make_aware(datetime.fromisoformat(text))


def point(title: str = "Zahájení", note: str = "", speaker: str = "") -> dict[str, Any]:
    return {"type": "point", "value": {"title": title, "note": note, "speaker": speaker}}


def point_form(title: str = "Zahájení", *, is_public: bool = True, **fields: Any) -> dict[str, Any]:
    """What the form posts for a point without files and points below it, unless `fields` say otherwise."""
    empty = {"count": "0"}
    public = {"is_public": "on"} if is_public else {}
    return {"title": title, "note": "", "speaker": "", **public, "files": empty, "points": empty, **fields}


def make_meeting(association: Association, slug: str = "setkani", *, live: bool = True, **fields: Any) -> MeetingPage:
    """A meeting in ten days, for two hours, published unless `live` is false; that it is late is allowed."""
    starts_at = fields.pop("starts_at", None) or timezone.now() + timedelta(days=10)
    meeting = MeetingPage(
        **{
            "title": f"Setkání {slug}",
            "slug": slug,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "place": "zasedací místnost",
            "programme": json.dumps([point()]),
            "live": False,
            **fields,
        }
    )
    list_of(association).add_child(instance=meeting)
    meeting.save_revision()
    if live:
        let_out(meeting)
        meeting.latest_revision.publish()
    meeting.refresh_from_db()
    return meeting


def let_out(meeting: MeetingPage) -> LateInvitation | None:
    """Where it is too late to announce `meeting`: what lets it out all the same."""
    rule = late_rule(meeting)
    if rule is None:
        return None
    line: LateInvitation = LateInvitation.objects.create(
        site_id=association_of(meeting).site_id,
        meeting=meeting,
        held_on=rule.held_on,
        days=rule.days,
        last_day=rule.last_day,
        reason="Termín určil hejtman.",
        by="Jana Nováková",
    )
    return line


def make_many_meetings(association: Association, count: int, *, days: int) -> None:
    """`count` published meetings, a day apart, from `days` days from now on (negative: in the past)."""
    index = Page.objects.get(pk=list_of(association).pk)
    start = timezone.now() + timedelta(days=days)
    for number in range(count):
        starts_at = start + timedelta(days=number if days > 0 else -number)
        slug = f"hromada-{days}-{number}"
        # Of no kind that asks for an invitation ahead.
        kind = MeetingKind.OTHER
        index.add_child(instance=MeetingPage(title=slug, slug=slug, starts_at=starts_at, place="radnice", kind=kind))
