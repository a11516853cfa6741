"""To whom mail about a topic goes on a day (X1, X4, NWS-3)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
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
    that is both gets it as the reader's: not at all while that reader pauses.
    """
    day = on or timezone.localdate()
    chose = Q(Exists(Subscriber.topics.through.objects.filter(subscriptiontopic=topic.pk, subscriber=OuterRef("pk"))))
    able = Q(state=SubscriberState.ACTIVE) & ~Q(email="")
    as_reader = Subscriber.objects.annotate(address=Lower("email")).filter(
        able, chose, site=OuterRef("site"), kind=SubscriberKind.READER, address=Lower(OuterRef("email"))
    )
    wanted = Q(kind=SubscriberKind.READER) & chose | Q(kind=SubscriberKind.OFFICE) & ~Q(Exists(as_reader))
    rows: QuerySet[Any] = Subscriber.objects.for_site(site).filter(able, wanted)
    return rows.exclude(paused_until__gt=day).order_by()


def counts(*, site: Site | int, topic: SubscriptionTopic) -> Counts:
    """How many readers and people in office get mail about `topic` today; one query."""
    by_kind = recipients(site=site, topic=topic).values_list("kind").annotate(found=Count("pk"))
    found = dict(by_kind)
    return Counts(readers=found.get(SubscriberKind.READER, 0), offices=found.get(SubscriberKind.OFFICE, 0))
