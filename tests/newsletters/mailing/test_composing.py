"""One mail of a mailing: the same bytes at each attempt, which every reader of mail understands (X3, X5)."""

import email
import email.policy
import quopri
import smtplib
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from unittest.mock import patch

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from newsletters.enums import SubscriberKind
from newsletters.mailing.composing import BadRecipient, Composer
from newsletters.mailing.letters import Letter
from newsletters.mailing.pieces import cut, encode_value
from newsletters.mailing.ready import ReadyEmail
from newsletters.models import Delivery, Mailing, Subscriber

pytestmark = pytest.mark.only_on("sqlite")

ARCHIVE = "https://svazek.example/zpravodaj/"
MARKS = {name: f"@@{name}@@" for name in ("local", "why", "whose", "preferences", "unsubscribe")}
WORDS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" =.\n\tFroměř")), max_size=200)


def letter(**changes: Any) -> Letter:
    return {
        "language": "cs",
        "association": "Smiřicko",
        "subject": "Smiřicko, zpravodaj 1/2026: Příliš žluťoučký kůň",
        "sender": '"Svazek obcí Smiřicko, z. s." <portal@example.org>',
        "reply_to": "svazek@example.cz",
        "list_id": "zpravodaj.svazek.example",
        "archive": ARCHIVE,
        "text": "Vážení čtenáři,\n@@local@@\n\n--\n@@why@@\n@@preferences@@\n@@unsubscribe@@\n",
        "html": '<html lang="cs">@@local@@<p>@@why@@</p><a href="@@preferences@@">N</a><a href="@@unsubscribe@@">O</a>',
        "marks": MARKS,
        "local": {"573001": {"text": "Z vaší obce: Lhota", "html": "<h2>Z vaší obce: Lhota</h2>"}},
        "why": {
            "reader": {"text": "Přihlášení z @@whose@@.", "html": "Přihlášení z <b>@@whose@@</b>."},
            "office": {"text": "Vedení obce (@@whose@@).", "html": "Vedení obce (@@whose@@)."},
        },
        "municipalities": {"573001": "Lhota & Újezd"},
        **changes,
    }  # type: ignore[typeddict-item]


def mailing(**changes: Any) -> Mailing:
    return Mailing(pk=7, site_id=1, letters={"cs": letter(**changes)})


def to(recipient: str = "anna@example.cz", *, key: str = "k" * 43, **fields: Any) -> tuple[Delivery, Subscriber]:
    """A delivery and its subscriber, of no database."""
    now = timezone.now()
    gathered = now - timedelta(hours=2)
    values = {"kind": SubscriberKind.READER, "message_id": f"<{'0' * 32}@example.org>", "created_at": gathered} | fields
    delivery = Delivery(site_id=1, recipient=recipient, **values)
    return delivery, Subscriber(site_id=1, key=key, confirmed_at=now, email=recipient)


