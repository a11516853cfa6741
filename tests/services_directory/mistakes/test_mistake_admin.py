"""The centre deals with reported mistakes: the list, taking over, answering once, putting aside (D11)."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from services_directory.enums import CheckReason
from services_directory.models import EntryCheck, MistakeReport, Service, Verification
from services_directory.verification.checks import ask_for_check
from tests.services_directory.factories import make_service

from .reporting import HOST, REPORTER, TEXT, admin, get, send, stored, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


def answers() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith="services_directory.mistake_answer"))


def listed(response: Any) -> list[str]:
    return [report.token for report in response.context["object_list"]]


@pytest.mark.spec("D11")
def test_from_the_page_of_a_service_to_the_answer(
    client: Client, centre: Client, library: Service, filled: dict[str, Any]
) -> None:
    """The whole way: a citizen reports, the centre takes it over, corrects the entry and answers."""
    thanks = send(client, library, filled)
    report = MistakeReport.objects.get()
    status_url = f"/sluzby/chyba/{report.key}/"

    seen = text_of(admin(centre, "inspect", report))
    for shown in (TEXT, REPORTER, "Po–Pá: 8:00–16:00", f"/service/edit/{library.pk}/"):
        assert shown in seen
    admin(centre, "take", report, step="post")
    assert "Prověřujeme to" in text_of(get(client, status_url))

    offered = admin(centre, "corrected", report).context["form"]
    assert offered["answer"].initial == "Měli jste pravdu, údaj jsme opravili (otevírací doba)."
    answer = "V pátek je nově otevřeno jen do 12 hodin. Díky!"
    done = admin(centre, "corrected", report, answer=answer, method="phone")
    assert done.status_code == 302

    report.refresh_from_db()
    assert (report.state, report.answer) == ("corrected", answer)
    assert report.answered_at is not None
    shown = text_of(get(client, status_url))
    assert "Záznam jsme opravili" in shown
    assert answer in shown
    letter = answers()[0]
    assert letter.recipient == REPORTER
    assert answer in letter.text
    assert status_url in letter.text
    verification = Verification.objects.get(uid=library.uid)
    assert (verification.method, verification.result) == ("phone", "corrected")
    assert not EntryCheck.objects.filter(settled_at=None).exists()
    library.refresh_from_db()
    assert (library.verified_on, library.check_since) == (timezone.localdate(), None)
    assert text_of(get(client, thanks.url))


@pytest.mark.on_both
def test_open_reports_stand_first_the_oldest_on_top_and_late_ones_are_marked(
    centre: Client, library: Service, association: Association, manager_a: Any
) -> None:
    for number in range(4):
        with time_machine.travel(timezone.now() + timedelta(days=number), tick=False):
            stored(association, library, number, is_held=number == 0)
    admin(centre, "aside", MistakeReport.objects.get(token="token-1"), step="post")

    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        centre.force_login(manager_a)
        page = admin(centre, "index")
        assert listed(page) == ["token-2", "token-3", "token-0", "token-1"]
        assert text_of(page).count("po termínu") >= 1
        assert listed(centre.get("/admin/services_directory/mistakes/?late=true", **HOST)) != []
        only_open = centre.get("/admin/services_directory/mistakes/?state=new&state=working", **HOST)
        assert listed(only_open) == ["token-2", "token-3"]


def test_the_menu_and_the_home_page_say_how_many_wait(
    centre: Client, library: Service, association: Association
) -> None:
    stored(association, library, 1)
    stored(association, library, 2)
    home = centre.get("/admin/", **HOST).content.decode()
    # The menu is data of the page, written as JSON.
    assert json.dumps("Nahlášené chyby\u00a0(2)")[1:-1] in home
    assert "2 nahlášené chyby čekají" in home


def test_the_list_asks_the_database_as_often_for_many(
    centre: Client, library: Service, association: Association, assert_same_queries: Any
) -> None:
    def report_many() -> None:
        for number in range(30):
            service = make_service(association, name=f"Služba {Service.objects.count()}")
            stored(association, service, Service.objects.count() * 100 + number)

    stored(association, library)
    assert_same_queries(lambda: admin(centre, "index"), report_many)


@pytest.mark.spec("D11")
def test_a_report_that_is_wrong_is_answered_and_leaves_the_queue(
    centre: Client, library: Service, association: Association
) -> None:
    report = stored(association, library)
    admin(centre, "unfounded", report, answer="Volali jsme tam, platí, co píšeme.")

    report.refresh_from_db()
    library.refresh_from_db()
    assert report.state == "unfounded"
    assert "Volali jsme tam" in answers()[0].html
    assert library.check_since is None
    assert not Verification.objects.exists()


def test_an_entry_stays_in_the_queue_while_another_report_or_reason_is_open(
    centre: Client, library: Service, association: Association
) -> None:
    first, second = stored(association, library, 1), stored(association, library, 2, topic="address")
    ask_for_check(services=[library], reason=CheckReason.BOUNCED, value="info@example.org")

    admin(centre, "unfounded", first, answer="Je to tak.")
    assert EntryCheck.objects.filter(settled_at=None).count() == 3
    admin(centre, "aside", second, step="post")

    left = EntryCheck.objects.get(settled_at=None)
    assert left.reason == CheckReason.BOUNCED
    library.refresh_from_db()
    assert library.check_since == timezone.localdate()


def test_a_correction_nobody_verified_stays_to_be_verified(
    centre: Client, library: Service, association: Association
) -> None:
    admin(centre, "corrected", stored(association, library), answer="Opraveno.", method="")
    library.refresh_from_db()
    assert library.check_since is not None
    assert library.verified_on is None


def test_a_correction_needs_an_answer(centre: Client, library: Service, association: Association) -> None:
    report = stored(association, library)
    refused = admin(centre, "corrected", report, answer="  ")
    assert "Napište, co se má oznamovatel dozvědět." in text_of(refused)
    report.refresh_from_db()
    assert report.state == "new"


def test_many_reports_of_the_same_thing_are_answered_at_once(
    centre: Client, library: Service, association: Association
) -> None:
    reports = [stored(association, library, n, email=f"p{n}@example.org") for n in range(3)]
    other_topic = stored(association, library, 8, topic="address")
    elsewhere = stored(association, make_service(association, name="Škola"), 9)

    form = admin(centre, "corrected", reports[0]).context["form"]
    assert set(form.fields["also"].queryset) == {*reports[1:], other_topic}
    assert set(form["also"].initial) == {report.pk for report in reports[1:]}

    chosen = [report.pk for report in reports[1:]]
    admin(centre, "corrected", reports[0], answer="Opraveno, děkujeme.", also=chosen, method="phone")

    assert MistakeReport.objects.filter(state="corrected").count() == 3
    assert {letter.recipient for letter in answers()} == {"p0@example.org", "p1@example.org", "p2@example.org"}
    assert Verification.objects.count() == 1
    for report in (other_topic, elsewhere):
        report.refresh_from_db()
        assert report.state == "new"


def test_an_entry_elsewhere_can_not_be_answered_along(
    centre: Client, library: Service, association: Association
) -> None:
    elsewhere = stored(association, make_service(association, name="Škola"), 9)
    report = stored(association, library, 1)
    stored(association, library, 2)
    refused = admin(centre, "corrected", report, answer="Opraveno.", also=[elsewhere.pk])
    assert refused.status_code == 200
    assert not MistakeReport.objects.filter(state="corrected").exists()


@pytest.mark.spec("D11")
def test_two_people_at_once_answer_once(
    centre: Client, library: Service, association: Association, editor_a: Any
) -> None:
    report = stored(association, library)
    colleague = Client()
    colleague.force_login(editor_a)
    for person in (centre, colleague):
        assert admin(person, "corrected", report).status_code == 200

    admin(centre, "corrected", report, answer="První odpověď.", method="phone")
    late = admin(colleague, "unfounded", report, answer="Druhá odpověď.", method="phone")

    assert late.status_code == 302
    report.refresh_from_db()
    assert (report.state, report.answer) == ("corrected", "První odpověď.")
    assert len(answers()) == 1
    assert Verification.objects.count() == 1
    admin(colleague, "aside", report, step="post")
    admin(colleague, "take", report, step="post")
    report.refresh_from_db()
    assert report.state == "corrected"


def test_what_was_held_counts_when_a_person_lets_it(centre: Client, library: Service, association: Association) -> None:
    report = stored(association, library, is_held=True)
    assert "zadržené" in text_of(admin(centre, "inspect", report))
    for _ in range(2):
        admin(centre, "release", report, step="post")

    report.refresh_from_db()
    assert report.state == "new"
    assert OutboxMessage.objects.filter(event__startswith="services_directory.mistake_receipt").count() == 1
    assert EntryCheck.objects.filter(service=library, reason=CheckReason.REPORTED).count() == 1


def test_spam_is_put_aside_without_a_mail_and_its_page_says_so(
    client: Client, centre: Client, library: Service, association: Association
) -> None:
    report = stored(association, library, is_held=True)
    admin(centre, "aside", report, step="post")
    report.refresh_from_db()
    assert report.state == "rejected"
    assert not OutboxMessage.objects.exists()
    assert "Hlášení jsme odložili" in text_of(get(client, f"/sluzby/chyba/{report.key}/"))


def test_a_report_outlives_its_entry(
    client: Client, centre: Client, library: Service, association: Association
) -> None:
    report = stored(association, library)
    library.delete()
    report.refresh_from_db()
    assert report.service is None
    assert "Záznam v tomto adresáři už není" in text_of(admin(centre, "inspect", report))
    admin(centre, "corrected", report, answer="Služba skončila, záznam jsme smazali.")
    assert "Služba skončila" in text_of(get(client, f"/sluzby/chyba/{report.key}/"))
    assert len(answers()) == 1
