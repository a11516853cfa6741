"""Texts made to keep a reader busy: every pattern of ours, and every reader of what strangers send, in bounded time."""

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from contact_centre.replies.quoting import new_words
from meetings.announcing.guests import LINE as GUEST
from newsletters.checks.leftovers import LEFTOVER
from newsletters.contributions.people import LINE as PERSON
from portal.jobs.bounces.reading import Unreadable, read
from portal.jobs.incoming.html import text_of_html
from portal.jobs.incoming.parsing import parse
from services_directory.hours import read_czech
from services_directory.importing.contact_cells import SPREADSHEET_NUMBER
from services_directory.importing.guess import EMAIL

from .patterns import patterns

pytestmark = pytest.mark.only_on("sqlite")

UNITS = (
    "a",
    "1",
    " ",
    "\n",
    "-",
    "_",
    ".",
    ",",
    "/",
    "\\",
    "<",
    "'",
    "@",
    "[",
    "\u00a0",
    "a-",
    "a.",
    "1.",
    "1:",
    "a@",
    "> ",
    "1–",
)
LENGTH = 1_000
BOUND = 0.3
"""Seconds of processor time for a pattern over a thousand characters: a thousand times what an honest one takes."""
LONG = 200_000


class TooSlow(Exception):
    """The time is over."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop what runs inside after so many seconds of processor time."""

    def stop(*_args: Any) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_no_pattern_of_ours_can_be_kept_busy() -> None:
    found = {pattern.pattern: (place, pattern) for place, pattern in patterns().items()}
    assert len(found) > 100
    slow = []
    for place, pattern in found.values():
        words = re.findall(r"[a-zěščřžýáíéúů]{3,}", pattern.pattern)[:2]
        for unit in (*UNITS, *words):
            text = (unit * LENGTH)[:LENGTH] + "\x1f"
            try:
                with at_most(BOUND):
                    pattern.search(text)
            except TooSlow:
                slow.append(f"{place}: {pattern.pattern} on {unit!r}")
                break
    assert slow == []


def test_the_walk_notices_a_bad_pattern() -> None:
    with pytest.raises(TooSlow), at_most(BOUND):
        re.compile(r"(a+)+$").search("a" * LENGTH + "\x1f")


HEAD = b"From: a@b.cz\r\nTo: x@y.cz\r\nMessage-ID: <a@b>\r\n"
MAILS = {
    "parts": HEAD + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 20_000,
    "boxes": HEAD + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 3_000,
    "letters in letters": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
    "headers": HEAD + b"X: y\r\n" * 50_000 + b"\r\nx",
    "references": HEAD + b"References: " + b"<a@b> " * 50_000 + b"\r\n\r\nx",
    "brackets": b"From: " + b"(" * 100_000 + b"\r\n\r\nx",
    "words": HEAD + b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\r\n\r\nx",
    "parameters": HEAD + b"Content-Disposition: attachment; " + b"filename*0*=a;" * 10_000 + b"\r\n\r\nx",
    "html": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a " * 60_000,
    "idna": HEAD + b"Content-Type: text/plain; charset=idna\r\n\r\n" + b"\xff" * 10_000,
    "no charset": HEAD + b'Content-Type: text/plain; charset="\0\xff"\r\n\r\nx\xff',
    "uuencoded": HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 6 x\n" + b"\xff" * 1_000,
}


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_made_to_keep_the_worker_busy_is_read_or_left(name: str) -> None:
    with at_most(2):
        try:
            parse(MAILS[name])
        except (ValueError, RecursionError):
            assert name in {"boxes", "letters in letters"}
        try:
            read(MAILS[name])
        except Unreadable:
            assert name in {"boxes", "letters in letters", "parts"}


@pytest.mark.parametrize(
    "unit", ["<", "<!", "<!--", "<a ", "</", "<?", "<![CDATA[", "a<b>", "<a b='", "&#", "<p>", "<script>"]
)
def test_html_is_read_in_linear_time(unit: str) -> None:
    with at_most(1.5):
        text_of_html(unit * (LONG // len(unit)))


READERS: dict[str, tuple[Callable[[str], Any], tuple[str, ...]]] = {
    "answers": (new_words, ("> a\n", "1.1. napsal:\n", "From: a\n", "-", "\n", "_____\n", "x: y\n")),
    "hours": (lambda text: read_czech(text[:5_000]), ("po ", "8", "8-", "8:00-", "po-", ", ", "út 8-12 ", "(", "–")),
    "phones": (SPREADSHEET_NUMBER.fullmatch, ("1", "1.", "1e")),
    "people": (PERSON.match, (" ", "a", "@", "\u00a0", "<", "a@")),
    "guests": (GUEST.match, (" ", "a", "@", "\u00a0", "<", "a@")),
    "leftovers": (LEFTOVER.search, ("[", "x", "?", "_", "[a")),
    "columns": (EMAIL.fullmatch, ("a", "@", ".", "a@a.")),
}


@pytest.mark.parametrize("name", READERS)
def test_long_texts_are_read_in_linear_time(name: str) -> None:
    reader, units = READERS[name]
    for unit in units:
        with at_most(1.5):
            reader((unit * LONG)[: LONG // 4])
