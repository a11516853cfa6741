"""Letters about a subscription: confirm it, you have it already, welcome (X1). Subjects hold nothing personal.

Every event names the subscriber, so that all mail about them can be forgotten.
"""

from datetime import UTC
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import forget_mail_about

from ..enums import ConsentSource
from ..letters import PREFIX, write
from ..models import ConsentEvent, Subscriber
from .confirm_links import confirm_url, unconfirmed_until
from .links import preferences_url

FOLLOWED = "followed"
KINDS = ("confirm", "already", "welcome", FOLLOWED)
"""What letters there are; with them everything about a subscriber is found and forgotten."""


def ask_to_confirm(subscriber: Subscriber, asked: ConsentEvent) -> None:
    """The letter with the link that confirms, what was asked for, and what happens if one does nothing."""
    with override(subscriber.language):
        subject = _("Confirm your subscription: %(name)s")
    _write(
        "confirm",
        subscriber,
        subject,
        str(asked.pk),
        topics=list(subscriber.topics.all()),
        confirm_url=confirm_url(subscriber),
        until=unconfirmed_until(asked.at),
        is_by_centre=asked.source == ConsentSource.STAFF,
    )


def tell_subscribed(subscriber: Subscriber, number: int) -> None:
    """The letter to who asks again: they have it already, and where it can be changed."""
    with override(subscriber.language):
        subject = _("You are subscribed already: %(name)s")
    day = timezone.now().astimezone(UTC).date()
    _write("already", subscriber, subject, f"{day}:{number}")


def welcome(subscriber: Subscriber, confirmed: ConsentEvent) -> None:
    """Thanks after confirming, to be kept: with what will come, and how to change or end it."""
    with override(subscriber.language):
        subject = _("You are subscribed: %(name)s")
    _write("welcome", subscriber, subject, str(confirmed.pk), topics=list(subscriber.topics.all()))


def mail_about(subscriber: Subscriber) -> list[str]:
    """The events of all letters about this subscription."""
    found: set[str] = set()
    for kind in KINDS:
        rows = OutboxMessage.objects.filter(event__startswith=f"{PREFIX}{_event(kind, subscriber)}")
        found.update(rows.values_list("event", flat=True))
    return sorted(found)


def forget_letters(subscriber: Subscriber) -> None:
    """Delete them, also one that waits to go out: its link leads nowhere. Only one just being sent stays."""
    events = mail_about(subscriber)
    OutboxMessage.objects.filter(event__in=events, state=OutboxState.WAITING).delete()
    forget_mail_about(events)


def followed_event(subscriber: Subscriber, about: str) -> str:
    """The event of a mail about a topic another feature mails."""
    return f"{PREFIX}{_event(FOLLOWED, subscriber)}{about}"


def take_back_followed(subscriber: Subscriber) -> None:
    """Delete such mails that still wait: who ends, pauses or chooses other topics gets none afterwards."""
    waiting = OutboxMessage.objects.filter(state=OutboxState.WAITING)
    waiting.filter(event__startswith=followed_event(subscriber, "")).delete()


def _event(kind: str, subscriber: Subscriber) -> str:
    return f"subscriber_{kind}:{subscriber.pk}:"


def _write(kind: str, subscriber: Subscriber, subject: str, which: str, **context: Any) -> None:
    association = subscriber.site.association
    write(
        template=f"subscriber_{kind}",
        event=f"{_event(kind, subscriber)}{which}",
        recipient=subscriber.email,
        subject=subject % {"name": association.short_name},
        association=association,
        issue=None,
        language=subscriber.language,
        reply_to=association.answers_to,
        subscriber=subscriber,
        preferences_url=preferences_url(subscriber),
        **context,
    )
