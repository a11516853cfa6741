"""A mail that is finished: its bytes are made, whichever mail backend takes it."""

import email
import email.policy
from email.message import EmailMessage as Parsed
from functools import cached_property
from typing import Any, cast

from django.core.mail import EmailMultiAlternatives


class Finished:
    """The bytes of a mail where a backend wants a message; looked into, it is parsed."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @cached_property
    def _parsed(self) -> Parsed:
        return email.message_from_bytes(self._content, policy=email.policy.default)

    def as_bytes(self, *args: Any, **kwargs: Any) -> bytes:
        return self._content

    def as_string(self, *args: Any, **kwargs: Any) -> str:
        return self._content.decode("ascii")

    def __getitem__(self, name: str) -> Any:
        return self._parsed[name]

    def __contains__(self, name: str) -> bool:
        return name in self._parsed

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._parsed, name)


class ReadyEmail(EmailMultiAlternatives):
    """A mail whose `content` goes to SMTP as it is, at every attempt the same.

    Its subject, body, alternatives and headers say the same to backends that make a message of their own (a provider's
    API by anymail, memory).
    """

    def __init__(self, content: bytes, *, html: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.content = content
        self.attach_alternative(html, "text/html")

    def message(self, *, policy: Any = email.policy.default) -> Parsed:
        """The mail for a backend that wants bytes; `policy` is the one of SMTP, whatever it asks for."""
        return cast(Parsed, Finished(self.content))
