"""The rows of the overview: an association and one of its issues."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import ngettext, pgettext

from portal.programme.enums import DeadlineKind
from portal.programme.models import Programme
from portal.programme.querysets import NewsletterDeadlines
from portal.tenancy.models import Association

from ..calendar.column import days_of
from ..calendar.rows import READ, Cell, Whom, cell_of, rows_of
from ..calendar.state import IssueState, standings
from ..models import NewsletterIssuePage, ReviewRound
from ..review.turn import Turn


@dataclass(frozen=True)
class Line:
    """One issue of one association; `number` is that of the calendar, None for an issue outside of it."""

    association: Association
    number: int | None
    cell: Cell

    @property
    def state(self) -> IssueState:
        return self.cell.state

    @property
    def issue(self) -> NewsletterIssuePage | None:
        return self.cell.issue

    @property
    def since(self) -> date | None:
        """The day the state began."""
        return self.cell.standing.since if self.cell.standing else None

    @property
    def is_voided(self) -> bool:
        """Whether the newest text was edited after consent."""
        return self.cell.standing is not None and self.cell.standing.is_voided

    @property
    def is_late(self) -> bool:
        return self.cell.is_late

    @property
    def tone(self) -> str:
        """How loud it is shown; a sign and the word say the same."""
        if self.is_late:
            return "bad"
        if self.state.is_out:
            return "good"
        return "warn" if self.state in {IssueState.RETURNED, IssueState.IN_REVIEW} else "calm"

    @property
    def delay(self) -> str:
        """How late it is, or was published, in words; empty if it isn't."""
        days, kind = self.cell.delay_days, self.cell.late_with
        if kind is None:
            return ""
        if kind is DeadlineKind.NEWSLETTER_SUBMIT:
            said = ngettext("%(days)d day late with submission", "%(days)d days late with submission", days)
        elif kind is DeadlineKind.NEWSLETTER_COMMENTS:
            said = ngettext("%(days)d day late with comments", "%(days)d days late with comments", days)
        else:
            said = ngettext("%(days)d day late with publishing", "%(days)d days late with publishing", days)
        return said % {"days": days}

    @property
    def waits_for(self) -> str:
        """Who is to do the next step, in words; empty for nobody."""
        if self.cell.waits_for.whom is Whom.NOBODY:
            return ""
        if self.cell.waits_for.whom is Whom.CENTRE:
            return pgettext("waits for", "centre")
        return ", ".join(one.name for one in self.cell.waits_for.people) or pgettext("waits for", "any reviewer")


@dataclass(frozen=True)
class AssociationRow:
    """An association with its issues in the order of the calendar; None where it owes none."""

    association: Association
    lines: list[Line | None]


def lines_of(programme: Programme, turn: Turn, calendar: dict[int, NewsletterDeadlines] | None = None) -> list[Line]:
    """Every association × issue of the `calendar` of `programme`, by the alphabet and number."""
    rows = rows_of(programme, turn=turn, calendar=calendar)
    names = _associations(rows)
    return [Line(names[site], number, cell) for site, cells in rows.items() for number, cell in cells.items()]


def lines_of_rounds(rounds: Sequence[ReviewRound], turn: Turn) -> list[Line]:
    """The lines of issues that wait in `rounds`, in their order; also of issues outside every calendar."""
    if not rounds:
        return []
    issues = {
        issue.pk: issue
        for issue in NewsletterIssuePage.objects.filter(pk__in=[one.issue_id for one in rounds]).only(*READ)
    }
    read = standings(list(issues.values()))
    names = _associations({one.site_id for one in rounds})
    calendar = days_of(issues.values())
    found = []
    for one in rounds:
        issue = issues[one.issue_id]
        days = calendar.get(issue.pk)
        number = days.number if days is not None else None
        found.append(Line(names[one.site_id], number, cell_of(issue, read[issue.pk], days, turn)))
    return found


def _associations(sites: Iterable[int]) -> dict[int, Association]:
    found = Association.objects.filter(site__in=list(sites)).select_related("liaison_expert")
    return {association.site_id: association for association in found}


def by_association(lines: Iterable[Line], numbers: Sequence[int]) -> list[AssociationRow]:
    """`lines` as rows of a table with a column for each of `numbers`."""
    found: dict[int, dict[int | None, Line]] = {}
    for line in lines:
        found.setdefault(line.association.pk, {})[line.number] = line
    return [
        AssociationRow(next(iter(cells.values())).association, [cells.get(number) for number in numbers])
        for cells in found.values()
    ]
