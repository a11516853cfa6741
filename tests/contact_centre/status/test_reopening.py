"""Opening a closed request again, and what there is when its days went by (R8)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from contact_centre.actions import reopen_request
from contact_centre.deadlines import answer_by, reopen_until
from contact_centre.enums import ActivityStatus, RequestStatus
from contact_centre.models import CitizenRequest
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from .citizen import EMAIL, HOST, address, resolved, send, visit, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(dso_a: Association) -> CitizenRequest:
    request = resolved(written(dso_a))
    OutboxMessage.objects.all().delete()
    return request


@pytest.mark.spec("R8")
def test_the_citizen_opens_it_again_with_a_reason_and_the_centre_is_told(
    client: Client, closed: CitizenRequest
) -> None:
    assert "Lampu jsme opravili." in visit(client, closed).content.decode()
    response = send(client, closed, button="otevrit", text="Lampa zase nesvítí, volal jsem Novákovi.")
    assert (response.status_code, response["Location"]) == (302, f"{address(closed)}?otevreno=1#stav")

    closed.refresh_from_db()
    assert closed.status == RequestStatus.IN_PROGRESS
    assert (closed.closed_at, closed.mayor_informed_on, closed.times_reopened) == (None, None, 1)
    assert closed.due_on == answer_by(timezone.localdate())
    assert closed.activity is not None
    assert (closed.activity.status, closed.activity.closed_on) == (ActivityStatus.IN_PROGRESS, None)
    assert closed.messages.get(author="citizen").text == "Lampa zase nesvítí, volal jsem Novákovi."
    letters = {letter.recipient: letter for letter in OutboxMessage.objects.all()}
    assert set(letters) == {"centrum@example.org", EMAIL}
    for letter in letters.values():
        assert closed.reference in letter.subject
        assert "Novák" not in letter.text + letter.subject
    page = visit(client, closed).content.decode().replace("\xa0", " ")
    assert "zase nesvítí" in page
    assert "Nebylo to vyřešené" in page


@pytest.mark.spec("R8")
@pytest.mark.parametrize(("days_late", "is_open"), [(0, True), (1, False)])
def test_the_last_day_counts_and_then_a_new_linked_message_is_offered(
    client: Client, closed: CitizenRequest, days_late: int, is_open: bool
) -> None:
    last_day = reopen_until(timezone.localdate())
    with time_machine.travel(timezone.now() + (last_day - timezone.localdate()) + timedelta(days=days_late)):
        page = visit(client, closed).content.decode()
        assert ('name="otevrit"' in page) == is_open
        assert (f"/kontakt/?navazuje={closed.status_token}" in page) == (not is_open)
        if not is_open:
            with pytest.raises(ValidationError) as refused:
                reopen_request(request=closed, reason="Pořád nesvítí.")
            assert refused.value.code == "too_late"


def test_without_a_reason_it_stays_closed(client: Client, closed: CitizenRequest) -> None:
    assert send(client, closed, button="otevrit", text=" ").status_code == 422
    closed.refresh_from_db()
    assert closed.status == RequestStatus.RESOLVED


@pytest.mark.spec("R8")
def test_two_at_once_one_opens_it_and_the_other_reads_that_it_is_open(client: Client, closed: CitizenRequest) -> None:
    ticket = visit(client, closed).context["reopen"].initial["ticket"]
    other = visit(client, closed).context["reopen"].initial["ticket"]
    first = {"ticket": ticket, "otevrit": "1", "text": "Nesvítí."}
    assert client.post(address(closed), first, **HOST).status_code == 302
    assert client.post(address(closed), first, **HOST).status_code == 302, "the same form again changes nothing"
    second = client.post(address(closed), {**first, "ticket": other, "text": "Pořád nic."}, **HOST)
    assert second.status_code == 422
    assert "Pořád nic." in second.content.decode()
    closed.refresh_from_db()
    assert closed.times_reopened == 1
    assert closed.messages.filter(author="citizen").count() == 1
    assert OutboxMessage.objects.count() == 2


def test_what_repeats_another_is_not_opened(dso_a: Association, closed: CitizenRequest) -> None:
    CitizenRequest.objects.filter(pk=closed.pk).update(status="duplicate", duplicate_of=written(dso_a))
    with pytest.raises(ValidationError) as refused:
        reopen_request(request=closed, reason="Nesvítí.")
    assert refused.value.code == "ended"


def test_staff_open_it_with_their_own_word(closed: CitizenRequest, manager_a: Any) -> None:
    reopen_request(request=closed, reason="Občan volal, že nesvítí.", user=manager_a)
    message = closed.messages.latest("pk")
    assert (message.author, message.user) == ("centre", manager_a)
