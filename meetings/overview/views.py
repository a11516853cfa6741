"""The overview of mayors' meetings in the admin: all associations for the Union, the own one for a centre (MTG-1)."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from portal.core.czech import fold
from portal.core.sorted_tables import SortedTable
from portal.programme.models import MeetingWindow
from portal.programme.overviews import ProgrammeForm, ProgrammeOverview, anything
from portal.tenancy.boundary import sites_of

from ..models import Announcement
from .columns import NAME, exported, headings, line_columns, window_columns
from .lines import Line, Row, rows_of
from .reads import regions_of, windows_of
from .states import MeetingState

FOR_THE_UNION = ("region", "q", "mine")


class OverviewForm(ProgrammeForm):
    """Which programme, window, state and region; only what is late, or my own associations; words of a name."""

    window = forms.ChoiceField(label=gettext_lazy("Window"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    late = forms.BooleanField(label=gettext_lazy("Late only"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("My associations"), required=False)
    line_by_line = frozenset({"window", "state", "late"})


class OverviewView(ProgrammeOverview):
    """Windows of a programme × associations: planned, announced, invited in time, held."""

    model = Announcement
    template_name = "meetings/overview/overview.html"
    page_title = gettext_lazy("Overview of mayors' meetings")
    export_filename = "prehled-setkani-starostu"
    states = MeetingState

    def may_look(self) -> bool:
        return self.is_union or bool(self.sites)

    @cached_property
    def sites(self) -> list[int] | None:
        """Sites of the associations a person of a centre works for; None for the Union: all of them."""
        if self.is_union:
            return None
        return list(sites_of(self.request.user, Announcement, "view").values_list("pk", flat=True))

    def asking(self) -> QuerySet[Any, Any]:
        return MeetingWindow.objects.values("programme")

    @cached_property
    def windows(self) -> list[MeetingWindow]:
        return windows_of(self.programme) if self.programme is not None else []

    @cached_property
    def regions(self) -> dict[int, set[str]]:
        return regions_of() if self.is_union else {}

    def make_form(self, data: QueryDict) -> OverviewForm:
        form = OverviewForm(data)
        form.offer_programmes(self.programmes)
        windows = [(str(one.number), f"{one} ({one.days})") for one in self.windows]
        regions = [(name, name) for name in sorted(set().union(*self.regions.values()), key=fold)]
        form.offer({"window": [anything(), *windows], "state": [anything(), *MeetingState.choices]})
        form.offer({"region": [anything(), *regions]})
        if not self.is_union:
            for name in FOR_THE_UNION:
                del form.fields[name]
        return form

    @cached_property
    def whole(self) -> list[Row]:
        """Every row of the programme that the user may see."""
        return rows_of(self.windows, timezone.localdate(), self.sites)

    @cached_property
    def every_line(self) -> list[Line]:
        return [line for row in self.whole for line in row.lines if line is not None]

    def lines_of_all(self) -> Sequence[Line]:
        return self.every_line

    @cached_property
    def rows(self) -> list[Row]:
        """Whole associations of those asked for."""
        wanted = self.form.wanted
        return [
            row
            for row in self.whole
            if self.form.finds(row.association.name)
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
        return not self.is_union or super().is_line_by_line

    @cached_property
    def table(self) -> SortedTable[Any]:
        """Windows, or associations with all of theirs."""
        if self.is_line_by_line:
            return SortedTable(line_columns(), self.lines, self.request.GET, NAME)
        columns = window_columns(self.windows, timezone.localdate().year)
        return SortedTable(columns, self.rows, self.request.GET, NAME)

    @property
    def export_headings(self) -> dict[str, str]:
        return headings()

    def to_row_dict(self, item: Line) -> OrderedDict[str, Any]:
        return exported(item)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "windows": self.windows,
            "year": str(timezone.localdate().year),
            "own": None if self.is_union else self.whole,
            "enough_count": sum(row.planned >= row.due for row in self.whole),
            "row_count": len(self.whole),
        }
