"""The receipt and the notice: what they say, and that they go out (R2)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from contact_centre.enums import Channel
from contact_centre.intake.letters import enqueue_receipt
from contact_centre.models import CitizenRequest
from contact_centre.status.links import status_address
from portal.jobs.delivery import deliver_due
from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.jobs.transport import Transport, Unreachable
from portal.tenancy.models import Association

from ..factories import make_request


def receipt_of(request: CitizenRequest) -> OutboxMessage:
    return OutboxMessage.objects.get(event=f"contact_centre.receipt:{request.pk}")


@pytest.mark.spec("R2", "R3")
def test_the_receipt_gives_the_number_and_the_way_to_the_status_page(centre: Association) -> None:
    request = make_request(centre, email="obcan@example.org", name="Jana Nováková", text="Tajný text podnětu")

    receipt = receipt_of(request)
    assert receipt.recipient == "obcan@example.org"
    assert request.reference in receipt.subject
    for content in (receipt.text, receipt.html):
        assert request.reference in content
        assert status_address(request) in content
        assert "⟦" not in content
        assert "Tajný text" not in content
    assert "centrum" in receipt.reply_to
    assert receipt.site == centre.site


def test_the_centre_is_told_without_personal_data(centre: Association) -> None:
    request = make_request(centre, email="obcan@example.org", name="Jana Nováková", text="Tajný text podnětu")

    notice = OutboxMessage.objects.get(recipient="centrum@example.org")
    content = notice.subject + notice.text + notice.html
    assert request.reference in notice.subject
    assert f"/admin/contact_centre/citizenrequest/inspect/{request.pk}/" in notice.text
    assert request.municipality.name in notice.text
    assert "⟦" not in content
    assert not any(word in content for word in ("Jana", "obcan@example.org", "Tajný"))


def test_the_receipt_speaks_the_language_of_the_form(centre: Association) -> None:
    english = make_request(centre, email="obcan@example.org", language="en")
    czech = make_request(centre, email="obcanka@example.org", language="cs")

    assert "received" in receipt_of(english).subject
    assert "/en/" in receipt_of(english).text
    assert "received" not in receipt_of(czech).subject


def test_letters_kept_half_written_show_what_the_association_is_called_now(centre: Association) -> None:
    make_request(centre, email="obcan@example.org")
    centre.name = "Svazek <u lesa> & spol."
    centre.save()
    later = receipt_of(make_request(centre, email="obcan@example.org"))

    assert "Svazek <u lesa> & spol." in later.text
    assert "Svazek &lt;u lesa&gt; &amp; spol." in later.html


def test_without_addresses_no_letter_is_written(dso_a: Association) -> None:
    make_request(dso_a)

    assert not OutboxMessage.objects.exists()


def test_the_receipt_alone_is_written_once(centre: Association) -> None:
    request = make_request(centre, email="obcan@example.org", channel=Channel.PHONE, notify=False)

    for _press in range(2):
        enqueue_receipt(association=centre, request=request)

    assert OutboxMessage.objects.get() == receipt_of(request)


@pytest.mark.spec("R2")
def test_with_the_mail_server_down_the_request_is_stored_and_the_receipt_goes_once_later(
    centre: Association,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
    mailoutbox: list[Any],
) -> None:
    def down(_transport: Transport, _message: OutboxMessage) -> None:
        raise Unreachable("Connection refused")

    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(Transport, "send", down)
        request = make_request(centre, email="obcan@example.org")

    assert CitizenRequest.objects.get() == request
    assert mailoutbox == []
    assert receipt_of(request).state == OutboxState.WAITING
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        for _sweep in range(2):
            deliver_due()
    assert sorted(mail.to for mail in mailoutbox) == [["centrum@example.org"], ["obcan@example.org"]]


def test_both_letters_are_handed_to_the_worker_together(
    centre: Association, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        make_request(centre, email="obcan@example.org")

    assert len(callbacks) == 1
