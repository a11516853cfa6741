"""The default mailer: what Django, Wagtail and the sign-in send goes through the outbox like everything else.

``MAILERS["default"]`` is this one; ``MAILERS["delivery"]`` is what the worker sends with.
"""

from collections.abc import Sequence
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .outbox import OWN_HEADERS, enqueue


class OutboxMailer(BaseEmailBackend):
    """Writes a row per recipient, with an event of its own for each message."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            write(message)
        return len(messages)


def write(message: EmailMessage) -> None:
    """Put `message` into the outbox; ValueError if it carries files, which the outbox doesn't keep."""
    if message.attachments:
        raise ValueError("The outbox keeps no attachments: send a link")
    html = [str(part.content) for part in getattr(message, "alternatives", []) if part.mimetype == "text/html"]
    event = f"mail:{uuid4()}"
    for recipient in message.recipients():
        enqueue(
            event=event,
            recipient=recipient,
            subject=str(message.subject),
            text=str(message.body),
            html=html[0] if html else "",
            reply_to=message.reply_to[0] if message.reply_to else "",
            headers={name: value for name, value in message.extra_headers.items() if name.lower() not in OWN_HEADERS},
        )
