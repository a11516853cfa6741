"""What a mail somebody wrote says: from whom, in answer to what, its words and its files. Touches no database.

The mail is anybody's: it is cut at `LARGEST`, read with the standard library and never trusted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256

from ..bounces.reading import LONGEST_HEADER, MESSAGE_ID, MOST_BOUNDARIES, MOST_PARTS, content_of, decoded_text, header
from .html import text_of_html

LARGEST = 30 * 1024 * 1024
"""Bytes of a mail that are read; mail servers mostly refuse larger ones."""
MOST_REFERENCES = 40
LONGEST_TEXT = 200_000
DECORATION = 40_000
"""Bytes up to which a picture shown inside the text is taken for a logo under somebody's name, not for a photograph."""
SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True)
class MailFile:
    name: str
    content: bytes


@dataclass(frozen=True)
class IncomingMail:
    """A mail as its reader needs it. Addresses are bare and in small letters; `references` has the nearest first."""

    token: str
    """Tells the same mail, come again, from another."""
    sender: str
    recipients: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""
    files: tuple[MailFile, ...] = ()
    is_cut: bool = False
    """Larger than what is read: the end is missing, and so are its files."""


def parse(raw: bytes) -> IncomingMail:
    """Raises ValueError for a mail made to break its readers."""
    # Who brings the mail reads no further.
    is_cut = len(raw) >= LARGEST
    if raw.lower().count(b"boundary=") > MOST_BOUNDARIES:
        raise ValueError("too many parts")
    # The older policy keeps headers as they came; the newer one parses them and stumbles over hostile ones.
    mail = message_from_bytes(raw, policy=policy.compat32)
    own = MESSAGE_ID.search(header(mail, "Message-ID"))
    parts = list(_parts(mail))
    text, from_html = _words(parts)
    return IncomingMail(
        token=sha256(own[0].encode() if own else raw).hexdigest(),
        sender=next(iter(_addresses(mail, "From")), ""),
        recipients=tuple(dict.fromkeys(_addresses(mail, *DELIVERED, "To", "Cc"))),
        references=_references(mail),
        text=text[:LONGEST_TEXT],
        files=() if is_cut else tuple(_files(parts, from_html)),
        is_cut=is_cut,
    )


def _parts(mail: Message) -> Iterator[Message]:
    """The leaves, in order; a message inside the message is one leaf."""
    left = [mail]
    count = 0
    while left and count < MOST_PARTS:
        part, count = left.pop(0), count + 1
        inner = part.get_payload() if part.is_multipart() else None
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            left[:0] = [each for each in inner if isinstance(each, Message)]
        else:
            yield part


def _addresses(mail: Message, *names: str) -> Iterator[str]:
    fields = [str(value)[:LONGEST_HEADER] for name in names for value in mail.get_all(name, [])]
    for _name, address in getaddresses(fields):
        if "@" in address:
            yield address.strip().casefold()


def _references(mail: Message) -> tuple[str, ...]:
    answered = MESSAGE_ID.findall(header(mail, "In-Reply-To"))
    before = MESSAGE_ID.findall(header(mail, "References"))[::-1]
    return tuple(dict.fromkeys([*answered, *before]))[:MOST_REFERENCES]


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text"


def _words(parts: list[Message]) -> tuple[str, str]:
    """The words as plain text, and the HTML they may also come in."""
    texts = [part for part in parts if not _is_file(part)]
    plain = "\n\n".join(decoded_text(part) for part in texts if part.get_content_type() == "text/plain")
    html = "\n".join(decoded_text(part) for part in texts if part.get_content_type() == "text/html")
    return (plain if plain.strip() else text_of_html(html)), html


def _files(parts: list[Message], html: str) -> Iterator[MailFile]:
    for part in parts:
        if not _is_file(part) or part.get_content_maintype() in {"multipart", "message"}:
            continue
        if part.get_content_type() in SIGNATURES:
            continue
        content = content_of(part)
        if not content or _is_decoration(part, content, html):
            continue
        yield MailFile(_file_name(part), content)


def _file_name(part: Message) -> str:
    """The name of the file in `part`; "" if it has none."""
    holder: Message = Message()
    holder["name"] = part.get_filename() or ""
    return header(holder, "name")


def _is_decoration(part: Message, content: bytes, html: str) -> bool:
    """Whether it is a small picture shown inside the text; photographs from phones stand there too, but are large."""
    key = (part.get("Content-ID") or "").strip("<> ")
    shown_inside = bool(key) and f"cid:{key}" in html
    return part.get_content_maintype() == "image" and shown_inside and len(content) <= DECORATION
