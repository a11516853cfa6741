"""Subscribers in the admin: the list, one of them, writing down, ending, deleting, taking out (X1, X2)."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from newsletters.enums import ConsentAct, ConsentSource, SubscriberKind, SubscriberState
from newsletters.models import Subscriber
from newsletters.subscribers.desk import unreachable_offices
from newsletters.subscribers.proof import offered_topics
from newsletters.subscribers.provisioning import prepare_subscriptions
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Municipality
from tests.newsletters.subscribers.factories import make_many_subscribers, make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]

INDEX, ADD = reverse("subscribers:index"), reverse("subscribers:add")


@pytest.fixture
def manager(manager_a: Any) -> Client:
    return signed_in(manager_a)


@pytest.fixture
def editor(editor_a: Any) -> Client:
    return signed_in(editor_a)


def signed_in(user: Any) -> Client:
    client = Client(headers={"host": "horni.localhost"})
    client.force_login(user)
    return client


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def url(name: str, subscriber: Subscriber) -> str:
    return reverse(f"subscribers:{name}", args=[subscriber.pk])


class TestList:
    @pytest.mark.spec("X1")
    def test_numbers_stand_above_in_words_and_lead_to_their_part(self, manager: Client, dso_a: Association) -> None:
        place = Municipality.objects.members_of(dso_a)[0]
        make_subscriber(dso_a, "jana@example.cz", municipality=place)
        make_subscriber(dso_a, "petr@example.cz")
        make_subscriber(dso_a, "obec@example.cz", kind=SubscriberKind.OFFICE)
        later = timezone.localdate() + timedelta(days=30)
        make_subscriber(dso_a, "pauza@example.cz", paused_until=later)
        make_subscriber(dso_a, "nefunguje@example.cz", state=SubscriberState.UNREACHABLE)
        make_subscriber(dso_a, "ceka@example.cz", state=SubscriberState.PENDING)
        page = text_of(manager, INDEX)
        assert "Zpravodaj e-mailem dostávají: 2 čtenáři a 1 představitel obce." in page
        for number, words, part in (
            (6, "Všichni", INDEX),
            (3, "Odebírá", "?standing=receives"),
            (1, "Má pauzu", "?standing=paused"),
            (1, "Ještě nepotvrzeno", "?standing=pending"),
            (1, "Adresa nefunguje", "?standing=unreachable"),
        ):
            assert f"<b>{number}</b> {words}" in page
            assert part in page
        for query, found in (
            ("standing=paused", {"pauza"}),
            (f"municipality={place.code}&standing=receives", {"jana"}),
            (f"municipality=none&kind=reader&topics={_topic()}", {"petr", "pauza", "nefunguje", "ceka"}),
            ("q=petr", {"petr"}),
        ):
            rows = manager.get(f"{INDEX}?{query}").context["object_list"]
            assert {row.email.partition("@")[0] for row in rows} == found

    @pytest.mark.spec("U1")
    def test_an_office_mail_does_not_reach_stands_on_the_desk(
        self, manager_a: Any, union_admin: Any, dso_a: Association
    ) -> None:
        assert unreachable_offices(union_admin) is None
        make_subscriber(dso_a, "ctenar@example.cz", state=SubscriberState.UNREACHABLE)
        make_subscriber(dso_a, "obec@example.cz", kind=SubscriberKind.OFFICE, state=SubscriberState.UNREACHABLE)
        said = unreachable_offices(manager_a)
        assert said is not None
        [row] = said.rows
        assert said.text(1) == "Nefunguje adresa 1 představitele obce"
        assert [*signed_in(manager_a).get(said.url).context["object_list"]] == [row]

    def test_queries_do_not_grow(
        self, manager: Client, dso_a: Association, assert_same_queries: Callable[..., int]
    ) -> None:
        make_subscriber(dso_a)
        make_subscriber(dso_a, "dalsi@example.cz", municipality=Municipality.objects.members_of(dso_a)[0])
        assert_same_queries(lambda: manager.get(INDEX), lambda: make_many_subscribers(dso_a, 40))


def _topic() -> int:
    return int(offered_topics().get(code="newsletter").pk)


class TestOne:
    @pytest.mark.spec("X2")
    def test_its_lines_of_proof_are_in_plain_words(self, editor: Client, dso_a: Association) -> None:
        row = make_subscriber(dso_a)
        page = text_of(editor, url("inspect", row))
        for said in (
            "ctenarka@example.cz",
            "Požádáno o odběr",
            "Formulář na webu",
            "Potvrzeno",
            "Souhlas se zněním č. 1",
        ):
            assert said in page
        assert url("end", row) in page
        assert url("erase", row) not in page

    @pytest.mark.spec("X2")
    def test_the_centre_ends_it_by_a_button_only(self, editor: Client, editor_a: Any, dso_a: Association) -> None:
        row = make_subscriber(dso_a)
        assert editor.get(url("end", row)).status_code == 200
        row.refresh_from_db()
        assert row.state == SubscriberState.ACTIVE
        assert editor.post(url("end", row)).status_code == 302
        row.refresh_from_db()
        assert row.state == SubscriberState.UNSUBSCRIBED
        last = row.events.last()
        assert (last.act, last.source, last.by) == (ConsentAct.WITHDRAWN, ConsentSource.STAFF, str(editor_a))
        assert ModelLogEntry.objects.filter(action="newsletters.end_subscription").get().user == editor_a

    @pytest.mark.spec("X2")
    def test_deleting_is_the_managers(self, editor: Client, manager: Client, dso_a: Association) -> None:
        row = make_subscriber(dso_a)
        for answer in (editor.get(url("erase", row)), editor.post(url("erase", row))):
            assert answer.status_code in {302, 403}
        assert manager.get(url("erase", row)).status_code == 200
        row.refresh_from_db()
        assert row.email
        manager.post(url("erase", row))
        row.refresh_from_db()
        assert (row.email, row.erased_at is not None) == ("", True)
        page = text_of(manager, url("inspect", row))
        assert "adresa smazána" in page
        assert url("erase", row) not in page


@pytest.mark.spec("X1")
class TestWritingDown:
    @pytest.fixture(autouse=True)
    def _topics(self, db: None) -> None:
        prepare_subscriptions()

    def test_who_asked_on_paper_still_confirms(self, editor: Client, editor_a: Any, dso_a: Association) -> None:
        assert "až ho člověk potvrdí odkazem" in text_of(editor, ADD)
        data = {"email": "papir@example.cz", "topics": [_topic()], "language": "cs"}
        assert editor.post(ADD, data).status_code == 302
        row = Subscriber.objects.for_association(dso_a).get()
        assert row.state == SubscriberState.PENDING
        [line] = row.events.all()
        assert (line.act, line.source, line.by) == (ConsentAct.ASKED, ConsentSource.STAFF, str(editor_a))
        assert OutboxMessage.objects.get().event.startswith("newsletters.subscriber_confirm:")

    def test_what_is_wrong_is_said_at_its_place(self, editor: Client, dso_a: Association) -> None:
        make_subscriber(dso_a)
        foreign = Municipality.objects.exclude(memberships__association=dso_a).first()
        known = editor.post(ADD, {"email": "ctenarka@example.cz", "topics": [_topic()], "language": "cs"})
        assert "Tato adresa už tu je." in known.content.decode()
        wrong = editor.post(ADD, {"email": "ne", "language": "cs", "municipality": foreign.pk if foreign else ""})
        assert {"email", "topics", "municipality"} == set(wrong.context["form"].errors)
        assert Subscriber.objects.count() == 1


@pytest.mark.spec("X2")
class TestTakingOut:
    @pytest.fixture
    def _rows(self, dso_a: Association) -> None:
        make_subscriber(dso_a, "=cmd@example.cz", municipality=Municipality.objects.members_of(dso_a)[0])
        make_subscriber(dso_a, "jana@example.cz")
        make_subscriber(dso_a, "", state=SubscriberState.UNSUBSCRIBED, erased_at=timezone.now())

    @pytest.mark.usefixtures("_rows")
    def test_the_manager_takes_addresses_out_and_it_is_noted(
        self, manager: Client, manager_a: Any, dso_a: Association
    ) -> None:
        answer = manager.get(f"{INDEX}?export=csv")
        lines = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
        assert [line[0] for line in lines[1:]] == ["jana@example.cz", "'=cmd@example.cz"]
        assert lines[1][1:4] == ["odebírá", "čtenář", "Zpravodaj"]
        sheet = load_workbook(BytesIO(manager.get(f"{INDEX}?export=xlsx").getvalue())).active
        assert sheet is not None
        cell = sheet["A3"]
        assert (cell.value, cell.data_type) == ("=cmd@example.cz", "s")
        noted = ModelLogEntry.objects.filter(action="newsletters.export_subscribers").order_by("pk")
        assert [entry.data["count"] for entry in noted] == [2, 2]
        assert {(entry.user, entry.object_id) for entry in noted} == {(manager_a, str(dso_a.pk))}
        assert "example.cz" not in str([entry.data for entry in noted])

    @pytest.mark.usefixtures("_rows")
    def test_an_editor_sees_no_way_to_it_and_has_none(self, editor: Client) -> None:
        assert "export=csv" not in text_of(editor, INDEX)
        for file_format in ("csv", "xlsx"):
            answer = editor.get(f"{INDEX}?export={file_format}")
            assert answer.status_code in {302, 403}
            assert b"jana@example.cz" not in answer.content
        assert not ModelLogEntry.objects.filter(action="newsletters.export_subscribers").exists()
