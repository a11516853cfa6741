"""The Union's overview of newsletters in the admin: by associations and numbers, or line by line (NWS-5, V4)."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from portal.core.sorted_tables import SortedTable
from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline
from portal.programme.overviews import ProgrammeForm, ProgrammeOverview, anything
from portal.programme.querysets import NewsletterDeadlines, newsletter_calendar

from ..calendar.state import IssueState
from ..models import NewsletterIssuePage, ReviewRound
from ..review.turn import Turn, turn_today
from .columns import DUE, NAME, association_columns, exported, headings, line_columns
from .lines import Line, by_association, lines_of, lines_of_rounds
from .mine import rounds_for


class OverviewForm(ProgrammeForm):
    """Which programme, number and state; only what is late, or waits for me; words of a name."""

    number = forms.ChoiceField(label=gettext_lazy("Number"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    late = forms.BooleanField(label=gettext_lazy("Late only"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Waiting for me"), required=False)
    line_by_line = frozenset({"number", "state", "late", "mine"})


class OverviewView(ProgrammeOverview):
    """Every association × issue of a programme's calendar; for the Union only."""

    model = NewsletterIssuePage
    template_name = "newsletters/overview/overview.html"
    page_title = gettext_lazy("Overview of newsletters")
    export_filename = "prehled-zpravodaju"
    states = IssueState

    def asking(self) -> QuerySet[Any, Any]:
        return Deadline.objects.filter(kind=DeadlineKind.NEWSLETTER_SUBMIT).values("programme")

    @cached_property
    def calendar(self) -> dict[int, NewsletterDeadlines]:
        return newsletter_calendar(self.programme) if self.programme is not None else {}

    def make_form(self, data: QueryDict) -> OverviewForm:
        form = OverviewForm(data)
        form.offer_programmes(self.programmes)
        numbers = [(str(number), str(number)) for number in self.calendar]
        form.offer({"number": [anything(), *numbers], "state": [anything(), *IssueState.choices]})
        return form

    @cached_property
    def turn(self) -> Turn:
        return turn_today()

    @cached_property
    def whole(self) -> list[Line]:
        """Every line of the programme."""
        return lines_of(self.programme, self.turn, self.calendar) if self.programme is not None else []

    def lines_of_all(self) -> Sequence[Line]:
        return self.whole

    @cached_property
    def mine(self) -> list[ReviewRound]:
        """What waits for the user, of every programme and outside of them."""
        return rounds_for(self.request.user, self.turn)

    @property
    def lines_of_mine(self) -> list[Line]:
        """The lines of `mine` in their order; what stands in the programme is read already."""
        known = {line.issue.pk: line for line in self.whole if line.issue is not None}
        further = lines_of_rounds([one for one in self.mine if one.issue_id not in known], self.turn)
        known |= {line.issue.pk: line for line in further if line.issue is not None}
        return [known[one.issue_id] for one in self.mine]

    @cached_property
    def lines(self) -> list[Line]:
        wanted = self.form.wanted
        offered = self.lines_of_mine if "mine" in wanted else self.whole
        return [
            line
            for line in offered
            if wanted.get("number", str(line.number)) == str(line.number)
            and wanted.get("state", line.state) == line.state
            and (line.is_late or "late" not in wanted)
            and self.form.finds(line.association.name)
        ]

    @cached_property
    def table(self) -> SortedTable[Any]:
        """Issues, or associations with all of theirs."""
        if self.is_line_by_line:
            default = DUE if "mine" in self.form.wanted else NAME
            return SortedTable(line_columns(), self.lines, self.request.GET, default)
        numbers = list(self.calendar)
        rows = by_association(self.lines, numbers)
        return SortedTable(association_columns(numbers), rows, self.request.GET, NAME)

    @property
    def export_headings(self) -> dict[str, str]:
        return headings()

    def to_row_dict(self, item: Line) -> OrderedDict[str, Any]:
        return exported(item)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "calendar": list(self.calendar.values()),
            "mine_count": len(self.mine),
        }
