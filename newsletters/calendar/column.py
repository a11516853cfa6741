"""How far each listed issue is and by when what is to be done, in the list of newsletters (NWS-5)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from portal.core.templatetags.portal import cs_date
from portal.programme.querysets import NewsletterDeadlines, newsletter_calendars

from ..models import NewsletterIssuePage
from ..review.turn import turn_today
from .rows import Cell, cell_of
from .state import IssueState, Sendings, standings


class StandingColumn(Column):
    """The state in words with the day of the next step."""

    def __init__(self) -> None:
        super().__init__("standing", label=gettext_lazy("State"), width="22%")

    def get_value(self, instance: Any) -> str:
        cell: Cell | None = getattr(instance, "cell", None)
        return in_words(cell) if cell is not None else ""


def put_cells(issues: Sequence[NewsletterIssuePage], sent: Sendings) -> None:
    """Say of each listed issue how it stands (`cell`), in a constant number of queries."""
    read, turn, days = standings(issues, sent), turn_today(), days_of(issues)
    for issue in issues:
        issue.cell = cell_of(issue, read[issue.pk], days.get(issue.pk), turn)


def days_of(issues: Iterable[NewsletterIssuePage]) -> dict[int, NewsletterDeadlines]:
    """The days of each issue that belongs to a calendar, by its key; one query."""
    listed = list(issues)
    calendars = newsletter_calendars({issue.programme_id for issue in listed if issue.programme_id})
    found = {}
    for issue in listed:
        days = calendars.get(issue.programme_id or 0, {}).get(issue.calendar_number or 0)
        if days is not None:
            found[issue.pk] = days
    return found


def in_words(cell: Cell) -> str:
    """The state, and by when the next step is to be done: "with the Union, comments by 3. 5. 2026"."""
    words = [str(cell.state.label)]
    if cell.standing is not None and cell.standing.is_voided:
        words.append(_("edited after consent"))
    if cell.due_on is not None and not cell.state.is_out:
        words.append(_by_when(cell) % {"day": cs_date(cell.due_on)})
    return ", ".join(words)


def _by_when(cell: Cell) -> str:
    if cell.state is IssueState.IN_REVIEW:
        return _("comments by %(day)s")
    if cell.standing is not None and cell.standing.submitted_on is not None:
        return _("to be published by %(day)s")
    return _("to be submitted by %(day)s")
