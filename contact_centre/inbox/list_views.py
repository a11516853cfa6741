"""The list of requests. The tenant's scope is put in front of it by the viewset.

It names no citizen and shows no word of theirs: those are seen, and noted, on the page of one request.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from portal.core.templatetags.portal import cs_date, cs_datetime
from portal.tenancy.absences.duty import cases_of
from portal.tenancy.lists import OfWhom, RememberedOrder

from ..models import CitizenRequest
from ..viewsets import WIDE
from .lists import WAITING_FIRST, InboxList, in_order_of_work, numbers
from .permissions import may_work_on_any
from .words import about_cell, day_cell, responsible_of

INDEX, INSPECT = "citizen_requests:index", "citizen_requests:inspect"
MIDDLE = "inbox-mid"
"""Class of the columns that a narrow phone has no room for."""
PLACE_IN_LIST = frozenset({"p", "list", "_w_filter_fragment"})
"""Parts of an address that a tab doesn't carry on."""


@dataclass(frozen=True)
class Tab:
    """A list with how many stand in it."""

    label: str
    count: int
    url: str
    is_shown: bool


def title_id(request: CitizenRequest) -> str:
    """What the check box of a row is named by."""
    return f"snippet_{request.pk}_title"


class RequestIndexView(OfWhom, RememberedOrder, IndexView):
    """What waits for the centre first; searched by number, words and sender, whatever the diacritics."""

    template_name = "contact_centre/admin/requests.html"
    results_template_name = "contact_centre/admin/requests_results.html"
    is_searchable = True
    default_ordering = WAITING_FIRST
    add_item_label = gettext_lazy("Enter a request")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().for_listing()

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.matching(self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: Any) -> Any:
        return in_order_of_work(queryset) if self.ordering == WAITING_FIRST else super().order_queryset(queryset)

    @cached_property
    def columns(self) -> list[Any]:
        bulk = [BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet")] if self._works else []
        return [
            *bulk,
            TitleColumn(
                "reference",
                label=_("Number"),
                get_url=lambda row: reverse(INSPECT, args=[row.pk]),
                get_title_id=title_id,
                sort_key="reference",
            ),
            Column("about", label=_("What it is about"), accessor=about_cell, sort_key="category__order"),
            *self.of_whom(),
            Column("municipality", label=_("Municipality"), sort_key="municipality__sort_key", classname=MIDDLE),
            Column("status", label=_("State"), accessor=lambda row: capfirst(row.get_status_display()), classname=WIDE),
            Column("due_on", label=_("Answer by"), accessor=day_cell, sort_key=WAITING_FIRST),
            Column(
                "responsible",
                label=_("Who has it"),
                accessor=self._who,
                sort_key="activity__responsible__name",
                classname=WIDE if len(self._whose) == 1 else MIDDLE,
            ),
            Column(
                "received_at",
                label=_("Received"),
                accessor=lambda row: cs_datetime(row.received_at),
                sort_key="received_at",
                classname=WIDE,
            ),
        ]

    @cached_property
    def _works(self) -> bool:
        return may_work_on_any(self.request.user)

    @cached_property
    def _whose(self) -> tuple[int, ...]:
        """The user, and those they stand in for."""
        return cases_of(self.request.user)

    def _who(self, row: CitizenRequest) -> str:
        """Who has it; a deputy reads whose it is."""
        name = responsible_of(row) or "–"
        person = row.activity.responsible if row.activity else None
        if person is not None and person.user_id in self._whose[1:]:
            return _("%(name)s, you stand in") % {"name": name}
        return name

    def tabs(self) -> list[Tab]:
        """All requests and each named list, within the other filters and the search."""
        data = self.request.GET.copy()
        for name in PLACE_IN_LIST & data.keys():
            del data[name]
        chosen = self.request.GET.get("list", "")
        requests = CitizenRequest.objects.for_user(self.request.user)
        if self.filters.is_valid():
            requests = self.filters.narrow(requests)
        counts = numbers(self.search_queryset(requests), self.request.user)
        labels = {"": pgettext("list of requests", "all"), **{which.value: str(which.label) for which in InboxList}}
        return [
            Tab(capfirst(label), counts[which], self._address(data, which), chosen == which)
            for which, label in labels.items()
        ]

    def _address(self, data: Any, which: str) -> str:
        asked = data.copy()
        if which:
            asked["list"] = which
        return f"{self.index_url}?{asked.urlencode()}" if asked else str(self.index_url)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "tabs": self.tabs()}

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("Nothing here matches.")
        return _("No requests yet. What citizens send from the contact page appears here.")

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        row: OrderedDict[str, Any] = super().to_row_dict(item)
        row["received_at"] = cs_datetime(item.received_at)
        for name in ("due_on", "closed_at", "mayor_informed_on"):
            row[name] = cs_date(getattr(item, name))
        return row
