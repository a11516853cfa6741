"""How subscribers stand, in the words of the centre: who gets the newsletter, who pauses, who ended (X1, X4)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.enums import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import SubscriberKind, SubscriberState
from ..models import Subscriber
from .provisioning import CORRECTIONS, NEWSLETTER


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
    """What stands above the list: how many get newsletters, and from where. `listed` is by standing, whatever else."""

    readers: int
    offices: int
    listed: Counter[str]
    places: list[Place]

    @property
    def all(self) -> int:
        return self.listed.total()


def _of_newsletters() -> Q:
    """Who chose a topic that newsletters mail; others follow what another feature mails."""
    chosen = Subscriber.topics.through.objects.filter(subscriber=OuterRef("pk"))
    return Q(Exists(chosen.filter(subscriptiontopic__code__in=(NEWSLETTER, CORRECTIONS))))


def summary_of(rows: QuerySet[Any]) -> Summary:
    """The numbers of `rows`, in two queries."""
    standing = (
        with_standing(rows).order_by().annotate(gets_newsletter=Q(kind=SubscriberKind.OFFICE) | _of_newsletters())
    )
    receives = {"kind": SubscriberKind.READER, "standing": Standing.RECEIVES, "gets_newsletter": True}
    listed: Counter[str] = Counter()
    by_kind: Counter[str] = Counter()
    by_all = standing.values_list("kind", "standing", "gets_newsletter").annotate(count=Count("pk"))
    for kind, how, gets_newsletter, count in by_all:
        listed[how] += count
        if how == Standing.RECEIVES and gets_newsletter:
            by_kind[kind] += count
    where = standing.filter(**receives).values_list("municipality", "municipality__name", "municipality__sort_key")
    found = sorted(where.annotate(count=Count("pk")), key=lambda row: (row[0] is None, row[2] or ""))
    return Summary(
        readers=by_kind[SubscriberKind.READER],
        offices=by_kind[SubscriberKind.OFFICE],
        listed=listed,
        places=[Place(code or "", name or "", count) for code, name, _key, count in found],
    )
