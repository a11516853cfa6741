"""The overview of mayors' meetings in the admin: all associations for the Union, the own one for a centre (MTG-1)."""

from collections import Counter, OrderedDict
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from portal.core.czech import fold
from portal.core.sorted_tables import SortedTable
from portal.programme.models import MeetingWindow, Programme
from portal.programme.querysets import programme_on
from portal.tenancy.boundary import is_union_user, sites_of

from ..models import Announcement
from .columns import NAME, exported, headings, line_columns, window_columns
from .lines import Line, Row, rows_of
from .reads import regions_of
from .states import MeetingState

ON_A_PAGE = 200
"""More associations than the programme ever had; a page of so many stays quick on a phone."""
LINE_BY_LINE = {"window", "state", "late"}
FOR_THE_UNION = ("region", "q", "mine")


class OverviewForm(forms.Form):
    """Which programme, window, state and region; only what is late, or my own associations; words of a name."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    window = forms.ChoiceField(label=gettext_lazy("Window"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    late = forms.BooleanField(label=gettext_lazy("Late only"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("My associations"), required=False)

    def __init__(self, data: Any, view: "OverviewView") -> None:
        super().__init__(data)
        anything = ("", pgettext("states", "all"))
        choices: dict[str, list[tuple[str, Any]]] = {
            "programme": [(str(one.pk), one.label) for one in view.programmes],
            "window": [anything, *((str(one.number), f"{one} ({one.days})") for one in view.windows)],
            "state": [anything, *MeetingState.choices],
            "region": [anything, *((name, name) for name in sorted(set().union(*view.regions.values()), key=fold))],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        if not view.is_union:
            for name in FOR_THE_UNION:
                del self.fields[name]

    @property
    def wanted(self) -> dict[str, Any]:
        """What is asked for, of what may be asked."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_line_by_line(self) -> bool:
        """Whether single windows are asked for rather than whole associations."""
        return not self.wanted.keys().isdisjoint(LINE_BY_LINE)


class OverviewView(SpreadsheetExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """Windows of a programme × associations: planned, announced, invited in time, held."""

    model = Announcement
    template_name = "meetings/overview/overview.html"
    page_title = gettext_lazy("Overview of mayors' meetings")
    header_icon = "table"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.is_union and not self.sites:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    @cached_property
    def is_union(self) -> bool:
        return is_union_user(self.request.user)

    @cached_property
    def sites(self) -> list[int] | None:
        """Sites of the associations a person of a centre works for; None for the Union: all of them."""
        if self.is_union:
            return None
        return list(sites_of(self.request.user, Announcement, "view").values_list("pk", flat=True))

    @cached_property
    def programmes(self) -> list[Programme]:
        """Those with windows, the newest first."""
        having = MeetingWindow.objects.values("programme")
        return list(Programme.objects.filter(pk__in=having).order_by("-starts_on", "-pk"))

    @cached_property
    def programme(self) -> Programme | None:
        """The one asked for, else the running or newest one. Raises Http404 for a wrong one."""
        asked = self.request.GET.get("programme", "")
        if asked:
            found = [one for one in self.programmes if str(one.pk) == asked]
            if not found:
                raise Http404
            return found[0]
        running = programme_on()
        return running if running in self.programmes else next(iter(self.programmes), None)

    @cached_property
    def windows(self) -> list[MeetingWindow]:
        return list(self.programme.meeting_windows.order_by("starts_on", "number")) if self.programme else []

    @cached_property
    def regions(self) -> dict[int, set[str]]:
        return regions_of() if self.is_union else {}

    @cached_property
    def form(self) -> OverviewForm:
        asked = self.request.GET.copy()
        if self.programme is not None:
            asked.setdefault("programme", str(self.programme.pk))
        form = OverviewForm(asked, self)
        form.full_clean()
        return form

    @cached_property
    def whole(self) -> list[Row]:
        """Every row of the programme that the user may see."""
        return rows_of(self.programme, timezone.localdate(), self.sites) if self.programme is not None else []

    @cached_property
    def rows(self) -> list[Row]:
        """Whole associations of those asked for."""
        wanted = self.form.wanted
        words = fold(wanted.get("q", "")).split()
        return [
            row
            for row in self.whole
            if all(word in fold(row.association.name) for word in words)
            and ("region" not in wanted or wanted["region"] in self.regions.get(row.association.pk, ()))
            and ("mine" not in wanted or self._is_mine(row))
        ]

    def _is_mine(self, row: Row) -> bool:
        experts = (row.association.liaison_expert, row.association.liaison_deputy)
        return any(one is not None and one.user_id == self.request.user.pk for one in experts)

    @cached_property
    def lines(self) -> list[Line]:
        """The lines asked for, of those rows."""
        wanted = self.form.wanted
        return [
            line
            for row in self.rows
            for line in row.lines
            if line is not None
            and wanted.get("window", str(line.window.number)) == str(line.window.number)
            and wanted.get("state", line.state) == line.state
            and (line.is_late or "late" not in wanted)
        ]

    @property
    def is_line_by_line(self) -> bool:
        """A centre reads its windows one below the other."""
        return not self.is_union or self.form.is_line_by_line

    @cached_property
    def table(self) -> SortedTable[Any]:
        """The rows asked for, in the order asked for: windows, or associations with all of theirs."""
        if self.is_line_by_line:
            return SortedTable(line_columns(), self.lines, self.request.GET, NAME)
        columns = window_columns(self.windows, timezone.localdate().year)
        return SortedTable(columns, self.rows, self.request.GET, NAME)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.is_export:
            rows = self.table.rows if self.is_line_by_line else self.lines
            return self.as_spreadsheet(rows, request.GET["export"])
        return super().get(request, *args, **kwargs)

    @property
    def list_export(self) -> list[str]:
        return list(self.export_headings)

    @property
    def export_headings(self) -> dict[str, str]:
        return headings()

    def get_filename(self) -> str:
        return "prehled-setkani-starostu"

    def to_row_dict(self, item: Line) -> OrderedDict[str, Any]:
        return exported(item)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator = Paginator(self.table.rows, ON_A_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        every = [line for row in self.whole for line in row.lines if line is not None]
        found = Counter(line.state for line in every)
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "programme": self.programme,
            "windows": self.windows,
            "year": str(timezone.localdate().year),
            "table": self.table,
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "is_paginated": page.has_other_pages(),
            "is_union": self.is_union,
            "is_line_by_line": self.is_line_by_line,
            "own": None if self.is_union else self.whole,
            "ordering": self.request.GET.get("ordering", ""),
            "by_state": [(state, found[state]) for state in MeetingState if found[state]],
            "all_count": len(every),
            "late_count": sum(line.is_late for line in every),
            "enough_count": sum(row.planned >= row.due for row in self.whole),
            "row_count": len(self.whole),
        }
