"""Reading a mail that may be a report of non-delivery (RFC 3464 and what servers send instead). Touches no database.

The mail is anybody's: it is cut at `LARGEST`, read with the standard library and never trusted. What it says is
only believed about a message whose Message-ID it quotes (`intake`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from itertools import takewhile

from .statuses import Status, status_of

LARGEST = 256 * 1024
"""Bytes that are read; the machine-readable part stands before the returned message, which may be of any size."""
MOST_PARTS = 60
MOST_LINES = 4000
LONGEST_LINE = 1000
LONGEST_HEADER = 10_000
MOST_BOUNDARIES = 40
"""Boxes within boxes cost the parser their depth for each line; an honest report has a handful."""
LONGEST_DETAIL = 300

MESSAGE_ID = re.compile(r"<[^<>@\s]{1,120}@[^<>@\s]{1,130}>")
ADDRESS = re.compile(r"[^\s<>@,;:\"()]{1,64}@[^\s<>@,;:\"()]{1,190}")
STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
RETURNED_TYPES = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)
DAEMONS = re.compile(r"\b(?:mailer-daemon|postmaster|mail-daemon|mail\.daemon)@", re.IGNORECASE)
DOMAIN_DAEMON = re.compile(r"\bmailer-daemon\b|mail delivery (?:sub)?system", re.IGNORECASE)
GIVEN_UP = frozenset({"failed"})
STILL_TRYING = frozenset({"delayed"})


@dataclass(frozen=True)
class Failure:
    """What a report says of one recipient. `addresses` are all names it has for them, in small letters."""

    addresses: frozenset[str]
    delayed: bool
    status: Status
    detail: str


@dataclass(frozen=True)
class Reading:
    """What a mail says: `quoted` are the Message-IDs it refers to. Without failures it is no report.

    `is_letter` is what no machine seems to have written.
    """

    quoted: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    automatic: bool = False
    is_letter: bool = False


class Unreadable(Exception):
    """Not a mail, or one made to break readers."""


def read(raw: bytes) -> Reading:
    """What `raw` says. Raises `Unreadable`."""
    if not raw.strip():
        raise Unreadable("empty")
    if raw[:LARGEST].lower().count(b"boundary") > MOST_BOUNDARIES:
        raise Unreadable("too many parts")
    try:
        # The older policy keeps headers as they came; the newer one parses them and stumbles over hostile ones.
        mail = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
        return _reading(mail)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise Unreadable(type(error).__name__) from error


def _reading(mail: Message) -> Reading:
    parts = list(_parts(mail))
    failures = [failure for part in parts if _type(part) in STATUS_TYPES for failure in _of_report(part)]
    if failures:
        return Reading(quoted=_quoted(mail, parts), failures=tuple(failures))
    if _is_automatic(mail):
        return Reading(automatic=True)
    if _is_from_daemon(mail):
        text = "\n".join(decoded_text(part) for part in parts if _type(part) == "text/plain")
        failures = list(_of_text(mail, text))
        return Reading(quoted=_quoted(mail, parts, text), failures=tuple(failures))
    return Reading(is_letter=True)


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def _type(part: Message) -> str:
    return part.get_content_type()


def header(mail: Message, name: str) -> str:
    """A header decoded, in one line; "" if there is none."""
    value = mail.get(name)
    if value is None:
        return ""
    value = str(value)[:LONGEST_HEADER]
    try:
        return plain(str(make_header(decode_header(value))))
    except (LookupError, ValueError):
        return plain(value)


def plain(text: str) -> str:
    """`text` in one line, without what can't be printed or stored."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


# --- The machine-readable report ------------------------------------------------------------------------
def _of_report(part: Message) -> Iterator[Failure]:
    """The groups of fields about one recipient each; the first group is about the report itself."""
    for fields in _groups(part):
        named = [_address(header(fields, name)) for name in ("Final-Recipient", "Original-Recipient")]
        action = header(fields, "Action").partition(" ")[0].casefold()
        status_text, diagnostic = header(fields, "Status"), header(fields, "Diagnostic-Code")
        addresses = frozenset(address for address in named if address)
        if not addresses or action not in GIVEN_UP | STILL_TRYING:
            continue
        diagnostic = diagnostic.partition(";")[2].strip() or diagnostic
        status = status_of(diagnostic, status_text)
        yield Failure(addresses, action in STILL_TRYING, status, (diagnostic or status_text)[:LONGEST_DETAIL])


def _groups(part: Message) -> list[Message]:
    payload = part.get_payload()
    if isinstance(payload, list) and any(
        isinstance(group, Message) and group.get("Final-Recipient") for group in payload
    ):
        return [group for group in payload if isinstance(group, Message)]
    # Some servers encode the part, which the standard says they must not.
    text = decoded_text(_unwrapped(part))
    return [message_from_bytes(group.encode()) for group in re.split(r"\r?\n\s*\r?\n", text)[:MOST_PARTS]]


