"""The page behind a provider's link: one tap when all is right, a correction that waits for the centre (F5, F6)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from services_directory.models import Proposal, ProviderAsk, Service, ServiceContact, Verification

from .asked import HOURS, LIBRARY, ask_about, confirm, correct, filled, library, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.fixture
def service(association: Association) -> Service:
    association.email = "centrum@horni.test"
    association.save()
    return library(association)


@pytest.fixture
def ask(service: Service) -> ProviderAsk:
    return ask_about(service)


@pytest.fixture
def path(ask: ProviderAsk) -> str:
    return path_of(ask)


@pytest.mark.spec("F5")
def test_the_page_says_who_asks_what_is_published_and_by_when(site_client: Client, path: str, ask: ProviderAsk) -> None:
    answer = site_client.get(path)
    text = answer.content.decode()
    assert answer.status_code == 200
    for said in ("Je tohle u vás správně?", "Krátká 12", "půjčovna", "14:00–18:00", LIBRARY, "knihovna.obec.test"):
        assert said in text
    assert "starosta@obec.test" not in text
    assert f"{ask.due_on.day}.\u00a0{ask.due_on.month}." in text


@pytest.mark.spec("F5")
def test_nobody_keeps_finds_or_passes_on_the_page(site_client: Client, path: str) -> None:
    for address in (path, f"{path}?oprava=1", "/sluzby/overeni/nikdy/"):
        answer = site_client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.spec("F5")
def test_one_tap_confirms_and_verifies_on_that_day(site_client: Client, service: Service, path: str) -> None:
    answer = confirm(site_client, path, told_by="Jana Nová")
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert "Děkujeme" in site_client.get(path).content.decode()
    line = Verification.objects.get(uid=service.uid)
    assert (line.method, line.result, line.on) == ("link", "confirmed", timezone.localdate())
    assert line.told_by == f"Jana Nová ({LIBRARY})"
    service.refresh_from_db()
    assert service.verified_on == timezone.localdate()
    assert not OutboxMessage.objects.exists()


@pytest.mark.spec("F5")
def test_a_second_answer_changes_nothing_and_is_told_when_the_first_was(site_client: Client, path: str) -> None:
    seen, form = site_client.get(path).context["seen"], filled(site_client, path)
    site_client.post(path, {"seen": seen})
    for data in ({"seen": seen}, {**form, "name": "Jinak"}):
        answer = site_client.post(path, data)
        assert answer.status_code == 200
        assert "Všechno bylo potvrzeno" in answer.content.decode()
    assert Verification.objects.count() == 1
    assert not Proposal.objects.exists()


@pytest.mark.spec("F6")
def test_corrections_wait_and_the_entry_stays(site_client: Client, service: Service, path: str) -> None:
    answer = correct(site_client, path, **{"opening_hours": "Po a St 14–17", "phones-1": "491 000 999"})
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert "opravy" in site_client.get(path).content.decode().lower()
    proposal = Proposal.objects.get()
    changes = {change.field: (change.old, change.new) for change in proposal.changes.all()}
    phones = [{"value": "+420491000101", "label": "půjčovna"}, {"value": "+420491000102", "label": ""}]
    assert changes == {
        "opening_hours": (HOURS, "Mo,We 14:00-17:00; PH off"),
        "phones": (phones, [phones[0], {"value": "+420491000999", "label": ""}]),
    }
    assert (proposal.service, proposal.told_by, proposal.site) == (service, LIBRARY, service.site)
    service.refresh_from_db()
    assert (service.opening_hours, service.verified_on) == (HOURS, None)
    assert not Verification.objects.exists()
    assert ServiceContact.objects.filter(value="+420491000102").exists()


@pytest.mark.spec("F6")
def test_the_association_and_the_provider_are_told_once(
    site_client: Client, association: Association, service: Service, path: str
) -> None:
    form = filled(site_client, path)
    for _tap in range(2):
        site_client.post(f"{path}?oprava=1", {**form, "name": "Nová knihovna", "note": "Od ledna."})
    proposal = Proposal.objects.get()
    centre, provider = OutboxMessage.objects.order_by("pk")
    assert (centre.recipient, provider.recipient) == (association.email, LIBRARY)
    assert f"/{proposal.pk}/" in centre.text
    assert "Název" in centre.text
    assert "Nová knihovna" not in provider.text
    assert proposal.note == "Od ledna."


@pytest.mark.spec("F5")
def test_a_form_sent_as_it_was_is_a_confirmation(site_client: Client, service: Service, path: str) -> None:
    correct(site_client, path, note="Přejeme hezký den.")
    assert Verification.objects.get(uid=service.uid).note == "Přejeme hezký den."
    assert not Proposal.objects.exists()
    assert "Přejeme hezký den." in OutboxMessage.objects.get().text


@pytest.mark.spec("F6")
def test_whatever_is_refused_is_said_at_the_field_and_kept(site_client: Client, path: str) -> None:
    typed = {
        "phones-0": "12345",
        "emails-1": "bez zavináče",
        "opening_hours": "každé sudé pondělí 8-12",
        "psc": "1",
        "name": "",
        "is_gone": "on",
    }
    answer = correct(site_client, path, **typed)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert set(form.errors) == {"phones-0", "emails-1", "opening_hours", "psc", "name", "gone_on"}
    text = answer.content.decode()
    for said in ("12345", "bez zavináče", "každé sudé pondělí 8-12"):
        assert f'value="{said}"' in text or f"{said}</textarea>" in text
    assert "každé sudé pondělí 8-12" in form.errors["opening_hours"][0]
    assert not Proposal.objects.exists()


@pytest.mark.spec("F6")
def test_hours_that_no_program_reads_may_go_to_the_centre_as_written(site_client: Client, path: str) -> None:
    text = "každé sudé pondělí 8-12"
    assert 'name="as_written"' not in site_client.get(f"{path}?oprava=1").content.decode()
    refused = correct(site_client, path, opening_hours=text)
    assert 'name="as_written"' in refused.content.decode()
    correct(site_client, path, opening_hours=text, as_written="on")
    change = Proposal.objects.get().changes.get()
    assert (change.field, change.new) == ("hours_in_words", text)


@pytest.mark.spec("F6")
def test_at_least_one_contact_is_left(site_client: Client, path: str) -> None:
    answer = correct(site_client, path, **{"phones-0": "", "phones-1": "", "emails-0": "", "webs-0": ""})
    assert answer.status_code == 422
    assert "phones-0" in answer.context["form"].errors


@pytest.mark.spec("F6")
def test_the_provider_may_say_that_the_service_is_no_more(site_client: Client, path: str) -> None:
    day = timezone.localdate() - timedelta(days=3)
    correct(site_client, path, is_gone="on", gone_on=day.isoformat())
    change = Proposal.objects.get().changes.get()
    assert (change.field, change.old, change.new) == ("closed_on", None, day.isoformat())


@pytest.mark.spec("F5")
def test_what_the_centre_changed_meanwhile_is_shown_before_it_is_confirmed(
    site_client: Client, service: Service, path: str
) -> None:
    seen = site_client.get(path).context["seen"]
    Service.objects.filter(pk=service.pk).update(hours_note="V srpnu zavřeno")
    answer = site_client.post(path, {"seen": seen})
    assert answer.status_code == 409
    assert "V srpnu zavřeno" in answer.content.decode().replace("\u00a0", " ")
    assert not Verification.objects.exists()
    assert confirm(site_client, path).status_code == 302


@pytest.mark.spec("F6")
def test_a_proposal_never_takes_back_what_the_centre_changed_meanwhile(
    site_client: Client, service: Service, path: str
) -> None:
    form = filled(site_client, path)
    Service.objects.filter(pk=service.pk).update(hours_note="V srpnu zavřeno", street="Dlouhá")
    site_client.post(f"{path}?oprava=1", {**form, "name": "Knihovna Hořice", "street": "Dlouhá"})
    assert [change.field for change in Proposal.objects.get().changes.all()] == ["name"]


@pytest.mark.spec("F5")
def test_what_stands_stored_in_an_odd_way_stops_nobody(site_client: Client, service: Service, path: str) -> None:
    ServiceContact.objects.filter(service=service, kind="phone").update(value="jen večer")
    Service.objects.filter(pk=service.pk).update(opening_hours="Mo 8-12", psc="000")
    correct(site_client, path, name="Knihovna Hořice")
    assert [change.field for change in Proposal.objects.get().changes.all()] == ["name"]


@pytest.mark.spec("F5")
def test_after_an_answer_the_next_entries_of_the_same_provider_wait(
    association: Association, neighbour: Association, site_client: Client, path: str
) -> None:
    school = ask_about(library(association, name="Škola"), days=5)
    ask_about(library(association, name="Cizí"), "jiny@obec.test")
    ask_about(library(neighbour, name="Vedlejší"))
    gone = library(association, name="Zrušená")
    ask_about(gone)
    Service.objects.filter(pk=gone.pk).update(closed_on=timezone.localdate())
    confirm(site_client, path)
    text = site_client.get(path).content.decode()
    assert path_of(school) in text
    assert "Ještě 1 vaše služba čeká" in text
    for name in ("Cizí", "Vedlejší", "Zrušená"):
        assert name not in text


def test_answers_from_one_address_are_limited(site_client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services_directory.verification.asking.views.PER_ADDRESS", 1)
    site_client.post(path, {"seen": "?"})
    form = filled(site_client, path)
    assert confirm(site_client, path).status_code == 429
    answer = site_client.post(path, {**form, "name": "Jinak"})
    assert answer.status_code == 429
    assert 'value="Jinak"' in answer.content.decode()
    assert not Verification.objects.exists()


def test_the_form_needs_its_own_page(path: str) -> None:
    client: Any = Client(SERVER_NAME="horni.localhost", enforce_csrf_checks=True)
    assert client.post(path, {"seen": client.get(path).context["seen"]}).status_code == 403


def test_the_english_page_asks_the_same(site_client: Client, path: str) -> None:
    english = site_client.get(path.replace("/sluzby/", "/en/services/"))
    assert english.status_code == 200
    assert "Is this right?" in english.content.decode()
