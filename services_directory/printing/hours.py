"""Opening hours as they stand on a door: "Po–Pá: 8:00–12:00, 13:00–16:30"."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from ..hours import from_osm
from ..hours.words import dated_line, holiday_line, week_lines

MOST_EXCEPTIONS = 6
"""A sheet of paper is no calendar; the page on the web has them all."""


@dataclass(frozen=True)
class HoursInWords:
    """The regular week, a line for days alike, and the exceptions still to come. Both empty if nothing is known."""

    week: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


def hours_in_words(text: str, today: date | None = None) -> HoursInWords:
    """The hours stored as `text` in the active language, with exceptions from `today` (in Prague) on.

    What is too special for a plain week (every other Monday, the first Friday of a month) is left to the web.
    """
    if not text:
        return HoursInWords()
    schedule = from_osm(text)
    if schedule is None:
        return HoursInWords((_("Different by the week or the date, see the website"),))
    coming = schedule.from_day(today or timezone.localdate())
    holidays = holiday_line(coming)
    # The lines may stand one after another, as parts of a sentence.
    week = [*week_lines(coming), holidays[:1].lower() + holidays[1:]]
    exceptions = sorted(coming.dated, key=lambda dated: dated.first)[:MOST_EXCEPTIONS]
    return HoursInWords(tuple(filter(None, week)), tuple(dated_line(dated) for dated in exceptions))
