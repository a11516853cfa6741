"""The number of a request that people read and say on the phone."""

from datetime import datetime

from django.utils import timezone

from portal.core.czech import fold
from portal.tenancy.models import Association

from ..models import NumberSeries


def next_reference(association: Association, received_at: datetime) -> str:
    """The association's letters, the year in Prague, the number in it: SO1866-2026-00042.

    Call it in the transaction that stores the request: a number rolled back is given again.
    """
    year = timezone.localdate(received_at).year
    number = NumberSeries.next_number(site_id=association.site_id, kind=NumberSeries.Kind.REQUEST, year=year)
    return f"{letters_of(association.short_name)}-{year}-{number:05d}"


def letters_of(name: str) -> str:
    """What a number starts with: the first three letters of a name of one word, the initials of a longer one."""
    words = "".join(c if c.isalnum() else " " for c in fold(name)).upper().split()
    return words[0][:3] if len(words) == 1 else "".join(word if word.isdigit() else word[0] for word in words)[:12]