def _unwrapped(part: Message) -> Message:
    """A part the parser took for a message (or several), as the encoded text it is."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return part
    whole: Message = Message()
    whole["Content-Transfer-Encoding"] = part.get("Content-Transfer-Encoding", "7bit")
    whole.set_payload("\n".join(str(each.get_payload()) for each in payload[:MOST_PARTS] if isinstance(each, Message)))
    return whole


def _address(field: str) -> str:
    """The address of ``rfc822; name@example.org``, in small letters; "" if there is none."""
    found = ADDRESS.search(field.rpartition(";")[2])
    return found[0].strip("'.").casefold() if found else ""


# --- Reports in words only (old Exim, qmail) --------------------------------------------------------------
def _of_text(mail: Message, text: str) -> Iterator[Failure]:
    named = {found.casefold() for found in ADDRESS.findall(header(mail, "X-Failed-Recipients"))}
    head = "\n".join(takewhile(_before_the_copy, (line[:LONGEST_LINE] for line in text.splitlines()[:MOST_LINES])))
    if not named:
        named = {found.strip("'.").casefold() for found in ADDRESS.findall(head)}
    status = status_of(head)
    if named and status.known:
        line = next((line for line in head.splitlines() if REPORTED.search(line)), "")
        delayed = not status.for_good and bool(re.search(r"still|delay|will be (?:retried|tried)", head, re.IGNORECASE))
        yield Failure(frozenset(named), delayed, status, plain(line)[:LONGEST_DETAIL])


def _before_the_copy(line: str) -> bool:
    """Whether this line still is the server's own text, not the line above the returned message."""
    return not (line.startswith("---") and any(word in line.casefold() for word in ("copy", "original", "below")))


REPORTED = re.compile(r"(?<![\d.])[45](?:\d\d[ \-]|\.\d{1,3}\.\d)")


def _is_automatic(mail: Message) -> bool:
    """Whether it is a holiday notice or a receipt: written by a machine, about no failure."""
    if header(mail, "X-Failed-Recipients") or _is_from_daemon(mail):
        return False
    submitted = header(mail, "Auto-Submitted").partition(";")[0].strip().casefold()
    precedence = header(mail, "Precedence").casefold()
    report = str(mail.get_param("report-type", "") or "").casefold()
    return (
        submitted not in {"", "no"}
        or precedence in {"auto_reply", "auto-reply", "bulk", "junk", "list"}
        # Not X-Auto-Response-Suppress: people's own mail from Exchange has it too, it only asks for no such answers.
        or any(mail.get(name) for name in ("X-Autoreply", "X-Autorespond"))
        or header(mail, "Return-Path") == "<>"
        or report == "disposition-notification"
    )


def _is_from_daemon(mail: Message) -> bool:
    sender = header(mail, "From")
    return bool(DAEMONS.search(sender) or DOMAIN_DAEMON.search(sender) or mail.get("X-Failed-Recipients"))


# --- Which of our messages it is about --------------------------------------------------------------------
def _quoted(mail: Message, parts: list[Message], text: str = "") -> tuple[str, ...]:
    """Message-IDs of what was returned, then those the report answers."""
    found: list[str] = []
    for part in parts:
        if _type(part) in RETURNED_TYPES:
            found += MESSAGE_ID.findall(_returned_id(part))
    for name in ("In-Reply-To", "References"):
        found += MESSAGE_ID.findall(header(mail, name))
    for line in text.splitlines()[:MOST_LINES]:
        if line.lstrip("> \t").casefold().startswith("message-id:"):
            found += MESSAGE_ID.findall(line)
    return tuple(dict.fromkeys(found))[:MOST_PARTS]


def _returned_id(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        inner = payload[0]
        if inner.get("Message-ID"):
            return header(inner, "Message-ID")
        text = decoded_text(inner)
    else:
        text = decoded_text(part)
    # Headers only, or a copy that was encoded.
    return header(message_from_bytes(text.encode(errors="replace")), "Message-ID")


def decoded_text(part: Message) -> str:
    """The text of one part in whatever encoding it came, as far as it can be read."""
    content = content_of(part)
    charset = part.get_content_charset("utf-8")
    try:
        return content.decode(charset, errors="replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", errors="replace")


def content_of(part: Message) -> bytes:
    """The bytes of one part; nothing for one that holds others."""
    try:
        content = part.get_payload(decode=True)
    except ValueError:
        # Encodings of other things than letters (idna, say) refuse to replace what they don't know.
        part.set_param("charset", "utf-8")
        content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
