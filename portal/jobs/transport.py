"""The way out: one connection to the mail server, and what its errors say about the message."""

import smtplib
import ssl
from dataclasses import replace
from email.headerregistry import Address
from email.utils import format_datetime
from enum import Enum, auto
from types import TracebackType
from typing import Any, Self

import structlog
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.utils import timezone
from wagtail.models import Site

from portal.tenancy.models import Association, Union

from .attached import ComposedEmail
from .bounces.marks import marked
from .bounces.statuses import Status, blames_address, status_of
from .models import OutboxMessage

PERMANENT = 500
"""SMTP answers from here on are for good (RFC 5321, 4.2.1)."""

log = structlog.get_logger(__name__)


class Verdict(Enum):
    """What an error says about the message."""

    NOT_SENT = auto()
    """Surely not delivered; it may work later."""
    REFUSED = auto()
    """Surely not delivered, and never will be."""
    UNKNOWN = auto()
    """The connection died in the middle: nobody can tell."""


def verdict_on(error: Exception) -> Verdict:
    """What `error`, raised while a message was handed over, says about that message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return Verdict.REFUSED if min(codes, default=0) >= PERMANENT else Verdict.NOT_SENT
    if isinstance(error, smtplib.SMTPDataError):
        return Verdict.REFUSED if error.smtp_code >= PERMANENT else Verdict.NOT_SENT
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError | TimeoutError | ssl.SSLError):
        return Verdict.UNKNOWN
    if isinstance(error, AnymailAPIError) and error.status_code is None:
        # A mail service's API: the connection ended before the answer.
        return Verdict.UNKNOWN
    if isinstance(error, ValueError | AnymailRecipientsRefused):
        # Django and the e-mail package refuse an address or a header they cannot write.
        return Verdict.REFUSED
    # The rest is ours to mend (a refused sender, a wrong password, a full disk): the message can wait for it.
    return Verdict.NOT_SENT


def refused_address(error: Exception) -> tuple[Status, str] | None:
    """What the server said if it refused the recipient for good, not the sender or the content; else None."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [_answer(code, text) for code, text in error.recipients.values()]
        said = answers[0] if len(answers) == 1 else ""
        status = status_of(said)
    elif isinstance(error, smtplib.SMTPDataError):
        said = describe(error)
        # After the text a bare 550 may be about the text: only a code or words that name the address count.
        status = replace(status_of(said), reply=PERMANENT if error.smtp_code >= PERMANENT else error.smtp_code)
    else:
        return None
    return (status, " ".join(said.split())) if blames_address(status, said) else None


class Unreachable(Exception):
    """The mail server could not be reached or did not let us in; no message was handed over."""


class Transport:
    """A connection to the mail server for a batch; reopened after any error, as smtplib needs it."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._senders: dict[int | None, tuple[str, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def send(self, message: OutboxMessage) -> None:
        """Hand `message` over. Raises `Unreachable` before it was tried, or what the mail server's answer raises."""
        self.hand_over(self.compose(message))

    def hand_over(self, email: EmailMessage) -> None:
        """Give `email` to the mail server. Raises what `send` raises."""
        self.open()
        try:
            self._connection.send_messages([marked(email)])
        except Exception:
            self.close()
            raise

    def open(self) -> None:
        """Have a connection to the mail server. Raises `Unreachable`."""
        if self._connection is not None:
            return
        connection = mailers["delivery"]
        try:
            # Mail backends need not have open(); those that write to files or memory have none.
            getattr(connection, "open", lambda: None)()
        except Exception as error:
            raise Unreachable(describe(error)) from error
        self._connection = connection

    def close(self) -> None:
        connection, self._connection = self._connection, None
        try:
            getattr(connection, "close", lambda: None)()
        except (smtplib.SMTPException, OSError) as error:
            log.info("mail_connection_lost_on_close", error=type(error).__name__)

    def compose(self, message: OutboxMessage) -> ComposedEmail:
        """The message as it goes out, the same at every attempt."""
        sender, answers_to = self._sender(message.site)
        reply_to = message.reply_to or answers_to
        email = ComposedEmail(
            subject=message.subject,
            body=message.text,
            from_email=envelope_sender(sender),
            to=[message.recipient],
            reply_to=[reply_to] if reply_to else None,
            headers={
                **message.headers,
                "From": sender,
                "Message-ID": message.message_id,
                "Date": format_datetime(timezone.localtime(message.created_at)),
                "Auto-Submitted": "auto-generated",
            },
            files=message.attachments,
        )
        if message.html:
            email.attach_alternative(message.html, "text/html")
        return email

    def _sender(self, site: Site | None) -> tuple[str, str]:
        key = site.pk if site else None
        if key not in self._senders:
            self._senders[key] = sender_of(site)
        return self._senders[key]


def sender_of(site: Site | None) -> tuple[str, str]:
    """The From header of a site's mail, and the address answers go to (empty if there is none).

    The name is the one the association writes under, or the Union's; the address is the installation's one sending
    address (decision 64).
    """
    name, answers_to = _names_of(site)
    return str(Address(display_name=" ".join(name.split()), addr_spec=settings.DEFAULT_FROM_EMAIL)), answers_to


def _names_of(site: Site | None) -> tuple[str, str]:
    association = Association.objects.for_site(site)
    if association is not None:
        return association.writes_as, association.answers_to
    union = Union.objects.first()
    return (union.name, union.email) if union is not None else (settings.WAGTAIL_SITE_NAME, "")


def envelope_sender(sender: str) -> str:
    """The envelope of mail with this From header: where reports of non-delivery go; people see the header."""
    return settings.BOUNCE_ADDRESS or sender


def describe(error: Exception) -> str:
    """The error for the Union's eyes: its kind and the server's answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [_answer(code, text) for code, text in error.recipients.values()]
        return "; ".join(answers)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def _answer(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
