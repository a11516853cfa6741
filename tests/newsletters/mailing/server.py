"""A mail server in memory, and mails without a look: for tests of who gets one, and how often."""

from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage

from newsletters.mailing import running, starting
from newsletters.models import Delivery, Mailing, Subscriber
from portal.jobs.transport import Transport

Fault = Callable[[str], None]


def nothing(_recipient: str) -> None:
    """No fault."""


class Server:
    """Takes every mail, unless `before` (it takes one) or `after` (it has taken it) raises for that recipient."""

    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.ids: list[str] = []
        self.before: Fault = nothing
        self.after: Fault = nothing
        self.opening: Callable[[], None] = lambda: None

    def take(self, email: EmailMessage) -> None:
        [recipient] = email.to
        self.before(recipient)
        self.accepted.append(recipient)
        self.ids.append(email.extra_headers["Message-ID"])
        self.after(recipient)


class PlainComposer:
    """Mails with nothing in them."""

    def __init__(self, mailing: Mailing) -> None:
        self.mailing = mailing

    def compose(self, delivery: Delivery, subscriber: Subscriber) -> EmailMessage:
        assert subscriber.pk == delivery.subscriber_id
        return EmailMessage(to=[delivery.recipient], headers={"Message-ID": delivery.message_id})


def install(monkeypatch: Any) -> Server:
    """Have mailings send plain mails to a new server."""
    server = Server()
    monkeypatch.setattr(starting, "letters_of", lambda _issue: {"cs": {}, "en": {}})
    monkeypatch.setattr(running, "Composer", PlainComposer)
    monkeypatch.setattr(Transport, "open", lambda _transport: server.opening())
    monkeypatch.setattr(Transport, "hand_over", lambda _transport, email: server.take(email))
    return server
