"""How subscribers stand, in the words of the centre: who gets the newsletter, who pauses, who ended (X1, X4)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.db.models.enums import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import SubscriberKind, SubscriberState


class Standing(TextChoices):
    """Whether mail goes to an address today."""

    RECEIVES = "receives", _("subscribed")
    PAUSED = "paused", _("pauses")
    PENDING = "pending", _("not confirmed yet")
    UNREACHABLE = "unreachable", _("the address doesn't work")
    ENDED = "ended", _("unsubscribed")


def with_standing(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`rows` of subscribers with `standing`."""
    standing = Case(
        When(state=SubscriberState.ACTIVE, paused_until__gt=timezone.localdate(), then=Value(Standing.PAUSED)),
        When(state=SubscriberState.ACTIVE, then=Value(Standing.RECEIVES)),
        When(state=SubscriberState.UNSUBSCRIBED, then=Value(Standing.ENDED)),
        default=F("state"),
        output_field=CharField(),
    )
    return rows.annotate(standing=standing)


@dataclass(frozen=True)
class Place:
    """A municipality (its code and name, "" for none) and how many readers there get the newsletter."""

    code: str
    name: str
    readers: int


@dataclass(frozen=True)
class Summary:
    """What stands above the list: how many of whom, and from where. `listed` is by standing, whatever the kind."""

    readers: int
    offices: int
    listed: Counter[str]
    places: list[Place]

    @property
    def all(self) -> int:
        return self.listed.total()


def summary_of(rows: QuerySet[Any]) -> Summary:
    """The numbers of `rows`, in two queries."""
    standing = with_standing(rows).order_by()
    receives = {"kind": SubscriberKind.READER, "standing": Standing.RECEIVES}
    listed: Counter[str] = Counter()
    by_kind: Counter[str] = Counter()
    for kind, how, count in standing.values_list("kind", "standing").annotate(count=Count("pk")):
        listed[how] += count
        if how == Standing.RECEIVES:
            by_kind[kind] += count
    where = standing.filter(**receives).values_list("municipality", "municipality__name", "municipality__sort_key")
    found = sorted(where.annotate(count=Count("pk")), key=lambda row: (row[0] is None, row[2] or ""))
    return Summary(
        readers=by_kind[SubscriberKind.READER],
        offices=by_kind[SubscriberKind.OFFICE],
        listed=listed,
        places=[Place(code or "", name or "", count) for code, name, _key, count in found],
    )
