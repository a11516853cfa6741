"""Meetings ahead as another feature tells of them, and whether what it told still holds."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Site

from .models import Announcement, MeetingPage


def meetings_ahead(*, site: Site, on: date) -> list[dict[str, Any]]:
    """The public notices of `site` of meetings that will be held and aren't over on `on`, the nearest first, in the
    active language, as plain JSON.

    Each has `uid` (for `meetings_now`), `title`, `kind`, `starts_at` and `ends_at` (ISO, the second may be ""),
    `place` and `url` (from the root of the site). One query and the tree's.
    """
    start = timezone.make_aware(datetime.combine(on, time.min))
    return [_told(meeting, site) for meeting in _meetings(site).upcoming(start).filter(cancelled_at=None)]


def meetings_now(*, site: Site, uids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The same of these meetings as they stand now, by `uid`; those without a public notice any more are missing.

    Each says moreover whether it `is_cancelled`, and the `sequence` of its calendar entry (M9). One query and the
    tree's.
    """
    if not uids:
        return {}
    last = Announcement.objects.filter(meeting__translation_key=OuterRef("translation_key")).order_by("-number")
    pages = _meetings(site).filter(translation_key__in=uids).annotate(told_last=Subquery(last.values("sequence")[:1]))
    return {
        str(page.translation_key): _told(page, site)
        | {"is_cancelled": page.is_cancelled, "sequence": page.told_last or 0}
        for page in pages
    }


def _meetings(site: Site) -> Any:
    """Notices in the site's tree of the active language, in Czech where it has none."""
    home = site.root_page
    translated = home.get_translations().filter(locale__language_code=get_language() or "").live().first()
    return MeetingPage.objects.descendant_of(translated or home).published()


def _told(meeting: MeetingPage, site: Site) -> dict[str, Any]:
    return {
        "uid": str(meeting.translation_key),
        "title": meeting.title,
        "kind": meeting.get_kind_display(),
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat() if meeting.ends_at else "",
        "place": meeting.full_address,
        "url": meeting.full_url.removeprefix(site.root_url) if meeting.full_url else "",
    }
