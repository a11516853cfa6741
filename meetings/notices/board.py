"""What hangs on the board, and the archive of what did (M7)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone
from wagtail.models import Site

from ..models import MeetingPage, Notice
from .times import until_in_database

type Sites = Site | int | Iterable[Site | int] | None


def on_board(sites: Sites = None, on: date | None = None) -> list[Notice]:
    """Notices that hang on `on` (today), those that come down first on top, with their meetings. One query."""
    return list(standing(sites, on).order_by("last_day", "meeting__starts_at", "pk"))


def standing(sites: Sites = None, on: date | None = None) -> QuerySet[Any]:
    """The same as a queryset; `last_day` is the last day each stands."""
    return _notices(sites).filter(meeting__live=True, last_day__gte=on or timezone.localdate())


def archived(sites: Sites = None, *, year: int | None = None, body: str = "", on: date | None = None) -> QuerySet[Any]:
    """Notices that came down, the last one put up first; of one year of being put up, of one body."""
    found = _notices(sites).filter(meeting__live=True, last_day__lt=on or timezone.localdate())
    if year is not None:
        found = found.filter(posted_at__year=year)
    if body:
        found = found.filter(meeting__body__slug=body)
    return found.order_by("-posted_at", "-pk")


def years_of(notices: QuerySet[Any]) -> list[dict[str, Any]]:
    """Years in which they were put up, with how many, the last one first."""
    years = notices.order_by().annotate(year=ExtractYear("posted_at")).values("year").annotate(count=Count("pk"))
    return [dict(row) for row in years.order_by("-year")]


def in_language(notices: Iterable[Notice], index: Any) -> list[tuple[Notice, MeetingPage]]:
    """Each with the page that shows it in the language of the list `index`; the Czech one where it has none."""
    listed = list(notices)
    if index.locale.language_code == "cs":
        return [(notice, notice.meeting) for notice in listed]
    keys = [notice.meeting.translation_key for notice in listed]
    pages = MeetingPage.objects.child_of(index).published().filter(translation_key__in=keys)
    by_key = {page.translation_key: page for page in pages}
    return [(notice, by_key.get(notice.meeting.translation_key, notice.meeting)) for notice in listed]


def _notices(sites: Sites) -> QuerySet[Any]:
    found = Notice.objects.select_related("meeting__locale", "meeting__municipality", "meeting__body")
    if sites is not None:
        wanted = [sites] if isinstance(sites, Site | int) else list(sites)
        found = found.filter(site__in=[site if isinstance(site, int) else site.pk for site in wanted])
    return found.annotate(last_day=until_in_database("meeting__"))
