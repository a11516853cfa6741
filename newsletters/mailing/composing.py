"""One mail of a mailing to one recipient: a join of what was made once and what is the recipient's own (X5, X3).

Everything comes out of the frozen letters, the delivery and the subscriber, so that each attempt has the same bytes.
"""

import re
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import punycode
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.templatetags.portal import cs_date
from portal.jobs.transport import envelope_sender

from ..enums import SubscriberKind
from ..models import Delivery, Mailing, Subscriber
from ..subscribers.links import preferences_url, unsubscribe_url
from .headers import head_of, own_lines, shared_headers
from .letters import Letter
from .pieces import SOFT_BREAK, Pieces, cut, encode_value
from .ready import ReadyEmail

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
NOTHING = ("", SOFT_BREAK)
LINK = re.compile(r"https?://[A-Za-z0-9._~:/@!$()*+,;=%\[\]-]{1,800}")
NOT_ON_ONE_LINE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class BadRecipient(Exception):
    """No mail can be written for this recipient; `reason` says why, to people and without the address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Part:
    """One part of the mails in a language to one kind of recipient, with news of municipalities by code."""

    pieces: Pieces
    local: dict[str, tuple[str, bytes]]

    def of(self, place: str, values: dict[str, str]) -> tuple[str, bytes]:
        """The part as words and as bytes for who is of the municipality `place`."""
        words, made = self.local.get(place, NOTHING)
        encoded = {name: encode_value(value) for name, value in values.items()}
        return self.pieces.text({**values, "local": words}), self.pieces.bytes({**encoded, "local": made})


@dataclass(frozen=True)
class Common:
    """What the mails in one language to one kind of recipient share: `between` stands around their parts."""

    letter: Letter
    head: bytes
    between: tuple[bytes, bytes, bytes]
    text: Part
    html: Part


class Composer:
    """Writes the mails of one mailing; one serves a whole batch."""

    def __init__(self, mailing: Mailing) -> None:
        self._mailing = mailing
        self._common: dict[tuple[str, str], Common] = {}

    def compose(self, delivery: Delivery, subscriber: Subscriber) -> ReadyEmail:
        """The mail of `delivery`, the same at each attempt. Raises BadRecipient. No query of its own for each mail."""
        language = delivery.language if delivery.language in self._mailing.letters else settings.LANGUAGE_CODE
        common = self._common_of(language, delivery.kind)
        letter = common.letter
        place, whose = delivery.municipality_id or "", _whose(letter, delivery, subscriber)
        links = {
            "preferences": _link(preferences_url(subscriber, archive_url=letter["archive"])),
            "unsubscribe": _link(unsubscribe_url(subscriber, self._mailing, archive_url=letter["archive"])),
        }
        text, text_bytes = common.text.of(place, {**links, "whose": whose})
        html, html_bytes = common.html.of(place, {**links, "whose": escape(whose)})
        to = _address(delivery.recipient)
        own = {
            "Message-ID": delivery.message_id,
            "Date": format_datetime(timezone.localtime(delivery.created_at)),
            "List-Unsubscribe": f"<{links['unsubscribe']}>",
        }
        try:
            lines = own_lines({"To": to, **own})
        except ValueError as error:
            raise BadRecipient(_("The data about this recipient can't be written into a mail.")) from error
        before, between, after = common.between
        return ReadyEmail(
            b"".join((common.head, lines, before, text_bytes, between, html_bytes, after)),
            html=html,
            subject=letter["subject"],
            body=text,
            from_email=envelope_sender(letter["sender"]),
            to=[to],
            reply_to=[letter["reply_to"]] if letter["reply_to"] else None,
            headers={"From": letter["sender"], **shared_headers(letter), **own},
        )

    def _common_of(self, language: str, kind: str) -> Common:
        key = (language, kind)
        if key not in self._common:
            if kind not in SubscriberKind.values:
                raise BadRecipient(_("It isn't known why this recipient gets the newsletter."))
            self._common[key] = _common(self._mailing.letters[language], kind)
        return self._common[key]


def _whose(letter: Letter, delivery: Delivery, subscriber: Subscriber) -> str:
    """Since when a reader gets it; the municipality of who is in office."""
    if delivery.kind == SubscriberKind.OFFICE:
        whose = letter["municipalities"].get(delivery.municipality_id or "", letter["association"])
    else:
        with override(letter["language"]):
            whose = cs_date(subscriber.confirmed_at or subscriber.created_at)
    if NOT_ON_ONE_LINE.search(whose):
        raise BadRecipient(_("The data about this recipient can't be written into a mail."))
    return whose


def _common(letter: Letter, kind: str) -> Common:
    boundary = b"=_" + sha256(f"{letter['text']}{letter['html']}".encode()).hexdigest()[:40].encode()
    return Common(
        letter=letter,
        head=head_of(letter),
        between=(
            b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n\r\n--%b\r\n%b'
            % (boundary, boundary, _part_head("plain")),
            b"\r\n--%b\r\n%b" % (boundary, _part_head("html")),
            b"\r\n--%b--\r\n" % boundary,
        ),
        text=_part(letter, kind, "text"),
        html=_part(letter, kind, "html"),
    )


def _part(letter: Letter, kind: str, form: Literal["text", "html"]) -> Part:
    content = letter[form].replace(letter["marks"]["why"], letter["why"][kind][form])
    gaps = {name: mark for name, mark in letter["marks"].items() if name != "why"}
    local = {code: both[form] for code, both in letter["local"].items()}
    return Part(cut(content, gaps), {code: (words, encode_value(words)) for code, words in local.items()})


def _part_head(subtype: str) -> bytes:
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    ).encode()


def _address(recipient: str) -> str:
    """The address as it stands in a header. Raises BadRecipient."""
    local, _at, domain = recipient.rpartition("@")
    try:
        address = f"{local}@{punycode(domain)}"
    except UnicodeError:
        address = ""
    if not ADDRESS.fullmatch(address):
        raise BadRecipient(_("Mail cannot be sent to this address."))
    return address


def _link(url: str) -> str:
    """A link that can stand in a header and in an attribute as it is. Raises BadRecipient."""
    if not LINK.fullmatch(url):
        raise BadRecipient(_("The personal link of this recipient can't be written."))
    return url
