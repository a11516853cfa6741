"""Notices in the admin: of the centre, of all associations for the Union, with both dates and their proof (M7, M8)."""

from collections import OrderedDict
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from portal.core.templatetags.portal import cs_date
from portal.tenancy.lists import OfWhom, RememberedOrder
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..models import Notice
from .state import state_of
from .times import until_in_database

STANDS, ARCHIVED = "stands", "archived"
BROKEN, AGREES = "broken", "agrees"


class NoticeFilterSet(WagtailFilterSet):
    """By where it is, and by its proof."""

    place = django_filters.ChoiceFilter(
        label=pgettext_lazy("notice", "Where"),
        choices=[(STANDS, gettext_lazy("on the board")), (ARCHIVED, gettext_lazy("in the archive"))],
        method="by_place",
    )
    proof = django_filters.ChoiceFilter(
        label=gettext_lazy("Proof"),
        choices=[(BROKEN, gettext_lazy("doesn't agree")), (AGREES, gettext_lazy("agrees"))],
        method="by_proof",
    )

    class Meta:
        model = Notice
        fields: list[Any] = []

    def by_place(self, notices: QuerySet[Any], _name: str, asked: str) -> QuerySet[Any]:
        notices, today = notices.annotate(last_day=until_in_database("meeting__")), timezone.localdate()
        if asked == STANDS:
            return notices.filter(last_day__gte=today, meeting__live=True)
        return notices.exclude(last_day__gte=today, meeting__live=True)

    def by_proof(self, notices: QuerySet[Any], _name: str, asked: str) -> QuerySet[Any]:
        return notices.filter(broken_since__isnull=asked != BROKEN)


def proof_url(notice: Notice) -> str:
    """The public proof; it opens in the same site as the meeting's page."""
    return f"{notice.meeting.full_url or ''}doklad/"


def _removed_on(notice: Notice) -> Any:
    return state_of(notice.meeting, notice).removed_on


def proof_cell(notice: Notice) -> str:
    """What the last check found, in words."""
    if notice.broken_since is not None:
        return _("doesn't agree since %(day)s") % {"day": cs_date(notice.broken_since)}
    if notice.checked_at is None:
        return _("not checked yet")
    return _("agreed on %(day)s") % {"day": cs_date(notice.checked_at)}


class NoticeIndexView(OfWhom, RememberedOrder, IndexView):
    """All notices there were, the last one put up first; both dates in the file too."""

    page_title = gettext_lazy("Notices on the board")
    default_ordering = "-posted_at"
    list_export = ["title", "site", "starts_at", "posted_at", "until", "removed_on", "proof", "url"]
    export_headings = OrderedDict(
        title=gettext_lazy("Meeting"),
        site=gettext_lazy("Association"),
        starts_at=gettext_lazy("Begins"),
        posted_at=gettext_lazy("Put up"),
        until=gettext_lazy("Planned until"),
        removed_on=gettext_lazy("Taken down"),
        proof=gettext_lazy("Proof"),
        url=gettext_lazy("Address of the proof"),
    )

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        return rows.select_related("meeting__locale")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("meeting", label=_("Meeting"), accessor="meeting.title", get_url=proof_url),
            *self.of_whom(),
            Column("starts_at", label=_("Begins"), accessor=lambda row: cs_date(row.meeting.starts_at)),
            Column("posted_at", label=_("Put up"), accessor=lambda row: cs_date(row.posted_at), sort_key="posted_at"),
            Column("until", label=_("Planned until"), accessor=lambda row: cs_date(row.until)),
            Column("removed_on", label=_("Taken down"), accessor=lambda row: cs_date(_removed_on(row)) or "–"),
            Column("proof", label=_("Proof"), accessor=proof_cell),
        ]

    def to_row_dict(self, item: Notice) -> OrderedDict[str, Any]:
        """A line of the file."""
        return OrderedDict(
            title=item.meeting.title,
            site=self._names.get(item.site_id, ""),
            starts_at=timezone.localtime(item.meeting.starts_at).replace(tzinfo=None),
            posted_at=timezone.localtime(item.posted_at).replace(tzinfo=None),
            until=item.until,
            removed_on=_removed_on(item),
            proof=proof_cell(item),
            url=proof_url(item),
        )


class NoticeViewSet(TenantModelViewSet):
    """Notices are written by publishing and by the clock: here they are only read."""

    model = Notice
    name = "meeting_notices"
    url_prefix = "meetings/notices"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Notices on the board")
    add_to_reference_index = False
    panels = [SitePanel()]
    index_view_class = NoticeIndexView
    filterset_class = NoticeFilterSet
    list_per_page = 50
    search_backend_name = None
    search_fields = ["meeting__title"]
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
