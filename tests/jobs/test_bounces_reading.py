"""Reading returned mail of many servers, and what breaks readers; no database."""

from contextlib import suppress

import pytest
from django.utils.translation import override

from portal.jobs.bounces.reading import LARGEST, MOST_PARTS, Unreadable, read
from portal.jobs.bounces.statuses import Status, blames_address, in_words, status_of
from portal.jobs.models import OutboxMessage
from tests.jobs.returned_mail import REFUSED, returned, saying

OURS = OutboxMessage(
    event="test:1", recipient="Knihovna.Lhota@example.net", message_id="<0123456789abcdef0123456789abcdef@example.org>"
)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_of_any_server_names_recipient_message_and_reason(name: str) -> None:
    reading = read(returned(name, OURS))
    assert OURS.message_id in reading.quoted
    [failure] = reading.failures
    assert "knihovna.lhota@example.net" in failure.addresses
    assert not failure.delayed
    assert failure.status.for_good
    assert blames_address(failure.status, failure.detail)
    assert "550" in failure.detail
    assert "\n" not in failure.detail


def test_a_delay_is_no_failure_yet() -> None:
    [failure] = read(returned("delayed", OURS)).failures
    assert failure.delayed
    assert not failure.status.for_good


@pytest.mark.parametrize("name", ["vacation", "person"])
def test_people_and_their_holiday_notices_report_nothing(name: str) -> None:
    reading = read(returned(name, OURS))
    assert reading.failures == ()
    assert reading.automatic == (name == "vacation")


def test_several_recipients_are_told_apart() -> None:
    mail = saying(OURS, "5.1.1", "550 5.1.1 unknown").replace(
        b"Final-Recipient: rfc822; Knihovna",
        b"Final-Recipient: rfc822; jiny@example.net\nAction: delayed\nStatus: 4.4.1\n\n"
        b"Final-Recipient: rfc822; Knihovna",
    )
    first, second = read(mail).failures
    assert (first.addresses, first.delayed) == ({"jiny@example.net"}, True)
    assert (second.addresses, second.delayed) == ({"knihovna.lhota@example.net"}, False)


def test_a_successful_delivery_is_no_failure() -> None:
    assert read(saying(OURS, "2.0.0", "250 ok", action="delivered")).failures == ()
    assert read(saying(OURS, "2.0.0", "250 ok", action="relayed")).failures == ()


class TestHostile:
    """Whatever comes, it ends soon and with `Unreadable` or a reading without failures."""

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\r\n\r\n",
            b"\x00" * 1000,
            b"\xff\xfe\xfa" * 1000,
            b"From: \xff\xfe\nSubject: =?utf-16?b?gg==?=\n\n\xf0",
            b"Content-Type: multipart/report; boundary=\n\nx",
            b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n",
            b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n=====",
            b"Content-Type: text/plain; charset=\xc3\xa9\x00nonsense\nX-Failed-Recipients: a@b.cz\n\n550 5.1.1",
            b"Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\n" * 500,
            b"From: mailer-daemon@x.cz\n" + b"X" * 200_000 + b": y\n\n",
            b"From: mailer-daemon@x.cz\n\n" + b"-" * 200_000,
            b"From: mailer-daemon@x.cz\nReferences: " + b"<" * 200_000 + b"\n\nx",
        ],
    )
    def test_broken_mail_says_nothing(self, raw: bytes) -> None:
        try:
            reading = read(raw)
        except Unreadable:
            return
        assert not (reading.failures and reading.quoted)

    def test_boxes_within_boxes_end(self) -> None:
        depth = 3000
        nested = (
            "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
            + "Content-Type: text/plain\n\nx"
        )
        with suppress(Unreadable):
            assert read(nested.encode()).failures == ()

    def test_of_many_parts_only_the_first_are_looked_at(self) -> None:
        part = b"--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.cz\nAction: failed\n\n"
        head = b"Content-Type: multipart/report; boundary=b\n\n"
        assert len(read(head + part * 5000).failures) <= MOST_PARTS

    def test_a_huge_mail_is_read_from_its_beginning(self) -> None:
        mail = returned("postfix", OURS).replace(b"Dobr", b"x" * 10 * LARGEST + b"\nDobr")
        reading = read(mail)
        assert OURS.message_id in reading.quoted
        assert len(reading.failures) == 1

    def test_what_cannot_be_stored_is_left_out(self) -> None:
        [failure] = read(saying(OURS, "5.1.1", "550 5.1.1 no\x00 such\x1b[31m user")).failures
        assert failure.detail == "550 5.1.1 no such [31m user"


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("550 5.1.1 <a@b.cz>: Recipient address rejected: User unknown", True),
        ("550 5.1.2 Host unknown", True),
        ("550 5.4.4 Host or domain name not found", True),
        ("556 5.1.10 Recipient address has null MX", True),
        ("550 5.2.1 The email account that you tried to reach is inactive", True),
        ("552 5.2.2 The email account that you tried to reach is over quota", True),
        ("550 5.4.1 Recipient address rejected: Access denied", True),
        ("550 5.4.310 DNS domain b.cz does not exist", True),
        ("550 No such user here", True),
        ("553 sorry, no mailbox here by that name", True),
        ("550 unknown", True),
        ("550 Schránka neexistuje", True),
        ("550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents it", False),
        ("554 5.7.1 <a@b.cz>: Relay access denied", False),
        ("550 5.7.1 Message rejected due to SPF policy", False),
        ("550 5.7.26 This mail is unauthenticated", False),
        ("554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.example", False),
        ("550 Mail content rejected as spam", False),
        ("550 relay not permitted", False),
        ("552 5.3.4 Message size exceeds limit", False),
        ("550 5.1.8 Sender address rejected: Domain not found", False),
        ("554 Transaction failed", False),
        ("451 4.3.0 try again later", False),
        ("452 4.2.2 Mailbox full", False),
        ("", False),
    ],
)
def test_only_the_address_itself_is_blamed(text: str, blamed: bool) -> None:
    assert blames_address(status_of(text), text) is blamed


def test_a_vague_code_gives_way_to_a_better_one() -> None:
    assert status_of("5.0.0", "550 5.1.1 unknown") == Status(5, 1, 1, 550)
    assert status_of("550 no", "5.0.0") == Status(5, 0, 0, 550)
    assert not status_of("from 192.0.2.25 at 10:55").known


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("550 5.1.1 x", "There is no such mailbox."),
        ("550 No such user here", "There is no such mailbox."),
        ("550 5.1.10 RecipientNotFound; not found by SMTP address lookup", "There is no such mailbox."),
        ("556 5.1.10 null MX", "The part of the address behind the @ takes no mail, or doesn't exist."),
        ("550 5.1.2 x", "The part of the address behind the @ takes no mail, or doesn't exist."),
        ("552 5.2.2 x", "The mailbox is full."),
        ("550 5.2.1 x", "The mailbox has been switched off."),
        ("550 no", "The mail server refused the message for good."),
    ],
)
def test_every_reason_has_plain_words(text: str, words: str) -> None:
    with override("en"):
        assert in_words(status_of(text), text) == words
