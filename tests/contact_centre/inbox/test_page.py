"""The page of one request: everything that happened, its forms, two people at once, noted looks."""

from typing import Any

import pytest
from django.test import Client

from contact_centre.actions import (
    add_note,
    assign_request,
    merge_duplicate,
    pause_request,
    reject_as_spam,
    write_to_citizen,
)
from contact_centre.enums import HeldBecause, Look, RequestStatus
from contact_centre.models import AnswerTemplate, CitizenRequest, DataAccess
from contact_centre.uploads import check_upload
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..browser import get, post
from ..factories import jpeg, make_request, make_staff, upload

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


def page_of(client: Client, request: CitizenRequest, **query: Any) -> str:
    return str(get(client, "citizen_requests:inspect", request.pk, **query).content.decode())


def write(client: Client, request: CitizenRequest, text: str, **data: Any) -> Any:
    return post(client, "citizen_requests:write", request.pk, text=text, **data)


def test_the_page_tells_everything_and_each_look_is_noted(
    admin: Client, dso_a: Association, manager_a: Any, delivered_mail: Any
) -> None:
    earlier = make_request(dso_a, email="jana@example.org")
    request = make_request(
        dso_a,
        name="Jana Nováková",
        email="jana@example.org",
        place="U kapličky",
        latitude=50.3,
        longitude=15.8,
        attachments=[check_upload(upload("lampa.jpg", jpeg()))],
        follows=earlier,
    )
    write_to_citizen(request=request, text="Která lampa?", is_question=True, user=manager_a, pause=True)
    add_note(request=request, text="Volat znovu zítra.", user=manager_a)
    delivered_mail()
    OutboxMessage.objects.filter(event__startswith="contact_centre.receipt").update(bounced_at=request.received_at)

    page = page_of(admin, request)

    for shown in ("Jana Nováková", "jana@example.org", "Nesvítí lampa", "lampa.jpg", "U kapličky", "mlat=50.3"):
        assert shown in page
    for shown in ("Která lampa?", "Volat znovu zítra.", earlier.reference, "req-bad"):
        assert shown in page
    look = DataAccess.objects.get()
    assert (look.reference, look.what, look.user_key) == (request.reference, Look.REQUEST, str(manager_a.pk))
    download = get(admin, "citizen_requests:download", request.pk, request.attachments.get().pk)
    assert b"".join(download.streaming_content).startswith(b"\xff\xd8")
    assert DataAccess.objects.filter(what=Look.FILE).count() == 1


def test_a_longer_story_asks_the_database_as_often(
    admin: Client, dso_a: Association, manager_a: Any, assert_same_queries: Any
) -> None:
    request = make_request(dso_a, email="jana@example.org")

    def talk(number: int) -> None:
        for n in range(number):
            add_note(request=request, text=f"Poznámka {n}", user=manager_a)
            write_to_citizen(request=request, text=f"Odpověď {n}", is_question=False, user=manager_a)

    talk(2)
    assert_same_queries(lambda: page_of(admin, request), lambda: talk(6), at_most=36)


@pytest.mark.spec("R7")
def test_a_ready_answer_goes_behind_what_is_typed_without_a_script(admin: Client, dso_a: Association) -> None:
    request = make_request(dso_a)
    ready = AnswerTemplate.objects.create(site=dso_a.site, title="Lampy", text="Lampu opraví správce do týdne.")

    response = write(admin, request, "Dobrý den,", insert="1", ready=ready.pk, is_question="on")

    form = response.context["forms"]["write"]
    assert form["text"].value() == "Dobrý den,\n\nLampu opraví správce do týdne."
    assert form["is_question"].value()
    assert not request.messages.exists()
    assert "Lampu opraví" in page_of(admin, request, answer=ready.pk)


@pytest.mark.spec("R7")
def test_the_second_of_two_who_answer_at_once_is_told_and_loses_nothing(
    admin: Client, dso_a: Association, manager_a: Any
) -> None:
    request = make_request(dso_a)
    form = get(admin, "citizen_requests:inspect", request.pk).context["forms"]["write"]
    hidden = {name: form[name].value() for name in ("token", "seen")}
    write_to_citizen(request=request, text="Odpověď kolegyně.", is_question=False)

    refused = write(admin, request, "Moje odpověď.", **hidden)

    assert refused.status_code == 422
    assert "Moje odpověď." in refused.content.decode()
    assert "Odpověď kolegyně." in refused.content.decode()
    assert request.messages.count() == 1
    again = refused.context["forms"]["write"]
    for _press in range(2):
        assert (
            write(admin, request, "Moje odpověď.", token=hidden["token"], seen=again["seen"].value()).status_code == 302
        )
    assert request.messages.count() == 2


def test_what_somebody_closed_meanwhile_is_left_as_it_is_and_that_is_said(admin: Client, dso_a: Association) -> None:
    request, other = make_request(dso_a), make_request(dso_a)
    merge_duplicate(request=request, into=make_request(dso_a))

    for name, typed in (("pause", {"reason": "znalec z kraje"}), ("merge", {"into": other.reference})):
        refused = post(admin, f"citizen_requests:{name}", request.pk, **typed)
        assert refused.status_code == 422
        assert refused.context["refused"].non_field_errors()
    started = post(admin, "citizen_requests:start", request.pk)
    assert started.status_code == 302
    request.refresh_from_db()
    assert request.status == RequestStatus.DUPLICATE


