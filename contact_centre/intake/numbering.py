"""The number of a request that people read and say on the phone, and the one of its activity."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone

from portal.core.czech import fold
from portal.tenancy.models import Association

from ..models import NumberSeries

REQUEST, ACTIVITY = NumberSeries.Kind.REQUEST.value, NumberSeries.Kind.ACTIVITY.value


class Numbers(NamedTuple):
    """What a new request gets: its own number as people read it, and its activity's in the year of Prague."""

    reference: str
    activity: int
    activity_year: int


def next_numbers(association: Association, received_at: datetime, *, with_activity: bool) -> Numbers:
    """The association's letters, the year in Prague, the number in it: SO1866-2026-00042; and the activity's number.

    Call it in the transaction that stores the request: numbers rolled back are given again. A request put aside has
    no activity, so none of its numbers is taken (0).
    """
    year, this_year = timezone.localdate(received_at).year, timezone.localdate().year
    series = [(REQUEST, year), *([(ACTIVITY, this_year)] if with_activity else [])]
    number, *activity = NumberSeries.next_numbers(*series, site_id=association.site_id)
    return Numbers(
        reference=f"{letters_of(association.short_name)}-{year}-{number:05d}",
        activity=activity[0] if activity else 0,
        activity_year=this_year,
    )


@lru_cache(maxsize=500)
def letters_of(name: str) -> str:
    """What a number starts with: the first three letters of a name of one word, the initials of a longer one."""
    words = "".join(c if c.isalnum() else " " for c in fold(name)).upper().split()
    return words[0][:3] if len(words) == 1 else "".join(word if word.isdigit() else word[0] for word in words)[:12]
