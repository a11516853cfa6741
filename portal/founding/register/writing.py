"""Writing the list and asking it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.core.czech import fold
from portal.core.validators import normalise_ico

from ..models import RegisteredAssociation
from .judging import Reading

NOT_KEYS = {field.name for field in RegisteredAssociation._meta.concrete_fields if not field.primary_key}
DERIVED = ["sort_key", "search_text", "read_on"]
"""Written with every row, whatever the list says."""
FOUND_AT_MOST = 20


@transaction.atomic
def write_register(reading: Reading) -> int:
    """Insert the good rows of a list and update known ones, in one transaction; returns how many there were.

    Associations that the list doesn't name stay: registers are kept by region. So does what it says nothing of: the
    Treasury's list has no members, and takes none away.
    """
    rows = reading.entries
    for row in rows:
        row.prepare_keys()
        row.read_on = timezone.localdate()
    RegisteredAssociation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["ico"],
        update_fields=[*sorted(reading.says & NOT_KEYS), *DERIVED],
        batch_size=300,
    )
    return len(rows)


def sought(query: str) -> QuerySet[RegisteredAssociation]:
    """Associations whose IČO it is, or whose name holds every word of `query`, diacritics aside."""
    words = fold(query).split()
    if not words:
        return RegisteredAssociation.objects.none()
    compact = "".join(words)
    if compact.isascii() and compact.isdecimal():
        return RegisteredAssociation.objects.filter(pk=normalise_ico(compact)[:8])
    rows = RegisteredAssociation.objects.all()
    for word in words[:8]:
        rows = rows.filter(search_text__contains=word)
    return rows