def test_it_is_not_taken_from_who_took_it_a_moment_ago(admin: Client, dso_a: Association, manager_a: Any) -> None:
    request = make_request(dso_a)
    me, colleague = make_staff(dso_a, user=manager_a), make_staff(dso_a, name="Kolegyně")
    assign_request(request=request, person=None)
    shown = get(admin, "citizen_requests:inspect", request.pk).context["forms"]["assign"]["was"].value()
    assign_request(request=request, person=colleague)

    post(admin, "citizen_requests:assign", request.pk, person=me.pk, was=shown)
    assert CitizenRequest.objects.get(pk=request.pk).activity.responsible == colleague  # type: ignore[union-attr]
    post(admin, "citizen_requests:assign", request.pk, person=me.pk, was=colleague.pk)
    assert CitizenRequest.objects.get(pk=request.pk).activity.responsible == me  # type: ignore[union-attr]


@pytest.mark.spec("R7")
def test_the_forms_of_the_page_do_what_they_say(admin: Client, dso_a: Association) -> None:
    request, first = make_request(dso_a), make_request(dso_a)

    post(admin, "citizen_requests:note", request.pk, text="Zavolat.", token="t1")
    post(admin, "citizen_requests:pause", request.pk, reason="vyjádření kraje")
    request.refresh_from_db()
    assert (request.pause_reason, request.messages.get().is_internal) == ("vyjádření kraje", True)
    assert "vyjádření kraje" in page_of(admin, request)
    post(admin, "citizen_requests:resume", request.pk)
    post(admin, "citizen_requests:merge", request.pk, into=first.reference.lower())
    request.refresh_from_db()
    assert (request.is_paused, request.duplicate_of) == (False, first)


@pytest.mark.spec("R1")
def test_what_was_put_aside_says_why_and_is_let_in_or_put_away(
    admin: Client, dso_a: Association, delivered_mail: Any
) -> None:
    reasons = [HeldBecause.TRAP, HeldBecause.LINKS]
    person = make_request(dso_a, held_because=reasons, email="jana@example.org")
    machine = make_request(dso_a, held_because=reasons, text="Buy now", email="bot@example.org")
    assert delivered_mail() == []

    page = page_of(admin, person)
    assert all(str(reason.label) in page for reason in reasons)
    assert "Nesvítí lampa" in page
    post(admin, "citizen_requests:release", person.pk)
    post(admin, "citizen_requests:spam", machine.pk)

    person.refresh_from_db()
    machine.refresh_from_db()
    assert (person.status, machine.status) == (RequestStatus.REGISTERED, RequestStatus.SPAM)
    assert person.activity is not None
    assert "jana@example.org" in {mail.to[0] for mail in delivered_mail()}
    assert not reject_as_spam(request=person, user=None)
    assert "citizenrequest/release" in page_of(admin, machine)


@pytest.mark.parametrize(
    "wording", ["Psala paní Nováková.", "Pište na jana@example.org.", "Volejte 777 123 456.", "Nahlásila J. NOVAKOVA"]
)
def test_the_open_data_take_no_name_and_no_contact(admin: Client, dso_a: Association, wording: str) -> None:
    request = make_request(dso_a, name="Jana Nováková")

    refused = post(admin, "citizen_requests:public", request.pk, public_text=wording)

    assert refused.status_code == 422
    assert "public_text" in refused.context["refused"].errors
    request.refresh_from_db()
    assert request.public_text == ""


def test_a_wording_for_the_open_data_is_released_by_a_person(admin: Client, dso_a: Association) -> None:
    request = make_request(dso_a, name="Jana Nováková", place="U kapličky")

    post(admin, "citizen_requests:public", request.pk, public_text="Nesvítí lampa.", is_place_public="on")

    request.refresh_from_db()
    assert (request.public_text, request.is_place_public) == ("Nesvítí lampa.", True)


@pytest.mark.parametrize(("email", "goes_by_mail"), [("jana@example.org", True), ("", False)])
def test_the_form_says_how_the_citizen_gets_the_message(
    admin: Client, dso_a: Association, email: str, goes_by_mail: bool
) -> None:
    page = page_of(admin, make_request(dso_a, email=email))
    assert ("Občan ji dostane e-mailem" in page) is goes_by_mail
    assert ("E-mail nemáme" in page) is not goes_by_mail


def test_a_request_without_its_personal_data_offers_no_forms(admin: Client, dso_a: Association) -> None:
    request = make_request(dso_a)
    request.anonymised_on, request.text = request.received_at.date(), "–"
    request.save()
    pause_request(request=request, reason="x")

    response = get(admin, "citizen_requests:inspect", request.pk)

    assert response.context["forms"] == {}
    assert write(admin, request, "Dobrý den").status_code == 422
    assert not request.messages.exists()
