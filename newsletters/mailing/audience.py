"""Who would get an issue now, in numbers, and who of the subscribers wouldn't (X1, X4, NWS-3)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from ..enums import SubscriberState
from ..models import Subscriber, SubscriptionTopic
from ..subscribers.recipients import counts

NEWSLETTER, CORRECTIONS = "newsletter", "corrections"


@dataclass(frozen=True)
class Audience:
    """Recipients of one topic; the others are subscribers who don't get mail now, whatever their topics."""

    topic: SubscriptionTopic
    readers: int
    offices: int
    paused: int
    pending: int
    unreachable: int
    unsubscribed: int

    @property
    def total(self) -> int:
        return self.readers + self.offices

    @property
    def skips_anybody(self) -> bool:
        return bool(self.paused or self.pending or self.unreachable or self.unsubscribed)


def topic_of(issue: Any) -> SubscriptionTopic:
    """The topic whose subscribers get `issue`: a correction goes to those of corrections."""
    found: SubscriptionTopic = SubscriptionTopic.objects.get(code=CORRECTIONS if issue.corrects_id else NEWSLETTER)
    return found


def audience_of(issue: Any, site_id: int) -> Audience:
    """Who would get `issue` of this association today; the same few queries for ten readers and for thousands."""
    topic = topic_of(issue)
    found = counts(site=site_id, topic=topic)
    active = Q(state=SubscriberState.ACTIVE)
    others = Subscriber.objects.for_site(site_id).aggregate(
        paused=Count("pk", filter=active & Q(paused_until__gt=timezone.localdate())),
        pending=Count("pk", filter=Q(state=SubscriberState.PENDING)),
        unreachable=Count("pk", filter=Q(state=SubscriberState.UNREACHABLE)),
        unsubscribed=Count("pk", filter=Q(state=SubscriberState.UNSUBSCRIBED)),
    )
    return Audience(topic=topic, readers=found.readers, offices=found.offices, **others)
