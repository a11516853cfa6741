"""Columns of the overview: what each is called, sorted by and exported as."""

from collections import OrderedDict
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.sorted_tables import TableColumn
from portal.programme.models import MeetingWindow

from .lines import Line, Row

NAME, WINDOW = "name", "window"
ASSOCIATION = TableColumn(NAME, gettext_lazy("association"), lambda row: row.association.sort_key, best_first=False)


def line_columns() -> list[TableColumn]:
    """Columns of the table with a row for each association and window."""
    return [
        ASSOCIATION,
        TableColumn(WINDOW, gettext_lazy("window"), lambda line: line.window.starts_on, best_first=False),
        TableColumn("state", gettext_lazy("state"), lambda line: line.state.progress, best_first=False),
        TableColumn("held_on", gettext_lazy("day of the meeting"), lambda line: line.held_on, best_first=False),
        TableColumn("invited_on", gettext_lazy("invited on"), _invited_on, best_first=False),
        TableColumn("delay", gettext_lazy("delay"), lambda line: line.delay_days),
    ]


def window_columns(windows: list[MeetingWindow], year: int) -> list[TableColumn]:
    """Columns of the table with a row for each association: what is furthest behind comes first."""
    of_windows = [_of_window(place, window) for place, window in enumerate(windows)]
    return [ASSOCIATION, *of_windows, TableColumn("year", str(year), lambda row: (row.held, row.planned), False)]


def _of_window(place: int, window: MeetingWindow) -> TableColumn:
    def behind(row: Row) -> Any:
        line = row.lines[place]
        return (line.state.progress, -line.delay_days) if line is not None else None

    return TableColumn(f"window{window.number}", str(window), behind, best_first=False)


def _invited_on(line: Line) -> Any:
    return line.invited.on if line.invited else None


def headings() -> OrderedDict[str, str]:
    """Keys and headings of the exported table."""
    named = {
        NAME: _("association"),
        "ico": _("IČO"),
        WINDOW: _("window"),
        "starts_on": _("window from"),
        "ends_on": _("window to"),
        "state": _("state"),
        "meeting": _("meeting"),
        "held_on": _("day of the meeting"),
        "last_day": _("last day for the invitation"),
        "invited_on": _("invited on"),
        "delay": _("delay in days"),
        "late_with": _("late with"),
        "reason": _("reason"),
        "planned": _("meetings in the window"),
        "held": _("of them held"),
        "expert": _("communication expert"),
    }
    return OrderedDict((key, capfirst(str(heading))) for key, heading in named.items())


def exported(line: Line) -> OrderedDict[str, Any]:
    """The values of `line` for each heading."""
    expert = line.association.liaison_expert
    values = {
        NAME: line.association.name,
        "ico": line.association.ico,
        WINDOW: str(line.window),
        "starts_on": line.window.starts_on,
        "ends_on": line.window.ends_on,
        "state": str(line.state.label),
        "meeting": line.meeting.draft_title if line.meeting else "",
        "held_on": line.held_on,
        "last_day": line.invited.last_day if line.invited else None,
        "invited_on": _invited_on(line),
        "delay": line.delay_days,
        "late_with": line.delay,
        "reason": line.reason,
        "planned": line.planned,
        "held": line.held,
        "expert": expert.name if expert else "",
    }
    return OrderedDict((key, values[key]) for key in headings())
