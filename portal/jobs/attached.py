"""Small texts that go along with a message: which may, and how they stand in it. And its lines for mailing lists.

An invitation or its end for a calendar stands there twice, as programs of mail want it: as the last of the forms of
the letter (Exchange and Outlook take only that for a meeting) and as a file (Gmail and who opens it by hand); so do the
calendars of the large services. The file is ``application/ics`` then, so that no program takes it for a second one.
"""

import email.policy
import re
from collections.abc import Sequence
from email.message import EmailMessage as MimeMessage
from email.message import MIMEPart
from hashlib import sha256
from typing import Any, Self, TypedDict

from django.core.mail import EmailMultiAlternatives

CALENDAR, PLAIN = "text/calendar", "text/plain"
TYPES = frozenset({CALENDAR, PLAIN})
METHODS = frozenset({"PUBLISH", "REQUEST", "CANCEL"})
INVITING = frozenset({"REQUEST", "CANCEL"})
"""Methods a mail program acts on (RFC 6047); with any other a calendar is a file like others."""
MOST_FILES, MOST_BYTES = 3, 100_000
FILE_NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,60}\.(?:ics|txt)$")
OF_LISTS = frozenset({"List-Unsubscribe", "List-Archive", "List-Help"})
"""Headers that hold addresses to be followed (RFC 2369)."""
ADDRESSES = re.compile(r"[!-~]{1,900}")
METHOD_LINE = re.compile(r"^METHOD:(\w+)\r?$", re.MULTILINE)


class TextFile(TypedDict):
    """A small text that goes along with a message: its file name, its media type with parameters, what it says."""

    name: str
    type: str
    text: str


def checked_files(files: Sequence[TextFile]) -> list[TextFile]:
    """The files as they may go out. Raises ValueError for more or larger ones than a mail should carry, for a name or
    a type that isn't known, and for a calendar whose type names another method than it holds (RFC 6047, 2.4)."""
    if len(files) > MOST_FILES or sum(len(file["text"].encode()) for file in files) > MOST_BYTES:
        raise ValueError("A message carries a few small files only: send a link")
    return [_checked(file) for file in files]


def _checked(file: TextFile) -> TextFile:
    if not FILE_NAME.match(file["name"]):
        raise ValueError(f"A file can't be called {file['name']!r} in a message")
    kind, params = _type_of(file)
    if kind not in TYPES or params.get("charset", "utf-8").lower() != "utf-8":
        raise ValueError(f"A file of the type {file['type']!r} doesn't go along with a message")
    if kind == CALENDAR and (params.get("method") not in METHODS or [params["method"]] != _methods(file["text"])):
        raise ValueError("A calendar says one method, and its type the same one")
    return {"name": file["name"], "type": file["type"], "text": file["text"]}


def _methods(text: str) -> list[str]:
    return METHOD_LINE.findall(text)


def _type_of(file: TextFile) -> tuple[str, dict[str, str]]:
    """The media type and its parameters. Raises ValueError for what can't stand in a header."""
    if re.search(r"[^ -~]", file["type"]):
        raise ValueError(f"{file['type']!r} is no media type")
    part = MIMEPart(policy=email.policy.SMTP)
    part["Content-Type"] = file["type"]
    return part.get_content_type(), dict(part["Content-Type"].params)


class WholeLine(str):
    """A line of the head that stays in one piece.

    An address longer than a line has nowhere to be broken. The e-mail package would encode it then, and no program of
    mail finds an address in an encoded word (RFC 2369, 2).
    """

    name: str

    def __new__(cls, name: str, value: str) -> Self:
        line = super().__new__(cls, value)
        line.name = name
        return line

    def fold(self, *, policy: Any) -> str:
        """As the e-mail package asks for a header's lines."""
        return f"{self.name}: {self}{policy.linesep}"


class ComposedEmail(EmailMultiAlternatives):
    """A message with its files, the same bytes each time it is written.

    A service that doesn't take whole messages reads `attachments`; there a calendar keeps its own type.
    """

    def __init__(self, *args: Any, files: Sequence[TextFile] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._files = list(files)
        for file in self._files:
            self.attach(_part(file))

    def message(self, *args: Any, **kwargs: Any) -> MimeMessage:
        attached, self.attachments = self.attachments, []
        try:
            whole: MimeMessage = super().message(*args, **kwargs)
        finally:
            self.attachments = attached
        inviting = [file for file in self._files if _type_of(file)[1].get("method") in INVITING]
        for file in inviting:
            whole.add_alternative(file["text"].encode(), **_as_text(file))
        for file in self._files:
            kind = _as_file(file) if file in inviting else _named(file)
            whole.add_attachment(file["text"].encode(), filename=file["name"], **kind)
        self._bound(whole)
        for name, value in self.extra_headers.items():
            if name in OF_LISTS and ADDRESSES.fullmatch(value):
                del whole[name]
                whole[name] = WholeLine(name, value)
        return whole

    def _bound(self, whole: MimeMessage) -> None:
        """Give the parts boundaries that are the same at each attempt."""
        name = self.extra_headers.get("Message-ID", "")
        for at, part in enumerate(part for part in whole.walk() if part.is_multipart()):
            part.set_boundary(f"=_{sha256(f'{name} {at}'.encode()).hexdigest()[:40]}")


def _part(file: TextFile) -> MIMEPart:
    part = MIMEPart(policy=email.policy.SMTP)
    part.set_content(file["text"].encode(), disposition="attachment", filename=file["name"], **_named(file))
    return part


def _as_file(file: TextFile) -> dict[str, Any]:
    return {"maintype": "application", "subtype": "ics", "params": {"name": file["name"]}}


def _named(file: TextFile) -> dict[str, Any]:
    """As text with the file's name, which some programs read there only."""
    kind = _as_text(file)
    return {**kind, "params": {**kind["params"], "name": file["name"]}}


def _as_text(file: TextFile) -> dict[str, Any]:
    """How the file's bytes are set into a part: as they are (base64), so that no line is wrapped or ended anew."""
    kind, params = _type_of(file)
    maintype, _slash, subtype = kind.partition("/")
    return {"maintype": maintype, "subtype": subtype, "params": {**params, "charset": "utf-8"}}
