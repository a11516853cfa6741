"""Days and moments of a notice: days are days in Prague, moments are in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import DateField, F
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone


def until_of(meeting: Any) -> date:
    """The last day the notice stands on the board: the one that was chosen, else the day of the meeting."""
    chosen: date | None = meeting.notice_until
    return chosen or timezone.localdate(meeting.starts_at)


def end_of(day: date) -> datetime:
    """The moment after which `day` is over in Prague, whatever the clocks do meanwhile."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def last_day_before(moment: datetime) -> date:
    """The day, in Prague, that `moment` ends or falls into: what ends at midnight stood on the day before."""
    return timezone.localdate(moment - timedelta(microseconds=1))


def until_in_database(prefix: str = "") -> Coalesce:
    """`until_of` as an expression about rows of meetings, or of what leads to one by `prefix` (``meeting__``)."""
    day = TruncDate(f"{prefix}starts_at", tzinfo=timezone.get_default_timezone())
    return Coalesce(F(f"{prefix}notice_until"), day, output_field=DateField())


def stamp(moment: datetime) -> datetime:
    """A moment as a line keeps it: UTC, to the second."""
    return moment.astimezone(UTC).replace(microsecond=0)


def written(moment: datetime) -> str:
    """A moment as it is written in what is hashed: ``2026-11-18T08:00:05Z``."""
    return f"{stamp(moment).replace(tzinfo=None).isoformat()}Z"


def read(text: str) -> datetime:
    """The moment that `written` wrote."""
    return datetime.fromisoformat(text)
