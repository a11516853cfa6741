"""To whom mail about a topic goes on a day (X1, X4, NWS-3)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from wagtail.models import Site

from ..enums import SubscriberKind, SubscriberState
from ..models import Subscriber, SubscriptionTopic


@dataclass(frozen=True)
class Counts:
    """How many of whom."""

    readers: int
    offices: int

    @property
    def total(self) -> int:
        return self.readers + self.offices


def recipients(*, site: Site | int, topic: SubscriptionTopic, on: date | None = None) -> QuerySet[Subscriber]:
    """Who gets mail about `topic` on a day in Prague (today): each address once, unordered.

    Readers who confirmed, chose the topic and don't pause; and people in office, who get every topic. An address
    that is both gets it as the reader's.
    """
    able = _able(on or timezone.localdate())
    chose = Subscriber.topics.through.objects.filter(subscriptiontopic=topic.pk)
    asked = Q(Exists(chose.filter(subscriber=OuterRef("pk"))))
    same = Subscriber.objects.annotate(address=Lower("email")).filter(
        able,
        Q(Exists(chose.filter(subscriber=OuterRef("pk")))),
        site=OuterRef("site"),
        kind=SubscriberKind.READER,
        address=Lower(OuterRef("email")),
    )
    of_office = Q(kind=SubscriberKind.OFFICE) & ~Q(Exists(same))
    rows: QuerySet[Any] = Subscriber.objects.for_site(site).filter(able)
    return rows.filter(Q(kind=SubscriberKind.READER) & asked | of_office).order_by()


def counts(*, site: Site | int, topic: SubscriptionTopic) -> Counts:
    """How many readers and people in office get mail about `topic` today; two queries."""
    found = recipients(site=site, topic=topic)
    offices = found.filter(kind=SubscriberKind.OFFICE).count()
    return Counts(readers=found.filter(kind=SubscriberKind.READER).count(), offices=offices)


def _able(day: date) -> Q:
    """Confirmed, with an address, and not in a pause on that day."""
    paused = Q(paused_until__isnull=True) | Q(paused_until__lte=day)
    return Q(state=SubscriberState.ACTIVE) & ~Q(email="") & paused
