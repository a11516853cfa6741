"""What reminders say: to a provider, a keeper, a manager and the Union."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from portal.tenancy.models import Association, Union
from services_directory.enums import CheckReason
from services_directory.models import ProviderAsk, Service, ServiceContact, VerificationPolicy
from services_directory.verification.checks import ask_for_check
from services_directory.verification.reminding import letters as wording
from services_directory.verification.reminding import reminders as job

from .asked import HOURS, LIBRARY, library
from .reminding import TODAY, at, entry, keeper, letter, letters, rows, run

pytestmark = pytest.mark.only_on("sqlite")

IN_A_MONTH = TODAY + timedelta(days=30)
LINK = re.compile(r"http://horni\.localhost/sluzby/overeni/\S+/")


@pytest.fixture
def centre(association: Association) -> Association:
    Association.objects.filter(pk=association.pk).update(email="centrum@horni.test", phone="+420491000500")
    association.refresh_from_db()
    return association


def plain(text: str) -> str:
    """Without the spaces that don't break."""
    return text.replace("\xa0", " ")


def day(value: Any) -> str:
    return f"{value.day}. {value.month}. {value.year}"


def due_library(association: Association, days: int = 30) -> Service:
    service = library(association, name="Městská knihovna Hořice", hours_note="V létě zavřeno.")
    # The address for the association only is asked first; here there is only the public one.
    ServiceContact.objects.filter(service=service, is_internal=True, kind="email").delete()
    ServiceContact.objects.create(service=service, kind="phone", value="+420777000999", is_internal=True)
    Service.objects.filter(pk=service.pk).update(verify_by=TODAY + timedelta(days=days))
    return service


@pytest.mark.spec("F3")
@pytest.mark.spec("DIR-3")
def test_provider_reads_who_asks_why_what_is_published_and_by_when(centre: Association) -> None:
    due_library(centre)
    run(TODAY)
    sent = letter()
    assert sent.recipient == LIBRARY
    assert sent.subject == "Je to pořád správně? Městská knihovna Hořice"
    assert (sent.site_id, sent.reply_to) == (centre.site_id, "centrum@horni.test")
    for body in (plain(sent.text), plain(unescape(re.sub(r"<[^>]+>", "", sent.html)))):
        assert centre.name in body
        assert "+420 491 000 500" in body
        assert f"Odpovězte prosím do {day(IN_A_MONTH)}" in body
        assert "jednou za 6 měsíců" in body
        for published in (
            "Městská knihovna Hořice",
            "Krátká 12, 549 01 Hořice",
            "+420 491 000 101 (půjčovna)",
            LIBRARY,
        ):
            assert published in body
        assert "Po, St: 14:00–18:00" in body
        assert "V létě zavřeno." in body
        assert "ezbariérový" in body
        assert "bez účtu a bez hesla" in body
        assert f"platí do {day(TODAY + timedelta(days=44))}" in body
    # Nothing for the association only (D2), and no notation of hours.
    assert "777 000 999" not in sent.text + sent.html
    assert HOURS not in sent.text + sent.html


@pytest.mark.spec("F3")
def test_link_in_the_letter_leads_to_the_entry(centre: Association) -> None:
    due_library(centre)
    run(TODAY)
    [address] = LINK.findall(letter().text)
    assert f'href="{address}"' in letter().html
    with at(TODAY, 10):
        page = Client(SERVER_NAME="horni.localhost").get(address.removeprefix("http://horni.localhost"))
    assert page.status_code == 200
    assert "Městská knihovna Hořice" in page.content.decode()


@pytest.mark.spec("F3")
def test_provider_of_five_entries_gets_one_letter_with_five_links(centre: Association) -> None:
    for number in range(5):
        entry(centre, f"Zařízení {number}", IN_A_MONTH, email="urad@obec.test")
    run(TODAY)
    sent = letter()
    assert plain(sent.subject) == "Jsou údaje o 5 vašich službách správně?"
    assert len(set(LINK.findall(sent.text))) == ProviderAsk.objects.count() == 5
    assert all(f"Zařízení {number}" in sent.text for number in range(5))
    assert sent.text.count("Odpovězte prosím do") == 1
    assert len(rows()) == 5


@pytest.mark.spec("F3")
def test_entries_of_different_days_each_say_theirs(centre: Association) -> None:
    for number, days in enumerate((3, 30)):
        entry(centre, f"Zařízení {number}", TODAY + timedelta(days=days), email="urad@obec.test")
    run(TODAY)
    said = plain(next(one for one in letters() if one.recipient == "urad@obec.test").text)
    assert [said.count(day(TODAY + timedelta(days=days))) for days in (3, 30)] == [1, 1]


