"""How long papers of a meeting are kept (MTG-6): ten years after the programme's end, as the Union sets it."""

from datetime import date

from django.utils import timezone

from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline, Programme
from portal.programme.querysets import UnknownThreshold, programme_on, threshold

YEARS = "archive_years"
"""The threshold with the years; they run from the 1st of January after the programme's end."""


def kept_until(held_on: date) -> date | None:
    """The day until which papers of a meeting held on a day are kept.

    The programme's own day for it (a deadline of the kind `archive_until`), else its end and the threshold's years.
    None outside of programmes, or where the Union has set neither: they stay until somebody decides.
    """
    programme = programme_on(held_on)
    if programme is None:
        return None
    days = Deadline.objects.filter(programme=programme, kind=DeadlineKind.ARCHIVE_UNTIL)
    day: date | None = days.order_by("-due_on").values_list("due_on", flat=True).first()
    return day or _by_years(programme)


def _by_years(programme: Programme) -> date | None:
    try:
        years = int(threshold(YEARS, on=min(programme.ends_on, timezone.localdate())))
    except UnknownThreshold:
        return None
    return date(programme.ends_on.year + 1 + years, 1, 1)
