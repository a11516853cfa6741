"""Requests that come by phone, in person, by letter or e-mail are recorded like all others (CIT-4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.enums import Channel, RequestStatus
from contact_centre.models import CitizenRequest
from portal.tenancy.models import Association

from ..browser import HOST, get
from ..factories import PDF, docx, member_of, upload

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CIT-4"), pytest.mark.only_on("postgresql")]


def enter(client: Client, association: Association, **changed: Any) -> Any:
    form = get(client, "citizen_requests:add").context["form"]
    typed = {
        "channel": "phone",
        "received_at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "municipality": member_of(association).pk,
        "kind": "fault",
        "text": "Po bouřce leží strom přes cestu.",
        "token": form["token"].value(),
    }
    return client.post(reverse("citizen_requests:add"), {**typed, **changed}, **HOST)


def test_a_call_is_recorded_with_its_activity_and_mails_nobody(
    admin: Client, dso_a: Association, manager_a: Any, delivered_mail: Any
) -> None:
    response = enter(admin, dso_a, name="Pan Novák", phone="777 123 456", email="novak@example.org")

    assert response.status_code == 302
    request = CitizenRequest.objects.get()
    assert (request.site, request.channel, request.status) == (dso_a.site, Channel.PHONE, RequestStatus.REGISTERED)
    assert request.activity is not None
    assert request.due_on is not None
    assert delivered_mail() == []


def test_a_receipt_goes_to_the_citizen_only_when_it_is_ticked(
    admin: Client, dso_a: Association, delivered_mail: Any
) -> None:
    enter(admin, dso_a, channel="letter", email="novak@example.org", send_receipt="on")

    assert [mail.to for mail in delivered_mail()] == [["novak@example.org"]]
    refused = enter(admin, dso_a, send_receipt="on")
    assert "email" in refused.context["form"].errors


def test_the_time_counts_from_the_day_it_came_and_that_is_never_to_come(admin: Client, dso_a: Association) -> None:
    came = timezone.localtime() - timedelta(days=5)

    enter(admin, dso_a, channel="letter", received_at=came.strftime("%Y-%m-%d %H:%M"))

    request = CitizenRequest.objects.get()
    assert timezone.localdate(request.received_at) == came.date()
    tomorrow = (came + timedelta(days=6)).strftime("%Y-%m-%d %H:%M")
    assert "received_at" in enter(admin, dso_a, received_at=tomorrow).context["form"].errors


def test_pressed_twice_it_is_stored_once_and_refused_it_keeps_what_was_typed(
    admin: Client, dso_a: Association, dso_b: Association
) -> None:
    for _press in range(2):
        enter(admin, dso_a, token="one")
    assert CitizenRequest.objects.count() == 1

    foreign = enter(admin, dso_a, municipality=member_of(dso_b).pk, attachments=[upload("a.pdf", b"no pdf")])

    assert {"municipality", "attachments"} <= foreign.context["form"].errors.keys()
    assert "Po bouřce leží strom" in foreign.content.decode()
    assert CitizenRequest.objects.count() == 1


def test_its_files_are_kept_with_it(admin: Client, dso_a: Association) -> None:
    enter(admin, dso_a, channel="in_person", attachments=[upload("dopis.pdf", PDF), upload("plan.docx", docx())])

    assert CitizenRequest.objects.get().attachments.count() == 2
