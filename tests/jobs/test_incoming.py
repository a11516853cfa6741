"""Mail people write is offered to who waits for it; what nobody wants, or breaks its reader, is left to people."""

import os
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import call_command

from portal.jobs.bounces.intake import take_in
from portal.jobs.enums import ReturnOutcome
from portal.jobs.incoming import IncomingMail, registry
from portal.jobs.incoming.parsing import parse
from portal.jobs.management.commands import receive_bounces
from portal.jobs.models import ReturnedMail
from tests.jobs.factories import write
from tests.jobs.returned_mail import returned

pytestmark = pytest.mark.django_db

LETTER = b"From: J <Jana@Example.org>\nTo: podnety+1@example.org\nCc: x@example.org\nMessage-ID: <1@a.example>\n\nAhoj"


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[IncomingMail]:
    mails: list[IncomingMail] = []

    def take(mail: IncomingMail) -> bool:
        mails.append(mail)
        return "Ahoj" in mail.text

    monkeypatch.setattr(registry, "_handlers", [take])
    return mails


def test_a_letter_is_offered_once_with_who_wrote_it_and_to_whom(offered: list[IncomingMail]) -> None:
    assert take_in(LETTER) == take_in(LETTER) == ReturnOutcome.TAKEN
    [mail] = offered
    assert (mail.sender, mail.recipients) == ("jana@example.org", ("podnety+1@example.org", "x@example.org"))


def test_what_nobody_wants_is_left(offered: list[IncomingMail]) -> None:
    assert take_in(LETTER.replace(b"Ahoj", b"Sleva!")) == ReturnOutcome.UNMATCHED
    assert len(offered) == 1


def test_reports_and_machines_are_not_offered(offered: list[IncomingMail]) -> None:
    message = write()
    for name in ("postfix", "qmail", "exchange", "delayed", "vacation"):
        take_in(returned(name, message))
    take_in(b"From: MAILER-DAEMON@example.org\nTo: podnety@example.org\n\nAhoj, nic.")
    assert offered == []


def test_one_that_breaks_its_reader_does_not_block_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_mail: IncomingMail) -> bool:
        raise LookupError("Ahoj")

    monkeypatch.setattr(registry, "_handlers", [fail])
    assert take_in(LETTER) == ReturnOutcome.UNMATCHED


def test_with_a_full_disk_the_mail_server_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_mail: IncomingMail) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(registry, "_handlers", [fail])
    monkeypatch.setattr(receive_bounces, "_first_bytes", lambda _stream: LETTER)
    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": None}))
    with pytest.raises(SystemExit) as ended:
        call_command("receive_bounces")
    assert ended.value.code == os.EX_TEMPFAIL
    assert not ReturnedMail.objects.exists()


def test_a_picture_inside_the_text_is_no_file_and_a_photograph_is(offered: list[IncomingMail]) -> None:
    mail = EmailMessage()
    mail["From"] = "jana@example.org"
    mail.set_content("Ahoj")
    mail.add_alternative('<p>Ahoj <img src="cid:logo"><img src="cid:foto"></p>', subtype="html")
    related: Any = mail.get_payload(1)  # type: ignore[assignment]
    for name, size in (("logo", 2_000), ("foto", 90_000)):
        related.add_related(b"x" * size, "image", "png", cid=f"<{name}>", filename=f"{name}.png")
    mail.add_attachment(b"y", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    parsed = parse(mail.as_bytes())
    assert parsed.text.strip() == "Ahoj"
    assert [file.name for file in parsed.files] == ["foto.png"]


@pytest.mark.parametrize("raw", [b"X: y\n\n" + b"boundary=" * 99, b"\xff\x00\n\n\xfe"])
def test_mail_made_to_break_readers_is_read_or_left(offered: list[IncomingMail], raw: bytes) -> None:
    assert take_in(raw) in {ReturnOutcome.UNMATCHED, ReturnOutcome.UNREADABLE}
