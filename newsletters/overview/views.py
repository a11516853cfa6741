"""The Union's overview of newsletters in the admin: by associations and numbers, or line by line (NWS-5, V4)."""

from collections import Counter, OrderedDict
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from portal.core.czech import fold
from portal.core.sorted_tables import SortedTable
from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline, Programme
from portal.programme.querysets import NewsletterDeadlines, newsletter_calendar, programme_on
from portal.tenancy.boundary import is_union_user

from ..calendar.state import IssueState
from ..models import NewsletterIssuePage, ReviewRound
from ..review.turn import Turn, turn_on
from .columns import DUE, NAME, association_columns, exported, headings, line_columns
from .lines import Line, by_association, lines_of, lines_of_rounds
from .mine import rounds_for

ON_A_PAGE = 200
"""More associations than the programme ever had; a page of so many stays quick on a phone."""


class OverviewForm(forms.Form):
    """Which programme, number and state; only what is late, or waits for me; words of a name."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    number = forms.ChoiceField(label=gettext_lazy("Number"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    late = forms.BooleanField(label=gettext_lazy("Late only"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Waiting for me"), required=False)

    def __init__(self, data: Any, programmes: list[Programme], numbers: list[int]) -> None:
        super().__init__(data)
        anything = ("", pgettext("states", "all"))
        choices: dict[str, list[tuple[str, Any]]] = {
            "programme": [(str(one.pk), one.label) for one in programmes],
            "number": [anything, *((str(number), str(number)) for number in numbers)],
            "state": [anything, *IssueState.choices],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """What is asked for, of what may be asked."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_line_by_line(self) -> bool:
        """Whether single issues are asked for rather than whole associations."""
        return not self.wanted.keys().isdisjoint({"number", "state", "late", "mine"})


class OverviewView(SpreadsheetExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """Every association × issue of a programme's calendar; for the Union only."""

    model = NewsletterIssuePage
    template_name = "newsletters/overview/overview.html"
    page_title = gettext_lazy("Overview of newsletters")
    header_icon = "table"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_union_user(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    @cached_property
    def programmes(self) -> list[Programme]:
        """Those with a calendar of newsletters, the newest first."""
        has_calendar = Deadline.objects.filter(kind=DeadlineKind.NEWSLETTER_SUBMIT).values("programme")
        return list(Programme.objects.filter(pk__in=has_calendar).order_by("-starts_on", "-pk"))

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
    def calendar(self) -> dict[int, NewsletterDeadlines]:
        return newsletter_calendar(self.programme) if self.programme is not None else {}

    @cached_property
    def form(self) -> OverviewForm:
        asked = self.request.GET.copy()
        if self.programme is not None:
            asked.setdefault("programme", str(self.programme.pk))
        form = OverviewForm(asked, self.programmes, list(self.calendar))
        form.full_clean()
        return form

    @cached_property
    def turn(self) -> Turn:
        return turn_on()

    @cached_property
    def whole(self) -> list[Line]:
        """Every line of the programme."""
        return lines_of(self.programme, self.turn) if self.programme is not None else []

    @cached_property
    def mine(self) -> list[ReviewRound]:
        """What waits for the user, of every programme and outside of them."""
        return rounds_for(self.request.user, self.turn)

    @cached_property
    def lines(self) -> list[Line]:
        """The lines asked for."""
        wanted = self.form.wanted
        words = fold(wanted.get("q", "")).split()
        offered = lines_of_rounds(self.mine, self.turn) if "mine" in wanted else self.whole
        return [
            line
            for line in offered
            if wanted.get("number", str(line.number)) == str(line.number)
            and wanted.get("state", line.state) == line.state
            and (line.cell.is_late or "late" not in wanted)
            and all(word in fold(line.association.name) for word in words)
        ]

    @cached_property
    def table(self) -> SortedTable[Any]:
        """The rows asked for, in the order asked for: issues, or associations with all of theirs."""
        if self.form.is_line_by_line:
            default = DUE if "mine" in self.form.wanted else NAME
            return SortedTable(line_columns(), self.lines, self.request.GET, default)
        numbers = list(self.calendar)
        rows = by_association(self.lines, numbers)
        return SortedTable(association_columns(numbers), rows, self.request.GET, NAME)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.is_export:
            rows = self.table.rows if self.form.is_line_by_line else self.lines
            return self.as_spreadsheet(rows, request.GET["export"])
        return super().get(request, *args, **kwargs)

    @property
    def list_export(self) -> list[str]:
        return list(self.export_headings)

    @property
    def export_headings(self) -> dict[str, str]:
        return headings()

    def get_filename(self) -> str:
        return "prehled-zpravodaju"

    def to_row_dict(self, item: Line) -> OrderedDict[str, Any]:
        return exported(item)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator = Paginator(self.table.rows, ON_A_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        found = Counter(line.state for line in self.whole)
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "programme": self.programme,
            "calendar": list(self.calendar.values()),
            "table": self.table,
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "is_paginated": page.has_other_pages(),
            "ordering": self.request.GET.get("ordering", ""),
            "by_state": [(state, found[state]) for state in IssueState if found[state]],
            "all_count": len(self.whole),
            "late_count": sum(line.cell.is_late for line in self.whole),
            "mine_count": len(self.mine),
        }
