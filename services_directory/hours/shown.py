"""What is shown of opening hours: the week's table, the coming exceptions, the state in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import words
from .schedule import NOON, Dated, Mode


@dataclass(frozen=True)
class Interval:
    """A time during which the service is there; `ends` may lie in the next day. `comment` as it was written."""

    starts: datetime
    ends: datetime
    comment: str = ""
    mode: Mode = Mode.OPEN

    @property
    def is_whole_day(self) -> bool:
        return (
            (self.starts.hour, self.starts.minute, self.ends.hour, self.ends.minute) == (0, 0, 0, 0)
            and self.ends.date() - self.starts.date() == timedelta(days=1)
        )  # fmt: skip

    @property
    def times(self) -> str:
        """ "8:00–12:00", "around the clock"; "" for a whole day by appointment or by phone."""
        if self.is_only_mode:
            return ""
        if self.is_whole_day:
            return _("around the clock")
        return f"{words.time_of(self.starts)}–{words.time_of(self.ends, is_end=True)}"

    @property
    def way(self) -> str:
        """ "by appointment", "by phone only" or what the source says; "" for whoever comes."""
        return words.mode_text(self.mode) if self.mode is not Mode.OPEN else self.comment

    @property
    def is_only_mode(self) -> bool:
        """A whole day by appointment or by phone: no time is given, only the way."""
        return self.is_whole_day and self.mode is not Mode.OPEN


@dataclass(frozen=True)
class Day:
    """A day of the week's table; `note` is the holiday's name or the exception's reason."""

    day: date
    is_today: bool
    intervals: tuple[Interval, ...]
    note: str = ""
    is_exception: bool = False


@dataclass(frozen=True)
class CurrentState:
    """Whether the service is there at `at`; `until` is the next change, None when there is none in a week.

    While open, `until` is the end and `mode` says how one may come; while closed, both say it of the next
    opening, looked for over a year ahead (`is_whole_day`: that day has no times, only a way to come).
    """

    at: datetime
    is_open: bool
    closes_soon: bool
    until: datetime | None
    until_today: bool
    mode: Mode = Mode.OPEN
    is_whole_day: bool = False
    only_this_way_today: bool = False

    @property
    def is_walk_in(self) -> bool:
        """Open to whoever comes, without an appointment."""
        return self.is_open and self.mode is Mode.OPEN

    @property
    def heading(self) -> str:
        """ "Open", "Closes soon", "Closed", "By appointment only today"."""
        if not self.is_open:
            return pgettext("hours", "Closed")
        if self.mode is Mode.APPOINTMENT:
            return _("By appointment only today") if self.only_this_way_today else _("By appointment only now")
        if self.mode is Mode.PHONE:
            return _("By phone only today") if self.only_this_way_today else _("By phone only now")
        return _("Closes soon") if self.closes_soon else pgettext("hours", "Open")

    @property
    def detail(self) -> str:
        """ "until 16:30", "opens on Monday at 8:00", "by appointment on Friday"; "" where nothing is to be said."""
        if self.is_open:
            return self._until()
        if self.until is None:
            return ""
        in_words = words.on_day_or_date if self.is_whole_day else words.when
        when = in_words(self.until, self.at)
        if self.mode is Mode.APPOINTMENT:
            return _("by appointment %(when)s") % {"when": when}
        if self.mode is Mode.PHONE:
            return _("by phone %(when)s") % {"when": when}
        return _("opens %(when)s") % {"when": when}

    def _until(self) -> str:
        if self.until is None:
            return "" if self.mode is not Mode.OPEN else _("around the clock")
        time = words.time_of(self.until, is_end=True)
        days = (self.until.date() - self.at.date()).days
        is_midnight = (self.until.hour, self.until.minute) == (0, 0)
        # The end of a night that goes on needs no day, nor does the midnight at the end of today.
        if days == 0 or (days == 1 and (is_midnight or self.until.hour * 60 < NOON)):
            return _("until %(time)s") % {"time": time}
        last = self.until.date() - timedelta(days=1) if is_midnight else self.until.date()
        return _("%(until_day)s %(time)s") % {"until_day": words.until_day(last), "time": time}


@dataclass(frozen=True)
class HoursShown:
    """Everything a page shows of a service's hours; `coming` are exceptions of the next 60 days, in words."""

    week: list[Day]
    coming: list[Dated]
    holidays: str

    @property
    def coming_lines(self) -> list[tuple[str, str]]:
        """The dates, and what holds on them with the reason."""
        return [(words.dates_text(dated), words.dated_rule(dated)) for dated in self.coming]
