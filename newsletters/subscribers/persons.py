"""All rows of one person at one association: as reader and in office, and at addresses they had before."""

from collections.abc import Iterable

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower

from ..enums import ConsentAct
from ..models import ConsentEvent, Subscriber
from .proof import fingerprint


def all_rows(subscriber: Subscriber) -> QuerySet[Subscriber]:
    """The subscriber as it is now and the other row of the same address; nothing when the row has gone meanwhile."""
    email = Subscriber.objects.filter(pk=subscriber.pk).values_list("email", flat=True).first()
    rows: QuerySet[Subscriber] = Subscriber.objects.filter(site_id=subscriber.site_id).order_by("pk")
    if not email:
        return rows.filter(pk=subscriber.pk)
    # Both sides by the database: databases differ in what they take for small letters.
    return rows.alias(address=Lower("email")).filter(address=Lower(Value(email)))


def locked_rows(subscriber: Subscriber) -> list[Subscriber]:
    """The same, held until the transaction ends."""
    return list(all_rows(subscriber).select_for_update(of=("self",)))


def masked(email: str) -> str:
    """An address for a page that may be opened by who was sent somebody else's mail: first letter and domain."""
    local, _at, domain = email.rpartition("@")
    # A word joiner: no line ends between the two.
    return f"{local[:1]}…\u2060@{domain}"


def persons_rows(rows: Iterable[Subscriber]) -> list[Subscriber]:
    """`rows` and those they replaced: an address was this person's if who confirmed the new one ended it.

    An address somebody only typed as their new one proves nothing about whose it is.
    """
    found = {row.pk: row for row in rows}
    waiting = list(found.values())
    while waiting:
        row = waiting.pop()
        if row.replaces_id is None or row.replaces_id in found:
            continue
        ended = ConsentEvent.objects.filter(act=ConsentAct.WITHDRAWN, proof=fingerprint(row.key))
        old = Subscriber.objects.filter(pk=row.replaces_id, site_id=row.site_id, events__in=ended).first()
        if old is not None:
            found[old.pk] = old
            waiting.append(old)
    return list(found.values())
