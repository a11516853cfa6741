"""Opening hours of a service: stored in OpenStreetMap's notation, filled in as rows, shown in words."""

from .czech_text import Reading, read_czech
from .evaluation import (
    PRAGUE,
    CurrentState,
    Day,
    Interval,
    coming_exceptions,
    current_state,
    open_now,
    week_table,
)
from .notation import from_osm, validate_opening_hours
from .schedule import Dated, HolidayRule, Mode, Schedule, Span

__all__ = [
    "PRAGUE",
    "CurrentState",
    "Dated",
    "Day",
    "HolidayRule",
    "Interval",
    "Mode",
    "Reading",
    "Schedule",
    "Span",
    "coming_exceptions",
    "current_state",
    "from_osm",
    "open_now",
    "read_czech",
    "validate_opening_hours",
    "week_table",
]
