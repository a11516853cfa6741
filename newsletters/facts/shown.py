"""Facts of an issue as templates show them: dates are dates again, and what has happened since gets a mark."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.actions import meetings_now

TOPICS: dict[str, Promise] = {
    "name": _("name"),
    "kind": _("what it offers"),
    "address": _("address"),
    "contacts": _("contact"),
    "hours": _("opening hours"),
    "operator": _("operating body"),
    "whom": _("whom it serves"),
    "access": _("access"),
    "about": _("description"),
}
"""What changed in a service, in words (`services_directory.actions.service_news`)."""


@dataclass(frozen=True)
class ToldMeeting:
    """A meeting as the issue told of it. `moved_to` is the present beginning, `held_at` the present place if that is
    another one; `is_cancelled` says that it won't be held, `is_called_off` that its notice is gone."""

    title: str
    place: str
    url: str
    starts_at: datetime | None
    ends_at: datetime | None
    is_over: bool = False
    is_called_off: bool = False
    is_cancelled: bool = False
    moved_to: datetime | None = None
    held_at: str = ""

    @property
    def same_day_end(self) -> datetime | None:
        """The end if its time alone says enough."""
        if not self.starts_at or not self.ends_at:
            return None
        return self.ends_at if timezone.localdate(self.ends_at) == timezone.localdate(self.starts_at) else None


def told_meetings(told: Any, issue: Any) -> list[ToldMeeting]:
    """The meetings frozen with `issue`, each with what holds of it now; one query for all of them."""
    from .gather import site_of

    rows = told if isinstance(told, list) else []
    site = site_of(issue) if rows else None
    now = meetings_now(site=site, uids=[row["uid"] for row in rows]) if site else {}
    return [_told(row, now.get(row["uid"])) for row in rows]


def _told(row: dict[str, Any], now: dict[str, Any] | None) -> ToldMeeting:
    starts_at, ends_at = parse_datetime(row["starts_at"]), parse_datetime(row.get("ends_at") or "")
    last = ends_at or starts_at
    is_over = last is not None and timezone.localdate(last) < timezone.localdate()
    present = parse_datetime(now["starts_at"]) if now else None
    held_at = now["place"] if now and now["place"] != row.get("place", "") else ""
    return ToldMeeting(
        title=row["title"],
        place=row.get("place", ""),
        url=row.get("url", "") if now else "",
        starts_at=starts_at,
        ends_at=ends_at,
        is_over=is_over and (present is None or present == starts_at),
        is_called_off=now is None and not is_over,
        is_cancelled=now is not None and now["is_cancelled"],
        moved_to=present if present is not None and present != starts_at else None,
        held_at=held_at,
    )


def topic_words(topics: Any) -> str:
    """The words of `topics`: "address, opening hours"."""
    return ", ".join(str(TOPICS[topic]) for topic in topics or [] if topic in TOPICS)
