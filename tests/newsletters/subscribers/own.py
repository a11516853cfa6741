"""Addresses of a subscriber's own pages, for tests that open them as readers do."""

from urllib.parse import urlsplit

from newsletters.models import ConsentEvent, Mailing, Subscriber
from newsletters.subscribers.links import preferences_url, unsubscribe_url

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def own_path(subscriber: Subscriber, below: str = "") -> str:
    return f"{urlsplit(preferences_url(subscriber)).path}{below}"


def unsubscribe_path(subscriber: Subscriber, mailing: Mailing | None = None) -> str:
    return urlsplit(unsubscribe_url(subscriber, mailing)).path


def acts_of(subscriber: Subscriber) -> list[str]:
    """What was done, without how it began."""
    lines = ConsentEvent.objects.filter(subscriber=subscriber).order_by("pk")
    return [line.act for line in lines if line.act not in {"asked", "confirmed", "entered"}]
