"""Files that go along with a message: which may, and what a mail program gets."""

import email.policy
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from typing import Any

import pytest
from anymail.utils import Attachment
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.jobs.enums import OutboxState
from portal.jobs.maintenance import forget_mail
from portal.jobs.models import OutboxMessage
from portal.jobs.transport import Transport
from tests.jobs.factories import write
from tests.jobs.outbox import deliver_outbox

pytestmark = pytest.mark.django_db


def calendar(method: str = "REQUEST", summary: str = "Setkání starostů") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", f"X-SAID:{summary}", "END:VCALENDAR"]
    return "".join(f"{line}\r\n" for line in lines)


def ics(method: str = "REQUEST", name: str = "pozvanka.ics", **details: str) -> Any:
    said = {"name": name, "type": f"text/calendar; method={method}; charset=utf-8", "text": calendar(method)}
    return {**said, **details}


def as_read(message: OutboxMessage) -> EmailMessage:
    """The message as it goes over the wire, read again."""
    with Transport() as transport:
        content = transport.compose(message).message(policy=email.policy.SMTP).as_bytes()
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    return message_from_bytes(content, policy=email.policy.default)


def kinds(part: Any) -> Any:
    """The types of the parts, as they are nested."""
    if part.is_multipart():
        return {part.get_content_type(): [kinds(each) for each in part.iter_parts()]}
    return part.get_content_type()


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_the_last_form_of_the_letter_and_a_file(method: str) -> None:
    read = as_read(write(html="<p>Zveme vás.</p>", attachments=[ics(method)]))
    assert kinds(read) == {
        "multipart/mixed": [
            {"multipart/alternative": ["text/plain", "text/html", "text/calendar"]},
            "application/ics",
        ]
    }
    letter, file = read.iter_parts()
    form = list(letter.iter_parts())[-1]
    assert dict(form["Content-Type"].params) == {"method": method, "charset": "utf-8"}
    assert form.get_content_disposition() is None
    assert file.get_filename() == "pozvanka.ics"
    assert file.get_content_disposition() == "attachment"
    for part in (form, file):
        assert part["Content-Transfer-Encoding"] == "base64"
        assert part.get_payload(decode=True) == calendar(method).encode()


def test_a_letter_without_formatted_text_carries_an_invitation_too() -> None:
    assert kinds(as_read(write(attachments=[ics()]))) == {
        "multipart/mixed": [{"multipart/alternative": ["text/plain", "text/calendar"]}, "application/ics"]
    }


def test_a_calendar_for_everybody_is_a_file_only() -> None:
    read = as_read(write(html="<p>Zveme vás.</p>", attachments=[ics("PUBLISH", "setkani.ics")]))
    assert kinds(read) == {"multipart/mixed": [{"multipart/alternative": ["text/plain", "text/html"]}, "text/calendar"]}
    file = list(read.iter_parts())[-1]
    params = {"method": "PUBLISH", "charset": "utf-8", "name": "setkani.ics"}
    assert dict(file["Content-Type"].params) == params
    assert file.get_payload(decode=True) == calendar("PUBLISH").encode()


def test_a_message_without_files_stays_as_it_was() -> None:
    assert kinds(as_read(write(html="<p>Zveme vás.</p>"))) == {"multipart/alternative": ["text/plain", "text/html"]}
    assert kinds(as_read(write())) == "text/plain"


def test_each_attempt_has_the_same_bytes() -> None:
    message = write(html="<p>Zveme vás.</p>", attachments=[ics(), ics("PUBLISH", "setkani.ics")])
    first = as_read(message).as_bytes()
    OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxState.IN_DOUBT, attempts=3)
    message.refresh_from_db()
    assert as_read(message).as_bytes() == first
    other = write(html="<p>Zveme vás.</p>", attachments=[ics()])
    assert as_read(other).get_boundary() != as_read(message).get_boundary()


def test_a_mail_service_is_given_the_file_with_its_own_type() -> None:
    write(attachments=[ics()])
    [mail] = deliver_outbox()
    [part] = mail.attachments
    assert isinstance(part, MIMEPart)
    given = Attachment(part)
    assert (given.name, given.mimetype) == ("pozvanka.ics", "text/calendar")
    assert "method=" in given.content_type
    assert "REQUEST" in given.content_type


@pytest.mark.parametrize(
    "file",
    [
        ics(name="pozvanka.exe"),
        ics(name="../pozvanka.ics"),
        ics(name='po"zvanka.ics'),
        ics(name="pozvánka.ics"),
        ics(type="text/html"),
        ics(type="text/calendar; charset=utf-8"),
        ics(type="text/calendar; method=REQUEST; charset=latin-1"),
        ics(type="text/calendar; method=REQUEST\r\nBcc: x@example.org"),
        ics(type="text/calendar; method=CANCEL; charset=utf-8"),
        ics(type="text/calendar; method=REPLY; charset=utf-8", text=calendar("REPLY")),
        ics(text="x" * 100_001, name="x.txt", type="text/plain"),
    ],
    ids=lambda file: f"{file['name'][:20]} {file['type'][:50]}",
)
def test_a_file_that_has_no_place_in_a_mail_is_refused(file: Any) -> None:
    with pytest.raises(ValueError, match=r"(?i)file|calendar|type"):
        write(attachments=[file])
    assert not OutboxMessage.objects.exists()


def test_only_a_few_files_go_along() -> None:
    with pytest.raises(ValueError, match="few"):
        write(attachments=[ics("PUBLISH", f"{at}.ics") for at in range(4)])


def test_files_are_forgotten_with_the_text(settings: Any) -> None:
    sent, young, waiting = (write(attachments=[ics()]) for _number in range(3))
    old = timezone.now() - settings.OUTBOX_KEEP_TEXTS - timedelta(days=1)
    rows = OutboxMessage.objects.all()
    rows.filter(pk=sent.pk).update(state=OutboxState.SENT, sent_at=old, created_at=old)
    rows.filter(pk=young.pk).update(state=OutboxState.SENT, sent_at=timezone.now())
    rows.filter(pk=waiting.pk).update(created_at=old)
    forget_mail()
    assert [rows.get(pk=each.pk).attachments != [] for each in (sent, young, waiting)] == [False, True, True]


def test_the_page_of_a_message_names_its_files_and_not_what_they_say(client: Client, union_admin: Any) -> None:
    client.force_login(union_admin)
    message = write(attachments=[ics(text=calendar(summary="Tajné jednání"))])
    page = client.get(reverse("outbox:inspect", args=[message.pk])).content.decode()
    assert "pozvanka.ics" in page
    assert "Tajné" not in page
    assert client.get(reverse("outbox:index")).status_code == 200


def test_an_address_to_be_followed_stands_on_its_line_as_it_is() -> None:
    """Encoded it would be no address for a mail program, and the button to unsubscribe would be gone (X3)."""
    address = f"<https://horni.localhost/zpravodaj/odber/odhlasit/{'aB3-_' * 20}/>"
    with Transport() as transport:
        mail = transport.compose(write(headers={"List-Unsubscribe": address}))
    content = mail.message(policy=email.policy.SMTP).as_bytes()
    assert f"\r\nList-Unsubscribe: {address}\r\n".encode() in content
    assert as_read(write(event="podruhé", headers={"List-Unsubscribe": address}))["List-Unsubscribe"] == address
