"""The status page: what it says and never says, answering there, a link that ended (R3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from contact_centre.actions import add_note, assign_request, pause_request, write_to_citizen
from contact_centre.models import CitizenRequest, HandOver, RequestAttachment, RequestMessage
from contact_centre.status.views import PER_ADDRESS
from portal.core.tickets import OLDEST
from portal.jobs.models import OutboxMessage
from portal.settings.logs import without_personal_data
from portal.tenancy.models import Association

from ..factories import jpeg, make_staff, upload
from .citizen import EMAIL, HOST, address, resolved, send, visit, written

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def page_of(client: Client, request: CitizenRequest) -> str:
    response = visit(client, request)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


class TestWhatItSays:
    @pytest.mark.spec("R3")
    def test_number_own_text_state_next_step_with_its_day_and_who_deals_with_it(
        self, client: Client, dso_a: Association, manager_a: Any
    ) -> None:
        request = written(dso_a)
        person = make_staff(dso_a, name="Eva Dvořáková", phone="+420491612605")
        assign_request(request=request, person=person, user=manager_a)
        page = page_of(client, request)
        for shown in (request.reference, "Nesvítí lampa", "Máme vaši zprávu", "Eva Dvořáková", "491 612 605"):
            assert shown in page, shown
        due = request.due_on
        assert due is not None
        assert f"{due.day}. {due.month}. {due.year}" in page

    @pytest.mark.spec("R3")
    def test_answers_of_the_centre_and_the_municipality_are_shown_and_notes_never(
        self, client: Client, dso_a: Association, manager_a: Any
    ) -> None:
        request = written(dso_a)
        write_to_citizen(request=request, text="Objednali jsme opravu.", is_question=False, user=manager_a)
        RequestMessage.objects.create(request=request, author="receiver", name="Obec Horní", text="Lampa je naše.")
        note = add_note(request=request, text="Pozor, volá denně.", user=manager_a)
        for message, name in ((None, "lampa.jpg"), (note, "tajne.pdf")):
            RequestAttachment.objects.create(
                request=request, message=message, file=name, original_name=name, content_type="x/y", size=1
            )
        page = page_of(client, request)
        for shown in ("Objednali jsme opravu.", "Obec Horní", "Lampa je naše.", "lampa", ".jpg"):
            assert shown in page, shown
        assert "denně" not in page
        assert "tajne" not in page

    def test_a_question_is_said_first_and_that_the_time_stands_still(
        self, client: Client, dso_a: Association, manager_a: Any
    ) -> None:
        request = written(dso_a)
        write_to_citizen(request=request, text="Která lampa?", is_question=True, user=manager_a, pause=True)
        page = page_of(client, request)
        assert "Potřebujeme od vás něco vědět" in page
        assert "stojí" in page

    def test_a_pause_for_others_tells_that_and_not_why(
        self, client: Client, dso_a: Association, manager_a: Any
    ) -> None:
        request = written(dso_a)
        pause_request(request=request, reason="stížnost souseda Nováka", user=manager_a)
        page = page_of(client, request)
        assert "souseda" not in page
        assert "vyjádření" in page

    def test_late_is_said_to_be_late(self, client: Client, dso_a: Association) -> None:
        request = written(dso_a)
        with time_machine.travel(timezone.now() + timedelta(days=30)):
            assert "omlouváme" in page_of(client, request)

    def test_a_request_put_aside_looks_like_any_other(self, client: Client, dso_a: Association) -> None:
        request = written(dso_a, held_because=["links"])
        assert "Máme vaši zprávu" in page_of(client, request)
        send(client, request, text="Ještě dodávám.")
        assert not OutboxMessage.objects.exists(), "what is put aside troubles nobody by mail"

    @pytest.mark.spec("R3")
    def test_after_anonymising_only_number_and_state(self, client: Client, dso_a: Association) -> None:
        request = written(dso_a)
        resolved(request)
        CitizenRequest.objects.filter(pk=request.pk).update(anonymised_on=timezone.localdate())
        page = page_of(client, request)
        assert request.reference in page
        request.refresh_from_db()
        assert request.get_status_display().lower() in page.lower()
        for hidden in ("lampa", "Lampu", "<textarea"):
            assert hidden not in page
        assert send(client, request, text="Ahoj").status_code == 200
        assert not RequestMessage.objects.filter(text="Ahoj").exists()

    def test_the_page_asks_as_often_for_many_messages(
        self, client: Client, dso_a: Association, assert_same_queries: Callable[..., int]
    ) -> None:
        request = written(dso_a)

        def grow() -> None:
            for number in range(40):
                message = RequestMessage.objects.create(request=request, author="centre", text=f"Zpráva {number}")
                RequestAttachment.objects.create(
                    request=request, message=message, file="x", original_name="x.pdf", content_type="x/y", size=1
                )

        assert_same_queries(lambda: visit(client, request), grow, at_most=8)


class TestItIsSecret:
    @pytest.mark.spec("R3")
    def test_nobody_keeps_it_indexes_it_or_logs_its_address(self, client: Client, dso_a: Association) -> None:
        request = written(dso_a)
        response = visit(client, request)
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "same-origin"
        for path in (address(request), f"/en/contact/status/{request.status_token}/"):
            logged = without_personal_data(None, "", {"request": f"GET {path}"})
            assert request.status_token not in logged["request"]

    def test_another_site_and_a_wrong_key_show_nothing(
        self, client: Client, dso_a: Association, dso_b: Association
    ) -> None:
        request = written(dso_a)
        assert client.get(address(request), headers={"host": "dolni.localhost"}).status_code == 404
        wrong = f"/kontakt/stav/{request.status_token[:-1]}X/"
        response = client.get(wrong, **HOST)
        assert response.status_code == 410
        assert request.reference not in response.content.decode()

    def test_looking_changes_nothing(self, client: Client, dso_a: Association) -> None:
        request = written(dso_a)
        before = CitizenRequest.objects.filter(pk=request.pk).values().get()
        visit(client, request)
        client.head(address(request), **HOST)
        assert CitizenRequest.objects.filter(pk=request.pk).values().get() == before


class TestAnswering:
    @pytest.mark.spec("R3")
    def test_an_answer_with_files_is_stored_once_and_lets_the_time_run(
        self, client: Client, dso_a: Association, manager_a: Any
    ) -> None:
        request = written(dso_a)
        write_to_citizen(request=request, text="Která lampa?", is_question=True, user=manager_a, pause=True)
        files = [upload("a.jpg", jpeg()), upload("b.jpg", jpeg())]
        response = send(client, request, text="Ta u kapličky.", attachments=files)
        assert (response.status_code, response["Location"]) == (302, f"{address(request)}?napsano=1#stav")
        [answer] = request.messages.filter(author="citizen")
        assert answer.attachments.count() == 2
        request.refresh_from_db()
        assert not request.is_paused
        assert request.status == "in_progress"
        page = page_of(client, request)
        assert "Ta u kapličky." in page
        assert "a.jpg" in page

    def test_words_to_a_request_that_waits_for_others_do_not_end_the_waiting(
        self, client: Client, dso_a: Association, manager_a: Any
    ) -> None:
        request = written(dso_a)
        pause_request(request=request, reason="vyjádření správce sítě", user=manager_a)
        send(client, request, text="Děkuji, že se tím zabýváte.")
        request.refresh_from_db()
        assert request.is_paused

    def test_the_same_form_sent_twice_is_one_message_and_one_letter(self, client: Client, dso_a: Association) -> None:
        request = written(dso_a)
        form = visit(client, request).context["write"]
        data = {"ticket": form.initial["ticket"], "psat": "1", "text": "Ještě dodávám."}
        assert client.post(address(request), data, **HOST).status_code == 302
        assert client.post(address(request), data, **HOST).status_code == 302
        assert request.messages.count() == 1
        [letter] = OutboxMessage.objects.filter(event__contains="citizen_wrote")
        assert letter.recipient == "centrum@example.org"
        assert "dodávám" not in letter.text + letter.subject
        assert "Nováková" not in letter.text + letter.subject

    @pytest.mark.parametrize(
        ("data", "complaint"),
        [
            ({"text": "  "}, "Něco napište"),
            ({"text": "Viz příloha", "attachments": [upload("viry.exe", b"MZ\x90\x00" * 9)]}, "viry.exe"),
            ({"text": "Viz příloha", "ticket": "forged"}, "ještě jednou"),
        ],
    )
    def test_what_is_refused_keeps_the_text(
        self, client: Client, dso_a: Association, data: dict[str, Any], complaint: str
    ) -> None:
        request = written(dso_a)
        response = send(client, request, **data)
        page = response.content.decode()
        assert response.status_code == 422
        assert complaint in page
        assert data["text"].strip() in page
        assert not request.messages.exists()

    def test_a_form_left_open_too_long_is_asked_for_again_with_its_text(
        self, client: Client, dso_a: Association
    ) -> None:
        request = written(dso_a)
        form = visit(client, request).context["write"]
        with time_machine.travel(timezone.now() + OLDEST + timedelta(minutes=1)):
            data = {"ticket": form.initial["ticket"], "psat": "1", "text": "Psal jsem to přes noc."}
            response = client.post(address(request), data, **HOST)
            assert response.status_code == 422
            assert "Psal jsem to přes noc." in response.content.decode()
            data["ticket"] = response.context["write"].data["ticket"]
            assert client.post(address(request), data, **HOST).status_code == 302

    def test_a_machine_with_the_link_is_stopped(
        self, client: Client, dso_a: Association, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("contact_centre.status.views.PER_ADDRESS", 2)
        request = written(dso_a)
        assert PER_ADDRESS > 2
        codes = [send(client, request, text=f"Zpráva {n}").status_code for n in range(3)]
        assert codes == [302, 302, 429]


class TestLinkThatEnded:
    @pytest.fixture
    def later(self, dso_a: Association) -> Any:
        """A request whose link has ended by now."""
        request = written(dso_a)
        assert request.status_until is not None
        with time_machine.travel(request.status_until + timedelta(minutes=1), tick=False) as clock:
            OutboxMessage.objects.all().delete()
            yield request, clock

    @pytest.mark.spec("R3")
    def test_it_says_so_and_mails_a_new_one_to_the_known_address_only(self, client: Client, later: Any) -> None:
        request, _clock = later
        response = visit(client, request)
        assert response.status_code == 410
        for hidden in (request.reference, "lampa", EMAIL):
            assert hidden not in response.content.decode()
        old = address(request)
        client.post(old, **HOST)
        [letter] = OutboxMessage.objects.all()
        assert letter.recipient == EMAIL
        request.refresh_from_db()
        assert address(request) in letter.text
        assert address(request) != old
        assert client.get(old, **HOST).status_code == 410
        assert request.reference in page_of(client, request)

    def test_at_most_once_an_hour_also_by_a_link_that_was_replaced(self, client: Client, later: Any) -> None:
        request, clock = later
        old = address(request)
        client.post(old, **HOST)
        client.post(old, **HOST)
        assert OutboxMessage.objects.count() == 1
        request.refresh_from_db()
        newer = request.status_token
        clock.shift(timedelta(hours=1, minutes=1))
        client.post(old, **HOST)
        assert OutboxMessage.objects.count() == 2
        request.refresh_from_db()
        assert request.status_token == newer, "who has an old link can't take the good one away"

    def test_the_answer_is_the_same_without_an_address(self, client: Client, later: Any) -> None:
        request, _clock = later
        responses = []
        for known in (True, False):
            if not known:
                CitizenRequest.objects.filter(pk=request.pk).update(email="")
            response = client.post(address(request), **HOST)
            after = client.get(response["Location"], **HOST)
            responses.append((response.status_code, after.status_code, after.content.decode().count("hodinu")))
        assert responses[0] == responses[1]


class TestHandedOver:
    def test_the_municipality_and_its_day_are_named(self, client: Client, dso_a: Association) -> None:
        request = written(dso_a)
        resolved(request)
        CitizenRequest.objects.filter(pk=request.pk).update(status="handed_over")
        day = timezone.localdate() + timedelta(days=14)
        HandOver.objects.create(
            request=request, body="Obec Horní", email="o@example.org", reason="x", data_ground="none", answer_by=day
        )
        page = page_of(client, request)
        assert "Obec Horní" in page
        assert f"{day.day}. {day.month}. {day.year}" in page
        assert 'name="psat"' in page
        assert 'name="otevrit"' in page
