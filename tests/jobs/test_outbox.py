"""Writing to the outbox: once per event and recipient, with the fact, and nothing smuggled in."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import Letter, enqueue_all
from tests.jobs.factories import write
from tests.jobs.outbox import deliver_outbox

pytestmark = pytest.mark.django_db


def test_a_fact_is_reported_to_a_recipient_once() -> None:
    first = write(event="request:1:receipt", recipient="jana@example.org")
    second = write(event="request:1:receipt", recipient="jana@EXAMPLE.org", subject="Jiný předmět")
    other = write(event="request:1:receipt", recipient="petr@example.org")

    assert second.pk == first.pk
    assert second.subject == first.subject
    assert other.pk != first.pk
    assert [mail.to for mail in deliver_outbox()] == [["jana@example.org"], ["petr@example.org"]]


def test_the_database_itself_refuses_a_second_row() -> None:
    message = write()
    message.pk, message.message_id = None, "<other@example.org>"
    with pytest.raises(IntegrityError), transaction.atomic():
        message.save(force_insert=True)


def test_a_message_lives_and_dies_with_the_fact_it_reports(
    django_capture_on_commit_callbacks: Any,
) -> None:
    def fail() -> None:
        with transaction.atomic():
            write()
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True) as callbacks, pytest.raises(ZeroDivisionError):
        fail()
    assert callbacks == []
    assert not OutboxMessage.objects.exists()


def test_personal_mail_is_handed_to_the_worker_at_commit(
    django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        personal = write()
        mass = write(personal=False)
        assert mailoutbox == []

    personal.refresh_from_db()
    mass.refresh_from_db()
    assert [mail.to for mail in mailoutbox] == [[personal.recipient]]
    assert (personal.state, mass.state) == (OutboxState.SENT, OutboxState.WAITING)


def test_letters_about_one_fact_are_two_statements_one_task_and_nobody_twice(
    django_capture_on_commit_callbacks: Any, mailoutbox: list[Any], queries: Any
) -> None:
    def tell(*people: str) -> int:
        letters = [Letter("request:1:moved", f"{who}@example.org", "Nový den", "Přijďte.") for who in people]
        return len(queries(lambda: enqueue_all(letters)))

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        few = tell("jana", "petr")
        assert tell("jana", "petr", *(f"nekdo{number}" for number in range(30))) == few
        assert tell("jana") == few
        tell()
    assert len(callbacks) == 2
    assert OutboxMessage.objects.count() == len(mailoutbox) == 32
    assert {message.state for message in OutboxMessage.objects.all()} == {OutboxState.SENT}


def test_a_subject_is_one_line_whatever_was_typed() -> None:
    message = write(subject="Díra v silnici\r\nBcc: vsichni@example.org\n\n")
    assert message.subject == "Díra v silnici Bcc: vsichni@example.org"
    [mail] = deliver_outbox()
    assert "Bcc" not in mail.message()


@pytest.mark.parametrize(
    "address",
    ["", "jana", "jana@example.org\nBcc: x@example.org", "jana@example.org, petr@example.org", "Jana <j@example.org>"],
)
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        write(recipient=address)


@pytest.mark.parametrize(
    "headers",
    [
        {"Bcc": "x@example.org"},
        {"message-id": "<x@example.org>"},
        {"List-Id": "a\r\nBcc: x@example.org"},
        {"List-Id\r\nBcc": "x"},
        {"": "x"},
    ],
)
def test_headers_that_would_change_the_message_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="header"):
        write(headers=headers)
    assert not OutboxMessage.objects.exists()


def test_a_sent_message_needs_its_time() -> None:
    message = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxState.SENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxState.SENDING)
