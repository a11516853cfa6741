"""Opening hours of a service: stored in OpenStreetMap's notation, filled in as rows, shown in words."""

from .czech_text import Reading, read_czech
from .evaluation import (
    PRAGUE,
    coming_exceptions,
    current_state,
    hours_shown,
    week_table,
)
from .filtering import open_now
from .notation import from_osm, validate_opening_hours
from .schedule import Dated, HolidayRule, Mode, Schedule, Span
from .shown import CurrentState, Day, HoursShown, Interval
from .specification import specification

__all__ = [
    "PRAGUE",
    "CurrentState",
    "Dated",
    "Day",
    "HolidayRule",
    "HoursShown",
    "Interval",
    "Mode",
    "Reading",
    "Schedule",
    "Span",
    "coming_exceptions",
    "current_state",
    "from_osm",
    "hours_shown",
    "open_now",
    "read_czech",
    "specification",
    "validate_opening_hours",
    "week_table",
]
