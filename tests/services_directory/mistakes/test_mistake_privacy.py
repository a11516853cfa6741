"""Who may see reported mistakes, what happens when an entry moves, and when reporters are forgotten (D11, A5, T1)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.jobs.registry import registered
from portal.tenancy.models import Association, Membership, Municipality
from services_directory.enums import MistakeState
from services_directory.mistakes.answering import answer_reports
from services_directory.mistakes.forgetting import forget_reporters
from services_directory.models import MistakeReport, Service
from services_directory.moving import move_service

from .reporting import HOST, REPORTER, TEXT, admin, get, stored, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

EVERY_PAGE = ("inspect", "take", "release", "aside", "corrected", "unfounded")


@pytest.mark.spec("T1", "D11")
def test_another_associations_people_meet_no_report_of_ours(
    library: Service, association: Association, manager_b: Any
) -> None:
    report = stored(association, library)
    stranger = Client()
    stranger.force_login(manager_b)
    there = {"headers": {"host": "dolni.localhost"}}
    for name in EVERY_PAGE:
        url = reverse(f"mistakes:{name}", args=[report.pk])
        assert stranger.get(url, **there).status_code in {404, 405}
        assert stranger.post(url, {"answer": "x"}, **there).status_code in {404, 405}
    assert TEXT not in stranger.get(reverse("mistakes:index"), **there).content.decode()
    report.refresh_from_db()
    assert report.state == "new"


@pytest.mark.spec("A5", "D11")
def test_the_union_sees_reports_and_no_address(
    library: Service, association: Association, union_reviewer: Any, union_admin: Any
) -> None:
    report = stored(association, library)
    for person in (union_reviewer, union_admin):
        client = Client()
        client.force_login(person)
        assert "Obecní knihovna" in text_of(admin(client, "index"))
        page = admin(client, "inspect", report).content.decode()
        assert TEXT in page
        assert "vidí ho jen centrum" in page
        exported = client.get(f"{reverse('mistakes:index')}?export=csv", **HOST)
        for shown in (page, b"".join(exported.streaming_content).decode()):
            assert REPORTER not in shown


def test_a_reviewer_of_the_union_answers_nothing(
    library: Service, association: Association, union_reviewer: Any
) -> None:
    report = stored(association, library)
    client = Client()
    client.force_login(union_reviewer)
    for name in ("take", "aside", "corrected", "unfounded"):
        admin(client, name, report, answer="x")
    report.refresh_from_db()
    assert report.state == "new"
    assert "Odložit" not in text_of(admin(client, "inspect", report))


@pytest.mark.spec("D11")
def test_open_reports_go_with_an_entry_that_moves_and_the_secret_address_leads_on(
    client: Client, library: Service, association: Association, dso_b: Association, union_admin: Any
) -> None:
    answered, waiting = stored(association, library, 1), stored(association, library, 2)
    answer_reports(reports=[answered], state=MistakeState.UNFOUNDED, answer="Je to tak.", user=union_admin)
    Membership.objects.create(
        association=dso_b,
        municipality=Municipality.objects.get(pk=library.municipality_id),
        joined_on=timezone.localdate(),
    )

    move_service(service=library, association=dso_b, user=union_admin)

    waiting.refresh_from_db()
    answered.refresh_from_db()
    assert (waiting.site_id, answered.site_id) == (dso_b.site_id, association.site_id)
    led_on = get(client, f"/sluzby/chyba/{waiting.key}/")
    assert led_on.status_code == 302
    assert led_on.url == f"{dso_b.site.root_url}/sluzby/chyba/{waiting.key}/"
    assert led_on["Referrer-Policy"] == "no-referrer"
    there = client.get(f"/sluzby/chyba/{waiting.key}/", headers={"host": "dolni.localhost"})
    assert "Obecní knihovna" in text_of(there)
    assert "Je to tak." in text_of(get(client, f"/sluzby/chyba/{answered.key}/"))


@pytest.mark.spec("D11")
def test_the_reporters_address_is_forgotten_half_a_year_after_the_answer(
    library: Service, association: Association, union_admin: Any
) -> None:
    answered, waiting = stored(association, library, 1), stored(association, library, 2)
    held = stored(association, library, 3, is_held=True)
    answer_reports(reports=[answered], state=MistakeState.CORRECTED, answer="Opraveno.", user=union_admin)
    OutboxMessage.objects.update(state=OutboxState.SENT, sent_at=timezone.now())
    assert settings.MISTAKE_KEEP_ADDRESS_MONTHS == 6
    assert "services_directory.forget_reporters" in registered()

    with time_machine.travel(timezone.now() + timedelta(days=170), tick=False):
        assert forget_reporters() == 0
    with time_machine.travel(timezone.now() + timedelta(days=190), tick=False):
        assert forget_reporters() == 2
        assert forget_reporters() == 0

    known = dict(MistakeReport.objects.values_list("pk", "email"))
    assert known == {answered.pk: "", waiting.pk: REPORTER, held.pk: ""}
    answered.refresh_from_db()
    assert (answered.state, answered.text, answered.answer) == ("corrected", TEXT, "Opraveno.")
    # The record of the mail that was sent would else keep the address for two years.
    kept = OutboxMessage.objects.filter(recipient=REPORTER).values_list("event", flat=True)
    assert list(kept) == [f"services_directory.mistake_receipt:{waiting.pk}"]