@pytest.mark.spec("F3")
def test_provider_of_many_entries_is_asked_about_so_many_a_day(
    centre: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "AT_MOST", 4)
    for number in range(6):
        entry(centre, f"Zařízení {number}", IN_A_MONTH, email="urad@obec.test")
    assert run(TODAY) == 1
    assert run(TODAY, 15) == 0
    assert run(TODAY + timedelta(days=1)) == 1
    assert [len(LINK.findall(one.text)) for one in letters()] == [4, 2]
    assert len({row[2] for row in rows()}) == 6


@pytest.mark.spec("F3")
def test_second_letter_is_a_reminder_and_a_late_one_says_so(centre: Association) -> None:
    due_library(centre, 14)
    run(TODAY)
    run(TODAY + timedelta(days=11))
    first, second = (one for one in letters() if one.recipient == LIBRARY)
    assert not first.subject.startswith("Připomínáme")
    assert second.subject.startswith("Připomínáme: je to pořád správně?")
    # Both lead to one question.
    assert LINK.findall(first.text) == LINK.findall(second.text)
    entry(centre, "Pozdní", TODAY - timedelta(days=9), email="pozdni@obec.test")
    run(TODAY)
    late = next(one for one in letters() if one.recipient == "pozdni@obec.test")
    assert "co nejdříve" in late.text


@pytest.mark.spec("F3")
def test_mail_goes_out_from_the_association(centre: Association, delivered_mail: Any) -> None:
    due_library(centre)
    run(TODAY)
    with at(TODAY, 10):
        [message] = delivered_mail()
    assert centre.name in message.from_email
    assert message.reply_to == ["centrum@horni.test"]
    assert mail.outbox == [message]


@pytest.mark.spec("F4")
def test_keeper_reads_what_to_do_with_the_longest_overdue_first(centre: Association) -> None:
    person = keeper(centre, "spravce")
    for name, days, email in (
        ("Nová", 20, ""),
        ("Prošlá", -2, ""),
        ("Nejstarší", -4, ""),
        ("Vrácená", 10, "x@obec.test"),
    ):
        service = entry(centre, name, TODAY + timedelta(days=days), kept_by=person, email=email)
    ask_for_check(services=[service], reason=CheckReason.BOUNCED, value="x@obec.test")
    run(TODAY)
    sent = letter()
    said = plain(sent.text)
    assert said.index("Nejstarší") < said.index("Prošlá") < said.index("Vrácená") < said.index("Nová")
    assert sent.subject == "2 záznamy jsou po lhůtě ověření"
    assert "x@obec.test" in said
    assert "interní kontakt" in said
    for service in Service.objects.filter(site=centre.site):
        assert f"http://horni.localhost/admin/snippets/services_directory/service/edit/{service.pk}/" in sent.text
        assert f"/edit/{service.pk}/" in sent.html
    assert "http://horni.localhost/admin/services_directory/verification/" in sent.text


@pytest.mark.spec("F4")
def test_list_has_fifty_lines_and_the_number_of_the_rest(centre: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "LISTED", 3)
    for number in range(8):
        entry(centre, f"Zařízení {number}", TODAY + timedelta(days=number))
    run(TODAY)
    sent = letter()
    assert sent.subject == "8 záznamů čeká na ověření"
    assert sent.text.count("/edit/") == sent.html.count("/edit/") == 3
    assert "A ještě 5 záznamů" in plain(sent.text)
    assert len({row[2] for row in rows()}) == 8


@pytest.mark.spec("F4")
def test_manager_and_union_read_nobodys_data(
    centre: Association, neighbour: Association, manager_a: Any, union: Union
) -> None:
    Union.objects.update(email="svaz@svaz.test")
    person = keeper(centre, "spravce")
    ours = entry(centre, "Naše", TODAY - timedelta(days=40), kept_by=person, email="x@obec.test")
    ask_for_check(services=[ours], reason=CheckReason.BOUNCED, value="x@obec.test")
    entry(neighbour, "Jejich", TODAY - timedelta(days=50))
    run(TODAY)
    manager, union_ = (
        next(one for one in letters() if one.recipient == to) for to in (manager_a.email, "svaz@svaz.test")
    )
    assert manager.subject == "1 záznam zůstává neověřený"
    assert "Naše" in manager.text
    assert "Jejich" not in manager.text
    assert (union_.site_id, union_.subject) == (None, "2 záznamy jsou týdny po lhůtě ověření")
    said = union_.text
    assert said.index("Jejich, Cerekvice, Svazek obcí Dolni") < said.index("Naše, Hořice, Svazek obcí Horni")
    assert "http://localhost/admin/services_directory/shares/climbed/" in said
    for sent in (manager, union_):
        for private in ("x@obec.test", person.name, person.email):
            assert private not in sent.text + sent.html


@pytest.mark.spec("F4")
def test_association_that_does_not_ask_by_mail_reminds_its_keeper(centre: Association) -> None:
    VerificationPolicy.objects.create(site=centre.site, asks_providers=False)
    due_library(centre)
    run(TODAY)
    assert letter().recipient == "centrum@horni.test"
    assert not ProviderAsk.objects.exists()
