"""Reporting a mistake on a service's page: the form, its guards, thanks, and the page that shows the state (D11)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from portal.core.working_days import add_working_days
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from services_directory.enums import CheckReason
from services_directory.mistakes import public_views
from services_directory.mistakes.rules import PER_ADDRESS, WINDOW, answer_by
from services_directory.models import EntryCheck, FormerAddress, MistakeReport, Service

from .reporting import REPORTER, TEXT, form_url, get, send, stored, text_of, ticket_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.mark.spec("D11")
def test_the_page_of_a_service_leads_to_the_form_which_shows_what_is_published(
    client: Client, library: Service
) -> None:
    assert f'href="{form_url(library)}"' in get(client, f"/sluzby/{library.slug}/").content.decode()

    page = get(client, form_url(library))

    shown = text_of(page)
    for said in ("Obecní knihovna", "Po–Pá: 8:00–16:00", "+420 491 000 101", 'value="hours"', 'value="ceased"'):
        assert said in shown
    assert 'name="robots" content="noindex"' in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    assert {"private", "no-cache"} <= set(page["Cache-Control"].split(", "))


def test_the_form_asks_the_database_as_often_for_many_reports(
    client: Client, library: Service, association: Association, assert_same_queries: Any
) -> None:
    def report_many() -> None:
        for number in range(20):
            stored(association, library, number)

    assert_same_queries(lambda: get(client, form_url(library)), report_many, at_most=5)


@pytest.mark.spec("D11")
def test_a_report_becomes_a_tracked_item_with_a_state_and_a_receipt(
    client: Client, library: Service, filled: dict[str, Any]
) -> None:
    answer = send(client, library, filled)

    report = MistakeReport.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"/sluzby/chyba/{report.key}/dekujeme/#obsah"
    assert (report.service, report.uid, report.service_name) == (library, library.uid, "Obecní knihovna")
    assert (report.topic, report.text, report.email, report.state) == ("hours", TEXT, REPORTER, "new")
    assert report.due_on == add_working_days(timezone.localdate(), 5)
    assert len(report.key) == 43

    thanks = text_of(get(client, answer.url))
    assert f"/sluzby/chyba/{report.key}/" in thanks
    status = text_of(get(client, f"/sluzby/chyba/{report.key}/"))
    assert "Obecní knihovna" in status
    assert "Hlášení máme" in status

    receipt = OutboxMessage.objects.get()
    assert receipt.recipient == REPORTER
    assert receipt.reply_to == "centrum@example.org"
    assert f"/sluzby/chyba/{report.key}/" in receipt.text
    assert TEXT not in receipt.text + receipt.html


@pytest.mark.spec("D11")
def test_a_reported_entry_stands_in_the_queue_of_verification(
    client: Client, library: Service, filled: dict[str, Any]
) -> None:
    send(client, library, filled)

    check = EntryCheck.objects.get(service=library, settled_at=None)
    assert (check.reason, check.value) == (CheckReason.REPORTED, "otevírací doba")
    library.refresh_from_db()
    assert library.check_since == timezone.localdate()


def test_a_form_sent_twice_is_stored_once_and_thanks_twice(
    client: Client, library: Service, filled: dict[str, Any]
) -> None:
    first, second = send(client, library, filled), send(client, library, filled)

    assert first.url == second.url
    assert MistakeReport.objects.count() == OutboxMessage.objects.count() == 1


def test_a_report_without_an_address_gets_no_mail_and_an_address_of_its_state(
    client: Client, library: Service, filled: dict[str, Any]
) -> None:
    answer = send(client, library, {**filled, "email": ""})

    assert not OutboxMessage.objects.exists()
    assert MistakeReport.objects.get().key in text_of(get(client, answer.url))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"topic": ""}, "Vyberte"),
        ({"topic": "nonsense"}, "nonsense"),
        ({"text": ""}, "Napište"),
        ({"text": "x" * 2001}, "2000"),
        ({"email": "jana@"}, "e-mail"),
    ],
)
def test_what_is_refused_is_said_at_the_field_and_what_was_typed_stays(
    wrong: dict[str, str], said: str, client: Client, library: Service, filled: dict[str, Any]
) -> None:
    answer = send(client, library, {**filled, **wrong})

    page = text_of(answer)
    assert answer.status_code == 422
    assert "error-summary" in page
    assert 'aria-invalid="true"' in page
    assert said in page
    kept = {**filled, **wrong}
    assert kept["text"] in page
    assert kept["email"] in page
    assert not MistakeReport.objects.exists()


@pytest.mark.parametrize(
    "suspicious",
    [
        {"website": "http://spam.example.org"},
        {"text": 'Levné <a href="http://x.example">půjčky</a>'},
        {"text": "http://a.example http://b.example www.c.example"},
    ],
)
def test_what_looks_like_a_machine_is_held_not_thrown_away(
    suspicious: dict[str, str], client: Client, library: Service, filled: dict[str, Any]
) -> None:
    answer = send(client, library, {**filled, **suspicious})

    assert answer.status_code == 302
    report = MistakeReport.objects.get()
    assert (report.state, report.email) == ("held", REPORTER)
    assert not OutboxMessage.objects.exists()
    assert not EntryCheck.objects.exists()
    assert "Hlášení máme" in text_of(get(client, f"/sluzby/chyba/{report.key}/"))


def test_a_form_filled_in_within_a_second_is_held(client: Client, library: Service, filled: dict[str, Any]) -> None:
    fresh = ticket_of(get(client, form_url(library)).content.decode())

    send(client, library, {**filled, "ticket": fresh})

    assert MistakeReport.objects.get().state == "held"


@pytest.mark.parametrize("ticket", ["", "forged:ticket"])
def test_a_form_without_our_ticket_is_handed_out_anew_with_the_text(
    ticket: str, client: Client, library: Service, filled: dict[str, Any]
) -> None:
    refused = send(client, library, {**filled, "ticket": ticket})

    page = text_of(refused)
    assert refused.status_code == 422
    assert TEXT in page
    assert not MistakeReport.objects.exists()
    assert ticket_of(page) != ticket


def test_a_form_left_open_for_days_keeps_its_text(
    client: Client, library: Service, filled: dict[str, Any], clock: Any
) -> None:
    clock.shift(timedelta(days=2))
    page = text_of(send(client, library, filled))
    assert TEXT in page
    clock.shift(timedelta(seconds=30))
    assert send(client, library, {**filled, "ticket": ticket_of(page)}).status_code == 302


def test_too_many_reports_from_one_address_wait_with_their_text(
    client: Client, library: Service, filled: dict[str, Any], clock: Any
) -> None:
    def another() -> dict[str, Any]:
        ticket = ticket_of(get(client, form_url(library)).content.decode())
        clock.shift(timedelta(seconds=5))
        return {**filled, "ticket": ticket}

    for _ in range(PER_ADDRESS):
        assert send(client, library, another()).status_code == 302
    last = another()
    refused = send(client, library, last)
    assert refused.status_code == 429
    assert TEXT in text_of(refused)
    clock.shift(WINDOW)
    assert send(client, library, last).status_code == 302
    assert MistakeReport.objects.count() == PER_ADDRESS + 1


def test_a_database_that_fails_loses_no_text(
    client: Client, library: Service, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(public_views, "receive_report", fail)
    refused = send(client, library, filled)
    assert refused.status_code == 503
    assert TEXT in text_of(refused)
    assert "+420 491 000 110" in text_of(refused)


def test_the_reporters_pages_are_secret(client: Client, library: Service, association: Association) -> None:
    report = stored(association, library)
    for address in (f"/sluzby/chyba/{report.key}/", f"/sluzby/chyba/{report.key}/dekujeme/"):
        page = get(client, address)
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page["X-Robots-Tag"]
        assert TEXT not in page.content.decode()
        assert REPORTER not in page.content.decode()
    assert get(client, f"/sluzby/chyba/{report.key[:-1]}/").status_code == 404
    assert get(client, "/sluzby/chyba/x/dekujeme/").status_code == 404


def test_the_form_and_the_letters_are_in_the_language_of_the_page(
    client: Client, library: Service, filled: dict[str, Any]
) -> None:
    english = f"/en/services/{library.slug}/report-a-mistake/"
    assert "What is wrong?" in text_of(get(client, english))

    answer = client.post(english, filled, headers={"host": "horni.localhost"})

    report = MistakeReport.objects.get()
    assert report.language == "en"
    assert answer.url.startswith(f"/en/services/chyba/{report.key}/")
    receipt = OutboxMessage.objects.get()
    assert receipt.subject == "We have your report: Obecní knihovna"
    assert f"/en/services/chyba/{report.key}/" in receipt.text


def test_what_was_written_at_a_former_address_is_stored_and_a_reader_is_led_on(
    client: Client, library: Service, filled: dict[str, Any], association: Association
) -> None:
    FormerAddress.objects.create(site=association.site, slug="stara-knihovna", service=library)
    former = "/sluzby/stara-knihovna/nahlasit-chybu/"

    led_on = get(client, former)
    assert (led_on.status_code, led_on.url) == (301, form_url(library))
    assert client.post(former, filled, headers={"host": "horni.localhost"}).status_code == 302
    assert MistakeReport.objects.get().service == library


def test_there_is_no_form_for_what_is_not_published(client: Client, library: Service) -> None:
    library.unpublish()
    assert get(client, form_url(library)).status_code == 404
    assert send(client, library, {}).status_code == 404


def test_public_holidays_are_no_working_days_for_the_answer() -> None:
    before_christmas = timezone.localdate().replace(month=12, day=22)
    # Five days from Monday to Friday would end by the 29th; at least one of the three holidays lies among them.
    assert answer_by(before_christmas) >= before_christmas.replace(day=30)
