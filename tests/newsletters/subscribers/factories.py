"""Subscribers for tests, in any state, with the lines of proof that belong to it."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from newsletters.enums import ConsentAct, ConsentSource, SubscriberKind, SubscriberState
from newsletters.models import Subscriber, SubscriptionTopic
from newsletters.subscribers.confirm_links import token_of
from newsletters.subscribers.proof import current_wording, note
from newsletters.subscribers.provisioning import prepare_subscriptions
from portal.core.tickets import new_token
from portal.tenancy.models import Association, Municipality


def make_subscriber(
    association: Association,
    email: str = "ctenarka@example.cz",
    *,
    state: SubscriberState = SubscriberState.ACTIVE,
    kind: SubscriberKind = SubscriberKind.READER,
    topics: Iterable[str] = ("newsletter",),
    municipality: Municipality | None = None,
    **fields: Any,
) -> Subscriber:
    """A row as it would be in this state: who asked waits with a key to confirm by, others have confirmed."""
    prepare_subscriptions()
    waits = state == SubscriberState.PENDING
    now = timezone.now()
    values = {
        "confirmed_at": None if waits else now,
        "confirm_key": new_token(32) if waits else "",
        "ended_at": now if state == SubscriberState.UNSUBSCRIBED else None,
        "key": new_token(32),
        **fields,
    }
    row = Subscriber.objects.create(
        site=association.site, email=email, state=state, kind=kind, municipality=municipality, **values
    )
    row.topics.set(SubscriptionTopic.objects.filter(code__in=topics))
    if kind == SubscriberKind.OFFICE:
        note(subscriber=row, act=ConsentAct.ENTERED, source=ConsentSource.OFFICE)
        return row
    wording = current_wording()
    note(subscriber=row, act=ConsentAct.ASKED, source=ConsentSource.FORM, wording=wording, language="cs")
    if not waits:
        note(subscriber=row, act=ConsentAct.CONFIRMED, source=ConsentSource.LINK, wording=wording, language="cs")
    return row


def make_many_subscribers(association: Association, count: int, **fields: Any) -> None:
    """`count` confirmed readers of the newsletter in two statements, for counting queries."""
    prepare_subscriptions()
    rows = Subscriber.objects.bulk_create(
        Subscriber(
            site=association.site,
            email=f"ctenar{number}@example.cz",
            state=SubscriberState.ACTIVE,
            confirmed_at=timezone.now(),
            key=new_token(32),
            **fields,
        )
        for number in range(count)
    )
    topic = SubscriptionTopic.objects.get(code="newsletter")
    chosen = Subscriber.topics.through
    chosen.objects.bulk_create(chosen(subscriber_id=row.pk, subscriptiontopic_id=topic.pk) for row in rows)


def confirm_path(subscriber: Subscriber) -> str:
    return f"/zpravodaj/odber/potvrdit/{token_of(subscriber)}/"
