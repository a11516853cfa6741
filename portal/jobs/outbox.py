"""Writing mail: `enqueue` in the transaction of the fact, the worker sends after commit (decision 8)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.inserts import insert_all

from . import tracing
from .attached import TextFile, checked_files
from .enums import OutboxState
from .models import OutboxMessage
from .models.posted import new_message_id

HEADER_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9-]{0,60}$")
OWN_HEADERS = frozenset(
    {"from", "sender", "to", "cc", "bcc", "subject", "date", "message-id", "reply-to", "auto-submitted", "received"}
)
"""Headers this module writes itself; a caller may not."""
UNSENT = frozenset({OutboxState.WAITING, OutboxState.SENDING})
FORGOTTEN_AT_ONCE = 500


@dataclass(frozen=True)
class Letter:
    """One message as its writer knows it; `enqueue` says what its parts are."""

    event: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    site: Site | None = None
    reply_to: str = ""
    headers: dict[str, str] | None = None
    attachments: Sequence[TextFile] = ()


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
    attachments: Sequence[TextFile] = (),
    personal: bool = True,
) -> OutboxMessage:
    """Write a message to the outbox, once per `event` and `recipient`; call it in the transaction of the fact.

    `event` names the fact for good, for example ``contact_centre.request:2026-0042:receipt``. The message comes
    from the association whose `site` it is (from the Union without one); answers go to `reply_to`, else to the
    association's own address; `attachments` go along. `personal` mail is handed to the worker at commit, and again if
    it is in doubt; other (mass) mail goes with the next sweep and is held when in doubt. A second call returns the
    first row.

    Raises ValidationError for an address no mail can be sent to and ValueError for a header or a file that may
    not go along.
    """
    letter = Letter(event, recipient, subject, text, html, site, reply_to, headers, attachments)
    values = _values(letter, personal=personal)
    message, made = OutboxMessage.objects.get_or_create(
        event=values.pop("event"), recipient=values.pop("recipient"), defaults=values
    )
    if made and personal:
        transaction.on_commit(partial(_hand_over, [message.pk], message.event), robust=True)
    return message


def enqueue_new(letters: Sequence[Letter], *, along_with: Sequence[Model] = ()) -> list[OutboxMessage]:
    """Write personal messages about a fact that is new in this transaction: one statement, one task for all.

    New rows of another model may go `along_with` them. Raises what `enqueue` raises, and IntegrityError if one of
    the messages has been written before.
    """
    rows = [OutboxMessage(**_values(letter, personal=True)) for letter in letters]
    insert_all(along_with, rows)
    if rows:
        transaction.on_commit(partial(_hand_over, [message.pk for message in rows], rows[0].event), robust=True)
    return rows


def enqueue_all(letters: Iterable[Letter]) -> None:
    """Write personal messages, each once per event and recipient: two statements and one task however many.

    Call it in the transaction of the fact, which may have been told before. Raises what `enqueue` raises.
    """
    rows = [OutboxMessage(**_values(letter, personal=True)) for letter in letters]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
    new = OutboxMessage.objects.filter(message_id__in=[message.message_id for message in rows]).order_by("pk")
    if pks := list(new.values_list("pk", flat=True)):
        transaction.on_commit(partial(_hand_over, pks, rows[0].event), robust=True)


def enqueue_mass(letters: Iterable[Letter]) -> None:
    """Write mass mail, each message once per event and recipient, in one statement; it goes with the next sweep.

    Call it in the transaction of the fact. Raises what `enqueue` raises.
    """
    rows = [OutboxMessage(**_values(letter, personal=False)) for letter in letters]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)


def _values(letter: Letter, *, personal: bool) -> dict[str, Any]:
    """The fields of a message, checked."""
    return {
        "event": letter.event,
        "recipient": checked_address(letter.recipient),
        # A subject may quote what somebody typed: one line, whatever they typed.
        "subject": " ".join(letter.subject.split())[:400],
        "text": letter.text,
        "html": letter.html,
        "site": letter.site,
        "reply_to": checked_address(letter.reply_to) if letter.reply_to else "",
        "headers": checked_headers(letter.headers or {}),
        "attachments": checked_files(letter.attachments),
        "personal": personal,
        "message_id": new_message_id(),
    }


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


def _hand_over(pks: list[int], event: str) -> None:
    from .tasks import deliver_message, deliver_messages

    tracing.mail_written(pks, event)
    if len(pks) == 1:
        deliver_message.enqueue(pks[0])
    else:
        deliver_messages.enqueue(pks)
