"""Writing mail: `enqueue` in the transaction of the fact, the worker sends after commit (decision 8)."""

import re
from collections.abc import Iterable
from functools import partial
from itertools import batched
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Site

from .enums import OutboxState
from .models import OutboxMessage
from .models.outbox import new_message_id

HEADER_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9-]{0,60}$")
OWN_HEADERS = frozenset(
    {"from", "sender", "to", "cc", "bcc", "subject", "date", "message-id", "reply-to", "auto-submitted", "received"}
)
"""Headers this module writes itself; a caller may not."""
UNSENT = frozenset({OutboxState.WAITING, OutboxState.SENDING})
FORGOTTEN_AT_ONCE = 500


def enqueue(
    *,
    event: str,
    recipient: str,
    subject: str,
    text: str,
    html: str = "",
    site: Site | None = None,
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    personal: bool = True,
) -> OutboxMessage:
    """Write a message to the outbox, once per `event` and `recipient`; call it in the transaction of the fact.

    `event` names the fact for good, for example ``contact_centre.request:2026-0042:receipt``. The message comes
    from the association whose `site` it is (from the Union without one); answers go to `reply_to`, else to the
    association's own address. `personal` mail is handed to the worker at commit, and again if it is in doubt;
    other (mass) mail goes with the next sweep and is held when in doubt. A second call returns the first row.

    Raises ValidationError for an address no mail can be sent to and ValueError for a header that may not be set.
    """
    message, made = OutboxMessage.objects.get_or_create(
        event=event,
        recipient=checked_address(recipient),
        defaults={
            # A subject may quote what somebody typed: one line, whatever they typed.
            "subject": " ".join(subject.split())[:400],
            "text": text,
            "html": html,
            "site": site,
            "reply_to": checked_address(reply_to) if reply_to else "",
            "headers": checked_headers(headers or {}),
            "personal": personal,
            "message_id": new_message_id(settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")),
        },
    )
    if made and personal:
        transaction.on_commit(partial(_hand_over, message.pk), robust=True)
    return message


def forget_mail_about(events: Iterable[str]) -> int:
    """Delete the messages about these `events`, addresses and all, unless they still wait; returns how many."""
    count = 0
    for some in batched(events, FORGOTTEN_AT_ONCE, strict=False):
        count += OutboxMessage.objects.filter(event__in=some).exclude(state__in=UNSENT).delete()[0]
    return count


def checked_address(address: str) -> str:
    """The bare address with its domain in small letters; ValidationError if it is none."""
    bare = address.strip()
    try:
        validate_email(bare)
    except ValidationError as error:
        raise ValidationError(_("Mail cannot be sent to this address."), code="invalid") from error
    local, _at, domain = bare.rpartition("@")
    return f"{local}@{domain.lower()}"


def checked_headers(headers: dict[str, Any]) -> dict[str, str]:
    """The headers as they may go out; ValueError for a broken name, a line break or one of our own."""
    for name, value in headers.items():
        if not HEADER_NAME.match(name) or name.lower() in OWN_HEADERS:
            raise ValueError(f"The header {name!r} may not be set here")
        if re.search(r"[\r\n\0]", str(value)):
            raise ValueError(f"The header {name!r} has a line break in it")
    return {name: str(value) for name, value in headers.items()}


def _hand_over(pk: int) -> None:
    from .tasks import deliver_message

    deliver_message.enqueue(pk)
