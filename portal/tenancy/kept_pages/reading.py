"""Reads what `known.Known` keeps: the numbers of all sites in one query; now and then who the associations are."""

import time
from types import MappingProxyType

from django.db import connection

from ..models import Association, PublicVersion, Union
from .known import Card, Facts

CARDS_HOLD = 60.0
"""Seconds for which names and phones of associations are not read again, whatever changes."""
NUMBERS = f"SELECT site_id, number FROM {PublicVersion._meta.db_table}"  # noqa: S608 # a table of ours


def read_facts(before: Facts) -> Facts:
    """One query; two more at most once a minute, if anything has changed. Raises what the database raises."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(NUMBERS)
            numbers = dict(cursor.fetchall())
        everywhere = numbers.pop(None, 0)
        cards, associations, read_at = before.cards, before.associations, before.cards_read_at
        has_changed = not cards or (numbers, everywhere) != (dict(before.numbers), before.everywhere)
        if has_changed and time.monotonic() - read_at >= CARDS_HOLD:
            cards, associations = _cards()
            read_at = time.monotonic()
        return Facts(MappingProxyType(numbers), everywhere, cards, associations, read_at)
    finally:
        # As Django does after each request: back to the pool, or kept open (CONN_MAX_AGE).
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def _cards() -> tuple[MappingProxyType[str, Card], frozenset[int]]:
    fields = ("site__hostname", "site", "name", "phone", "email")
    found = {host: Card(*rest) for host, *rest in Association.objects.order_by().values_list(*fields)}
    associations = frozenset(card.site for card in found.values())
    for host, *rest in Union.objects.values_list(*fields):
        found[host] = Card(*rest)
    return MappingProxyType(found), associations
