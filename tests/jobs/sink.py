"""A real mail server on this machine that answers as a test tells it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

OK = "250 OK"


@dataclass
class Sink:
    """What came in, and what to answer; `drop_after_data` accepts a message and hangs up without saying so."""

    port: int
    received: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    at_recipient: dict[str, str] = field(default_factory=dict)
    at_data: list[str] = field(default_factory=list)
    drop_after_data: bool = False
    connections: int = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.at_recipient.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.at_data.pop(0) if self.at_data else OK
        if answer == OK:
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))
            self.senders.append(envelope.mail_from)
        if self.drop_after_data:
            server.transport.close()
        return answer

    @property
    def mailers(self) -> dict[str, Any]:
        """MAILERS whose delivery is this server."""
        options = {"host": "127.0.0.1", "port": self.port, "timeout": 5}
        return {
            "default": {"BACKEND": "portal.jobs.mailer.OutboxMailer"},
            "delivery": {"BACKEND": "portal.jobs.smtp.EmailBackend", "OPTIONS": options},
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_sink(kind: type[Sink] = Sink) -> Iterator[Sink]:
    sink = kind(free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
