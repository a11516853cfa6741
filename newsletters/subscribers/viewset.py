"""Subscribers in the admin: the list with its numbers, one of them, writing one down by hand (X1, X2, X6)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from portal.core.templatetags.portal import breakable, cs_date
from portal.tenancy.lists import RememberedOrder
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..enums import SubscriberKind
from ..models import Subscriber
from .admin_views import INSPECT, EndView, EraseView, SubscriberPage, address_of, topics_of
from .entering import EnterView
from .exports import HEADINGS, exported, may_export, note_export, row_of
from .filters import NOWHERE, SubscriberFilterSet
from .standing import Standing, Summary, summary_of, with_standing

WIDE = "readers-wide"
"""Class of the columns that a phone has no room for."""


def page_url(subscriber: Subscriber) -> str:
    return reverse(INSPECT, args=[subscriber.pk])


def standing_cell(row: Any) -> str:
    """How it stands; for people in office also why they get it."""
    said = str(Standing(row.standing).label)
    if row.standing == Standing.PAUSED:
        said = _("pauses until %(day)s") % {"day": cs_date(row.paused_until)}
    return f"{said}, {row.get_kind_display()}" if row.kind == SubscriberKind.OFFICE else said


def receivers_in_words(summary: Summary) -> str:
    """Who gets the newsletter, as one says it."""
    readers = ngettext("%(count)d reader", "%(count)d readers", summary.readers) % {"count": summary.readers}
    offices = ngettext(
        "%(count)d representative of a municipality", "%(count)d representatives of municipalities", summary.offices
    ) % {"count": summary.offices}
    if summary.readers and summary.offices:
        return _("%(readers)s and %(offices)s get the newsletter by e-mail.") % {"readers": readers, "offices": offices}
    if summary.readers or summary.offices:
        return _("%(people)s get the newsletter by e-mail.") % {"people": readers if summary.readers else offices}
    return _("Nobody gets the newsletter by e-mail yet. People subscribe on the web, or you write them down here.")


class SubscriberIndexView(RememberedOrder, IndexView):
    """The newest first; the numbers above are those of the whole list, each leads to its part."""

    template_name = "newsletters/subscribers/admin/list.html"
    results_template_name = "newsletters/subscribers/admin/list_results.html"
    add_item_label = gettext_lazy("Write down a subscriber")
    default_ordering = "-created_at"
    export_headings = HEADINGS
    export_filename = "odberatele"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.is_export and not may_export(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("municipality").prefetch_related("topics")
        return with_standing(rows)

    @cached_property
    def list_export(self) -> list[str]:
        return list(HEADINGS) if may_export(self.request.user) else []

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "email",
                label=_("E-mail"),
                accessor=lambda row: breakable(address_of(row)),
                get_url=page_url,
                sort_key="email",
            ),
            Column("standing", label=_("State"), accessor=standing_cell, sort_key="standing"),
            Column(
                "municipality",
                label=_("Municipality"),
                accessor=lambda row: row.municipality.name if row.municipality else "",
                sort_key="municipality__sort_key",
                classname=WIDE,
            ),
            Column(
                "topics",
                label=_("Topics"),
                accessor=topics_of,
                classname=WIDE,
            ),
            Column(
                "created_at",
                label=_("Since"),
                accessor=lambda row: cs_date(row.created_at),
                sort_key="created_at",
                classname=WIDE,
            ),
        ]

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        rows = exported(self.request.user, queryset)
        note_export(self.request.user, rows, spreadsheet_format)
        return super().as_spreadsheet(rows, spreadsheet_format)

    def to_row_dict(self, item: Any) -> Any:
        return row_of(item)

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("Nothing here matches.")
        return _("Nobody has subscribed yet. Who does so on the web appears here.")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.is_export:
            return context
        summary = summary_of(Subscriber.objects.for_user(self.request.user, "view"))
        return {
            **context,
            "summary": summary,
            "receivers": receivers_in_words(summary),
            "tabs": self._tabs(summary),
            "places": [
                (place, self._address(municipality=place.code or NOWHERE, standing=Standing.RECEIVES))
                for place in summary.places
            ],
        }

    def _tabs(self, summary: Summary) -> list[dict[str, Any]]:
        """All of them and each standing somebody has."""
        chosen = self.request.GET.get("standing", "")
        every = (pgettext("subscribers", "all"), summary.all, self._address(), not chosen)
        parts = [
            (str(each.label), summary.listed[each], self._address(standing=each.value), chosen == each)
            for each in Standing
            if summary.listed[each]
        ]
        return [
            {"label": capfirst(label), "count": count, "url": url, "is_shown": is_shown}
            for label, count, url, is_shown in [every, *parts]
        ]

    def _address(self, **asked: str) -> str:
        return f"{self.index_url}?{urlencode(asked)}" if asked else str(self.index_url)


class SubscriberViewSet(TenantModelViewSet):
    """People subscribe and end by themselves; the centre writes down who asks on paper, and ends for who asks it."""

    model = Subscriber
    name = "subscribers"
    url_prefix = "newsletters/subscribers"
    icon = "group"
    menu_label = gettext_lazy("Subscribers")
    add_to_reference_index = False
    inspect_view_enabled = True
    panels = [SitePanel()]
    index_view_class = SubscriberIndexView
    inspect_view_class = SubscriberPage
    add_view_class = EnterView
    filterset_class = SubscriberFilterSet
    list_per_page = 50
    search_backend_name = None
    search_fields = ["email"]
    left_out = frozenset({"edit", "delete", "usage", "history", "history_results"})

    @cached_property
    def url_finder_class(self) -> type:
        return type("SubscriberURLFinder", (super().url_finder_class,), {"edit_url_name": INSPECT})

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # A form of its own: only the letter's link may confirm.
        return kwargs

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]
        return [
            *kept,
            path("end/<int:pk>/", self.construct_view(EndView), name="end"),
            path("erase/<int:pk>/", self.construct_view(EraseView), name="erase"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
