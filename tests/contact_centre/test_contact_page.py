"""The contact page: people, the form, its guards, and what a refused form keeps."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from contact_centre.intake.guards import MOST_PER_ADDRESS as PER_ADDRESS
from contact_centre.intake.guards import WINDOW
from contact_centre.models import Activity, CitizenRequest
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Agenda, Association, StaffMember

from .factories import jpeg, make_request, make_staff, member_of, upload

HOST = {"headers": {"host": "horni.localhost"}}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def filled(client: Client, dso_a: Association, clock: Any) -> dict[str, Any]:
    """The form as a citizen sends it, ten seconds after opening the page."""
    dso_a.email, dso_a.phone = "centrum@example.org", "+420491000110"
    dso_a.save()
    ticket = ticket_of(client.get("/kontakt/", **HOST).content.decode())
    clock.shift(timedelta(seconds=10))
    return {
        "ticket": ticket,
        "municipality": member_of(dso_a).pk,
        "kind": "fault",
        "text": "Nesvítí lampa u kapličky.",
        "name": "Jana Nováková",
        "email": "jana@example.org",
        "phone": "491 612 605",
        "website": "",
    }


def ticket_of(page: str) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', page)[1]


def send(client: Client, data: dict[str, Any]) -> Any:
    return client.post("/kontakt/", data, **HOST)


def assert_kept(response: Any) -> str:
    """The refused form holds everything that was typed, and nothing was stored. Returns the page."""
    page = response.content.decode()
    assert "error-summary" in page
    for typed in ("Nesvítí lampa u kapličky.", "Jana Nováková", "jana@example.org"):
        assert typed in page
    assert not CitizenRequest.objects.exists()
    assert not OutboxMessage.objects.exists()
    return page


@pytest.mark.spec("CIT-1", "CIT-3")
def test_the_page_shows_people_with_their_agendas_and_contacts(client: Client, dso_a: Association) -> None:
    agenda = Agenda.objects.create(site=dso_a.site, title="Poruchy a havárie", description="Nesvítí lampa?")
    person = make_staff(dso_a, phone="+420491000111", email="centrum@example.org", office_hours="Po 8–12")
    person.agendas.add(agenda)

    page = client.get("/kontakt/", **HOST).content.decode()

    for shown in ("Manažerka", "Poruchy", "Nesvítí lampa?", "tel:+420491000111", "mailto:centrum@example.org"):
        assert shown in page
    for number in ("112", "150", "155", "158"):
        assert f'href="tel:{number}"' in page


def test_the_page_asks_the_database_as_often_for_many_people(
    client: Client, dso_a: Association, assert_same_queries: Any
) -> None:
    def people(number: int) -> None:
        for n in range(number):
            agenda = Agenda.objects.create(site=dso_a.site, title=f"Agenda {Agenda.objects.count()}")
            make_staff(dso_a, name=f"Člověk {n}").agendas.add(agenda)

    people(3)
    assert_same_queries(lambda: client.get("/kontakt/", **HOST), lambda: people(20), at_most=40)
    assert StaffMember.objects.count() == 23


@pytest.mark.spec("CIT-4")
def test_a_sent_form_is_stored_and_thanks_with_its_number(client: Client, filled: dict[str, Any]) -> None:
    response = send(client, {**filled, "attachment": upload("lampa.jpg", jpeg(with_place=True))})

    stored = CitizenRequest.objects.get()
    assert response.status_code == 302
    assert response.url == f"/kontakt/dekujeme/{stored.status_token}/#obsah"
    assert (stored.kind, stored.text, stored.phone) == ("fault", "Nesvítí lampa u kapličky.", "+420491612605")
    assert stored.attachments.count() == 1
    thanks = client.get(response.url, **HOST)
    assert stored.reference in thanks.content.decode()
    assert "no-store" in thanks["Cache-Control"]
    client.get(response.url, **HOST)
    assert CitizenRequest.objects.count() == Activity.objects.count() == 1


def test_impatience_stores_once_and_thanks_twice(client: Client, filled: dict[str, Any]) -> None:
    first, second = send(client, filled), send(client, filled)

    assert first.url == second.url
    assert CitizenRequest.objects.count() == Activity.objects.count() == 1
    assert OutboxMessage.objects.filter(recipient="jana@example.org").count() == 1


def test_the_thank_you_page_of_another_association_or_a_guessed_one_is_not_found(
    client: Client, filled: dict[str, Any], dso_b: Association
) -> None:
    foreign = make_request(dso_b)

    assert client.get(f"/kontakt/dekujeme/{foreign.status_token}/", **HOST).status_code == 404
    assert client.get("/kontakt/dekujeme/1/", **HOST).status_code == 404


def test_the_english_form_stores_its_language(client: Client, filled: dict[str, Any]) -> None:
    response = client.post("/en/contact/", filled, **HOST)

    stored = CitizenRequest.objects.get()
    assert stored.language == "en"
    assert response.url.startswith("/en/contact/thank-you/")
    assert "received" in OutboxMessage.objects.get(recipient="jana@example.org").subject


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("municipality", ""),
        ("municipality", "999999"),
        ("kind", "joke"),
        ("kind", ""),
        ("phone", "123"),
        ("category", "999999"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_keeps_the_rest(
    client: Client, filled: dict[str, Any], field: str, value: str
) -> None:
    response = send(client, {**filled, field: value})

    assert response.status_code == 422
    page = assert_kept(response)
    assert f'id="id_{field}_error"' in page
    assert response.context["form"].errors.keys() == {field}


def test_a_missing_text_and_a_wrong_e_mail_are_told_together(client: Client, filled: dict[str, Any]) -> None:
    response = send(client, {**filled, "text": "", "email": "jana@"})

    assert response.context["form"].errors.keys() == {"text", "email"}
    assert 'value="jana@"' in response.content.decode()


def test_a_municipality_of_another_association_is_refused(
    client: Client, filled: dict[str, Any], dso_b: Association
) -> None:
    response = send(client, {**filled, "municipality": member_of(dso_b).pk})

    assert response.context["form"].errors.keys() == {"municipality"}
    assert_kept(response)


def test_a_wrong_attachment_is_refused_at_its_field(client: Client, filled: dict[str, Any]) -> None:
    response = send(client, {**filled, "attachment": upload("virus.jpg", b"MZ" + b"\x00" * 300)})

    assert response.context["form"].errors.keys() == {"attachment"}
    assert_kept(response)


def test_a_good_file_beside_another_fault_is_asked_for_again(client: Client, filled: dict[str, Any]) -> None:
    response = send(client, {**filled, "kind": "", "attachment": upload("lampa.jpg", jpeg())})

    assert response.context["form"].errors.keys() == {"kind", "attachment"}


def test_a_filled_trap_stores_nothing_and_loses_nothing(client: Client, filled: dict[str, Any]) -> None:
    response = send(client, {**filled, "website": "http://spam.example.org"})

    page = assert_kept(response)
    assert "spam.example.org" not in page
    again = send(client, filled)
    assert again.status_code == 302


def test_a_form_sent_at_once_is_asked_for_once_more(client: Client, filled: dict[str, Any], clock: Any) -> None:
    quick = {**filled, "ticket": ticket_of(client.get("/kontakt/", **HOST).content.decode())}

    page = assert_kept(send(client, quick))

    clock.shift(timedelta(seconds=5))
    assert send(client, {**quick, "ticket": ticket_of(page)}).status_code == 302


@pytest.mark.parametrize("broken", ["", "nonsense", "a:b:c"])
def test_a_forged_ticket_gets_a_new_one(client: Client, filled: dict[str, Any], clock: Any, broken: str) -> None:
    page = assert_kept(send(client, {**filled, "ticket": broken}))

    clock.shift(timedelta(seconds=5))
    assert send(client, {**filled, "ticket": ticket_of(page)}).status_code == 302


def test_a_form_left_open_for_days_gets_a_new_ticket(client: Client, filled: dict[str, Any], clock: Any) -> None:
    clock.shift(timedelta(days=2))

    page = assert_kept(send(client, filled))

    clock.shift(timedelta(seconds=5))
    assert send(client, {**filled, "ticket": ticket_of(page)}).status_code == 302


def test_too_many_from_one_address_wait_and_lose_nothing(client: Client, filled: dict[str, Any], clock: Any) -> None:
    def fresh() -> dict[str, Any]:
        ticket = ticket_of(client.get("/kontakt/", **HOST).content.decode())
        clock.shift(timedelta(seconds=10))
        return {**filled, "ticket": ticket}

    # Begin a window, so that the sending doesn't run over its edge.
    clock.shift(WINDOW - timedelta(seconds=timezone.now().timestamp() % WINDOW.total_seconds()))
    for _n in range(PER_ADDRESS):
        assert send(client, fresh()).status_code == 302
    last = fresh()
    refused = send(client, last)

    assert refused.status_code == 429
    assert "Nesvítí lampa u kapličky." in refused.content.decode()
    assert CitizenRequest.objects.count() == PER_ADDRESS
    other = client.post("/kontakt/", fresh(), REMOTE_ADDR="192.0.2.7", **HOST)
    assert other.status_code == 302
    clock.shift(WINDOW)
    assert send(client, last).status_code == 302


def test_a_form_sent_again_is_no_new_message_for_the_limit(client: Client, filled: dict[str, Any]) -> None:
    answers = {send(client, filled).status_code for _n in range(PER_ADDRESS + 3)}

    assert answers == {302}


def test_the_database_failing_never_says_thank_you(
    client: Client, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_values: Any) -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr("contact_centre.views.public.submit_request", fail)
    response = send(client, filled)

    assert response.status_code == 503
    page = assert_kept(response)
    assert "491\u00a0000\u00a0110" in page
    assert "Děkujeme" not in page


def test_the_full_disk_never_says_thank_you(
    client: Client, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_values: Any, **_more: Any) -> None:
        raise OSError(28, "No space left on device")

    from contact_centre.models.activity import private_storage

    monkeypatch.setattr(private_storage(), "save", full)
    response = send(client, {**filled, "attachment": upload("lampa.jpg", jpeg())})

    assert response.status_code == 503
    assert_kept(response)
    assert not Activity.objects.exists()


def test_no_shared_cache_may_keep_the_form(client: Client, dso_a: Association) -> None:
    response = client.get("/kontakt/", **HOST)

    assert "private" in response["Cache-Control"]
    assert ticket_of(response.content.decode()) != ticket_of(client.get("/kontakt/", **HOST).content.decode())


def test_the_privacy_notice_names_the_controller_and_asks_for_no_consent(client: Client, dso_a: Association) -> None:
    page = client.get("/kontakt/", **HOST).content.decode()

    assert dso_a.ico in page
    assert "čl. 6 odst. 1 písm. e)" in page
    assert 'type="checkbox"' not in page


def test_the_home_page_leads_to_the_centre(client: Client, dso_a: Association) -> None:
    Agenda.objects.create(site=dso_a.site, title="Poruchy a havárie")

    page = client.get("/", **HOST).content.decode()

    assert 'href="/kontakt/#formular"' in page
    assert "Poruchy" in page


def test_addresses_are_counted_only_as_keyed_hashes(
    client: Client, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []
    monkeypatch.setattr("portal.core.limits._count", lambda key, *_: keys.append(key) or 1)

    client.post("/kontakt/", filled, REMOTE_ADDR="192.0.2.7", **HOST)

    assert len(keys) == 2
    assert not any("192.0.2.7" in key for key in keys)