def parsed(mail: ReadyEmail) -> EmailMessage:
    found = email.message_from_bytes(mail.message().as_bytes(), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert not list(found.defects)
    return found


def words_of(message: EmailMessage) -> tuple[str, str]:
    """What Python's own parser reads in both parts."""
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert {part.get_content_charset() for part in (text, html)} == {"utf-8"}
    assert not [*text.defects, *html.defects]
    return text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


def plain_lines(content: str) -> str:
    return content.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.spec("X3")
def test_the_mail_has_the_headers_of_a_list_and_one_click_ends_it() -> None:
    delivery, subscriber = to()
    mail = Composer(mailing()).compose(delivery, subscriber)
    message = parsed(mail)
    assert message["Subject"] == "Smiřicko, zpravodaj 1/2026: Příliš žluťoučký kůň"
    assert message["From"].addresses[0].display_name == "Svazek obcí Smiřicko, z. s."
    assert message["From"].addresses[0].addr_spec == "portal@example.org"
    assert (message["To"], message["Reply-To"]) == ("anna@example.cz", "svazek@example.cz")
    assert message["Message-ID"] == f"<{'0' * 32}@example.org>"
    assert message["Date"].datetime == delivery.created_at.replace(microsecond=0)
    unsubscribe = message["List-Unsubscribe"]
    assert unsubscribe.startswith(f"<{ARCHIVE}odber/odhlasit/")
    assert unsubscribe.endswith("/7/>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<zpravodaj.svazek.example>"
    assert message["Precedence"] == "bulk"
    assert message["Auto-Submitted"] is None
    for part in words_of(message):
        assert unsubscribe.strip("<>") in part
        assert f"{ARCHIVE}odber/nastaveni/" in part
        assert "@@" not in part
    # What a mail service's API is given says the same.
    assert {name: str(message[name]) for name in mail.extra_headers if name not in {"From", "Date"}} == {
        name: value for name, value in mail.extra_headers.items() if name not in {"From", "Date"}
    }


def test_each_recipient_has_links_reason_and_news_of_their_own() -> None:
    composer = Composer(mailing())
    reader = parsed(composer.compose(*to(key="a" * 43)))
    office = parsed(composer.compose(*to(key="b" * 43, kind=SubscriberKind.OFFICE, municipality_id="573001")))
    (text, html), (office_text, office_html) = words_of(reader), words_of(office)
    today = timezone.localdate()
    assert f"Přihlášení z {today.day}.\xa0{today.month}.\xa0{today.year}." in text
    assert "Vedení obce (Lhota & Újezd)." in office_text
    assert "Vedení obce (Lhota &amp; Újezd)." in office_html
    assert "Z vaší obce: Lhota" in office_text
    assert "<h2>Z vaší obce: Lhota</h2>" in office_html
    assert "Z vaší obce" not in text + html
    assert "a" * 43 in text
    assert "a" * 43 not in office_text
    nobodys = composer.compose(*to(kind=SubscriberKind.OFFICE, municipality_id="999999"))
    assert "Vedení obce (Smiřicko)." in nobodys.body


@pytest.mark.spec("X5")
def test_each_attempt_has_the_same_bytes_whichever_worker_makes_it() -> None:
    frozen, sample = mailing(), to(municipality_id="573001")
    first = Composer(frozen).compose(*sample).content
    again = Composer(Mailing(pk=7, site_id=1, letters=dict(frozen.letters)))
    assert [again.compose(*sample).content for _attempt in range(2)] == [first, first]


@given(WORDS, WORDS, WORDS, WORDS)
@effort(max_examples=60, deadline=None)
def test_whatever_the_words_are_the_bytes_say_exactly_them(text: str, html: str, local: str, name: str) -> None:
    name = " ".join(name.split()).translate(dict.fromkeys((*range(32), 127, 0x85, 0x2028, 0x2029)))
    changes = {
        "text": f"{text}@@why@@{html}@@preferences@@@@unsubscribe@@@@local@@{text}.",
        "html": f"@@local@@{html}@@why@@@@preferences@@{text}@@unsubscribe@@.",
        "local": {"573001": {"text": local, "html": local}},
        "municipalities": {"573001": name},
    }
    mail = Composer(mailing(**changes)).compose(*to(kind=SubscriberKind.OFFICE, municipality_id="573001"))
    assert words_of(parsed(mail)) == (plain_lines(mail.body), plain_lines(mail.alternatives[0].content))
    content = mail.content
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 998
    _head, _blank, body = content.partition(b"\r\n\r\n")
    assert max(len(line) for line in body.split(b"\r\n")) <= 76
    assert not any(line.endswith((b" ", b"\t")) or line.startswith(b"From ") for line in body.split(b"\r\n"))


@given(st.lists(WORDS, min_size=2, max_size=4), WORDS)
@effort(max_examples=60, deadline=None)
def test_pieces_joined_are_the_text_with_its_marks_replaced(pieces: list[str], value: str) -> None:
    found = cut("@@x-1@@".join(pieces), {"x": "@@x-1@@"})
    assert found.text({"x": value}) == value.join(plain_lines(piece) for piece in pieces)
    assert found.bytes({"x": encode_value(value)}).count(encode_value(value)) >= len(pieces) - 1


def test_a_line_before_a_gap_and_in_it_has_room_for_the_sign_that_it_goes_on() -> None:
    for length in range(70, 80):
        for words in ("a" * length, "ě" * (length // 6) + "a" * (length % 6), "From " + "a" * (length - 5)):
            content = cut(f"{words}@@x@@.", {"x": "@@x@@"}).bytes({"x": encode_value(words)})
            assert max(len(line) for line in content.split(b"\r\n")) <= 76
            assert b"\nFrom " not in b"\n" + content
            assert quopri.decodestring(content).decode() == f"{words}{words}."


@pytest.mark.spec("X5")
@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": ""},
        {"recipient": "kdokoli"},
        {"recipient": "anna@example.cz\r\nBcc: vsichni@example.cz"},
        {"recipient": "anna@example.cz, eva@example.cz"},
        {"recipient": "Anna <anna@example.cz>"},
        {"recipient": "ančka@example.cz"},
        {"recipient": "anna@" + "a" * 64 + "é.cz"},
        {"key": 'k"><script>'},
        {"key": "k\r\nBcc: x@example.cz"},
        {"kind": "friend"},
        {"kind": SubscriberKind.OFFICE, "municipality_id": "1"},
        {"message_id": "<x@example.org>\r\nBcc: x@example.cz"},
    ],
)
def test_a_recipient_no_mail_can_be_written_for_is_named_without_the_address(changes: dict[str, str]) -> None:
    composer = Composer(mailing(municipalities={"1": "Lhota\r\nBcc: x@example.cz"}))
    with pytest.raises(BadRecipient) as caught:
        composer.compose(*to(**changes))
    assert caught.value.reason
    assert "anna" not in caught.value.reason
    assert composer.compose(*to())


def test_an_address_of_a_czech_domain_is_written_in_plain_letters() -> None:
    mail = Composer(mailing()).compose(*to("anna@obec-říčky.cz"))
    assert mail.to == ["anna@" + "obec-říčky.cz".encode("idna").decode()]
    assert parsed(mail)["To"] == mail.to[0]


def test_a_reader_of_a_language_without_a_letter_gets_the_czech_one() -> None:
    letters = {"cs": letter(), "en": letter(language="en", subject="Newsletter")}
    both = Composer(Mailing(pk=7, site_id=1, letters=letters))
    assert both.compose(*to(language="en")).subject == "Newsletter"
    assert both.compose(*to(language="de")).subject.startswith("Smiřicko")


def test_every_mail_backend_gets_the_same_mail(settings: Any) -> None:
    """SMTP takes the finished bytes; memory, files and a service's API look at the message."""
    settings.BOUNCE_ADDRESS = "vraceno@example.org"
    mail = Composer(mailing()).compose(*to())
    with patch.object(smtplib, "SMTP") as server:
        backend = EmailBackend(host="mail.example.org", alias="delivery")
        assert backend.send_messages([mail]) == 1
    sender, recipients, content = server.return_value.sendmail.call_args.args
    assert (sender, recipients, content) == ("vraceno@example.org", ["anna@example.cz"], mail.content)
    message = mail.message()
    assert message["Subject"] == mail.subject
    assert "List-Id" in message
    assert message.get_body(("plain",)) is not None
    assert message.as_string().encode() == mail.content
    assert words_of(parsed(mail)) == (mail.body, mail.alternatives[0].content)
