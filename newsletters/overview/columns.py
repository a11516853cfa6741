"""Columns of the overview: what each is called, sorted by and exported as."""

from collections import OrderedDict
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.sorted_tables import TableColumn

from .lines import AssociationRow, Line

NAME, DUE = "name", "due"
ASSOCIATION = TableColumn(NAME, gettext_lazy("association"), lambda row: row.association.sort_key, best_first=False)


def line_columns() -> list[TableColumn]:
    """Columns of the table with a row for each issue."""
    return [
        ASSOCIATION,
        TableColumn("number", gettext_lazy("number"), lambda line: line.number, best_first=False),
        TableColumn("state", gettext_lazy("state"), lambda line: line.state.progress, best_first=False),
        TableColumn("since", gettext_lazy("since"), lambda line: line.since, best_first=False),
        TableColumn("waits", gettext_lazy("waits for"), lambda line: line.waits_for or None, best_first=False),
        TableColumn(DUE, gettext_lazy("due on"), lambda line: line.cell.due_on, best_first=False),
        TableColumn("delay", gettext_lazy("delay"), lambda line: line.cell.delay_days),
    ]


def association_columns(numbers: list[int]) -> list[TableColumn]:
    """Columns of the table with a row for each association: sorted by a number, what is furthest behind comes first."""
    return [ASSOCIATION, *(_of_number(place, number) for place, number in enumerate(numbers))]


def _of_number(place: int, number: int) -> TableColumn:
    def behind(row: AssociationRow) -> Any:
        line = row.lines[place]
        return (line.state.progress, -line.cell.delay_days) if line is not None else None

    return TableColumn(f"number{number}", str(number), behind, best_first=False)


def headings() -> OrderedDict[str, str]:
    """Keys and headings of the exported table."""
    named = {
        NAME: _("association"),
        "ico": _("IČO"),
        "number": _("number"),
        "issue": _("issue"),
        "state": _("state"),
        "since": _("since"),
        "waits": _("waits for"),
        DUE: _("due on"),
        "delay": _("delay in days"),
        "late_with": _("late with"),
        "submitted_on": _("first submitted"),
        "round": _("round of the review"),
        "published_on": _("published on"),
        "expert": _("communication expert"),
    }
    return OrderedDict((key, capfirst(str(heading))) for key, heading in named.items())


def exported(line: Line) -> OrderedDict[str, Any]:
    """The values of `line` for each heading."""
    standing = line.cell.standing
    values = {
        NAME: line.association.name,
        "ico": line.association.ico,
        "number": line.number,
        "issue": line.issue.designation if line.issue else "",
        "state": str(line.state.label),
        "since": line.since,
        "waits": line.waits_for,
        DUE: line.cell.due_on,
        "delay": line.cell.delay_days,
        "late_with": line.delay,
        "submitted_on": standing.submitted_on if standing else None,
        "round": standing.round.number if standing and standing.round else None,
        "published_on": standing.published_on if standing else None,
        "expert": line.association.liaison_expert.name if line.association.liaison_expert else "",
    }
    return OrderedDict((key, values[key]) for key in headings())
