"""Reports of a mail service: what it tells by webhook is taken in as a report that came as a mail would be.

A mail service writes a Message-ID of its own, so ours travels with the message (`marks`) and comes back with the event.
django-anymail knows the services' formats and asks for the secret; without ANYMAIL_WEBHOOKS there is no address.
"""

import re
from collections.abc import Mapping
from typing import Any

import structlog
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, path

from .intake import take_in_report
from .marks import MARK
from .reading import LONGEST_DETAIL, Failure, Reading, plain
from .statuses import Status, status_of

NOT_DELIVERED = frozenset({EventType.BOUNCED, EventType.REJECTED, EventType.FAILED})
KINDS = ("Type", "type", "event", "bounceType", "severity")
"""Where the services say of what kind a failure is."""
FOR_GOOD = re.compile(r"(?:hard_?bounce|permanent|invalid_email|bademailaddress)\b", re.IGNORECASE)

log = structlog.get_logger(__name__)


def webhook_addresses(service: str) -> list[URLPattern]:
    """``/anymail/<service>/tracking/``, and nothing where no service reports.

    Raises ImproperlyConfigured for a service django-anymail doesn't know.
    """
    if not service:
        return []
    # Every service's code, which nobody needs without one.
    from anymail import urls as anymail_urls

    known = {pattern.name: pattern for pattern in anymail_urls.urlpatterns}
    found = known.get(f"{service}_tracking_webhook")
    if found is None:
        raise ImproperlyConfigured(f"ANYMAIL_WEBHOOKS: there is no mail service {service!r}")
    tracking.connect(_receive, dispatch_uid="portal.jobs.bounces.webhooks")
    return [path(f"anymail/{service}/tracking/", found.callback, name="mail_webhook")]


def take_in_event(event: AnymailTrackingEvent) -> None:
    """Note that a message of ours was not delivered. What else happens to a message is nobody's business here.

    Raises what the database or a handler raises: the mail service hears of it and comes again.
    """
    if event.event_type not in NOT_DELIVERED:
        return
    ours, recipient = str((event.metadata or {}).get(MARK, "")), str(event.recipient or "")
    if not ours or not recipient:
        log.info("report_on_mail_unmarked", kind=event.event_type)
        return
    status, detail = what_was_said(event)
    failure = Failure(frozenset({recipient.casefold()}), delayed=False, status=status, detail=detail)
    take_in_report(Reading(quoted=(f"<{ours.strip('<>')}>",), failures=(failure,)))


def what_was_said(event: AnymailTrackingEvent) -> tuple[Status, str]:
    """The status and the words of the mail server; where it gave no code, what the service made of them counts."""
    said = [plain(text) for text in (event.mta_response or "", event.description or "") if text]
    status = status_of(*said)
    if not status.known and _is_for_good(event):
        # No mailbox, without a closer reason.
        status = Status(5, 1, 0)
    return status, (said[0] if said else "")[:LONGEST_DETAIL]


def _is_for_good(event: AnymailTrackingEvent) -> bool:
    if event.reject_reason == RejectReason.INVALID:
        return True
    raw = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    kinds = [*(raw.get(name) for name in KINDS), event.description]
    return any(isinstance(kind, str) and FOR_GOOD.match(kind) for kind in kinds)


def _receive(*, event: AnymailTrackingEvent, **_sender: Any) -> None:
    take_in_event(event)
