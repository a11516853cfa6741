"""Several entries verified at once: those of one provider in one call, or those ticked in a list."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.tenancy.models import Association
from services_directory.models import Service, Verification
from services_directory.verification.phoning import rounds

from ..factories import ServiceFactory
from .queueing import QUEUE, address, client_of, entry, in_days, results

pytestmark = pytest.mark.only_on("postgresql")

TOWN = {"operator_ico": "00271560", "operator_name": "Město Hořice"}


@pytest.fixture
def editor(editor_a: Any) -> Client:
    return client_of(editor_a)


@pytest.fixture
def schools(association: Association) -> list[Service]:
    """Three entries of one provider, two of which are due, and one of another."""
    entry(association, "Knihovna", due=-50)
    last = entry(association, "Třetí škola", due=200, **TOWN)
    return [entry(association, "Škola", due=-3, **TOWN), entry(association, "Školka", due=-2, **TOWN), last]


def tick(client: Client, service: Service, entries: list[Service], **said: Any) -> Any:
    page = address(service, "provider")
    since = client.get(page).context["since"]
    return client.post(page, {"since": since, "entry": [one.pk for one in entries], **said})


@pytest.mark.spec("F2")
def test_one_call_verifies_the_ticked_entries_of_a_provider(schools: list[Service], editor: Client) -> None:
    school, nursery, later = schools
    html = editor.get(address(school)).content.decode()
    assert "Stejný provozovatel má k ověření ještě 1 další záznam" in html
    page = editor.get(address(school, "provider"))
    assert [row["entry"] for row in page.context["rows"]] == [school, nursery]
    assert not any(row["is_chosen"] for row in page.context["rows"])
    answer = tick(editor, school, [school, nursery, later], told_by="paní Nová", on=in_days(-1).isoformat())
    assert answer.status_code == 302
    lines = Verification.objects.order_by("pk")
    assert [(line.uid, line.told_by, line.on) for line in lines] == [
        (school.uid, "paní Nová", in_days(-1)),
        (nursery.uid, "paní Nová", in_days(-1)),
    ]
    assert results(later) == []
    assert "Ověřeny 2 záznamy." in editor.get(reverse(QUEUE)).content.decode()


def test_nothing_ticked_is_asked_again_and_all_can_be_ticked(schools: list[Service], editor: Client) -> None:
    answer = tick(editor, schools[0], [])
    assert answer.status_code == 422
    assert "Zaškrtněte záznamy" in answer.content.decode()
    page = editor.get(f"{address(schools[0], 'provider')}?all=1")
    assert all(row["is_chosen"] for row in page.context["rows"])


def test_an_entry_of_somebody_else_is_left_out(
    schools: list[Service], neighbour: Association, association: Association, editor: Client
) -> None:
    foreign = entry(neighbour, "Cizí škola", **TOWN)
    other = Service.objects.get(name="Knihovna")
    tick(editor, schools[0], [schools[0], foreign, other])
    assert [line.uid for line in Verification.objects.all()] == [schools[0].uid]


def test_either_all_get_their_line_or_none(
    schools: list[Service], editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = rounds.record_verification

    def fail_at_the_second(**details: Any) -> Verification:
        if details["service"].name == "Školka":
            raise RuntimeError
        return record(**details)

    monkeypatch.setattr(rounds, "record_verification", fail_at_the_second)
    with pytest.raises(RuntimeError):
        tick(editor, schools[0], schools[:2])
    assert not Verification.objects.exists()


def bulk_page(services: list[Service]) -> str:
    page = reverse("wagtail_bulk_action", args=["services_directory", "service", "verify"])
    return f"{page}?{'&'.join(f'id={service.pk}' for service in services)}&next={reverse(QUEUE)}"


def note(client: Client, services: list[Service], since: int | None = None, **said: Any) -> Any:
    given = {"method": "visit", "on": in_days(0).isoformat(), "since": rounds.last_line() if since is None else since}
    return client.post(bulk_page(services), {**given, **said}, follow=True)


@pytest.mark.spec("F2")
def test_entries_ticked_in_the_list_get_a_line_each(
    association: Association, neighbour: Association, editor: Client
) -> None:
    first, second = entry(association, "Dávno", due=-90), entry(association, "Včera")
    foreign = entry(neighbour, "Cizí")
    draft = ServiceFactory.create(association=association, name="Návrh")
    html = editor.get(bulk_page([first, second, draft])).content.decode()
    assert "Zapsat ověření" in html
    answer = note(editor, [first, second, foreign, draft], told_by="starosta")
    assert sorted(line.name for line in Verification.objects.all()) == ["Dávno", "Včera"]
    assert {(line.method, line.told_by) for line in Verification.objects.all()} == {("visit", "starosta")}
    html = answer.content.decode()
    assert "Ověřeny 2 služby" in html
    assert "Návrh: Ověřuje se jen zveřejněná služba." in html
    assert "Cizí" not in html


def test_ticked_entries_sent_twice_are_recorded_once(association: Association, editor: Client) -> None:
    service = entry(association, "Dávno", due=-90)
    since = rounds.last_line()
    note(editor, [service], since)
    note(editor, [service], since)
    assert results(service) == ["confirmed"]


def test_a_day_to_come_is_refused_for_all(association: Association, editor: Client) -> None:
    service = entry(association, "Dávno", due=-90)
    note(editor, [service], on=in_days(1).isoformat())
    assert results(service) == []


def test_a_reviewer_of_the_union_verifies_nothing(association: Association, union_reviewer: Any) -> None:
    service = entry(association, "Dávno", due=-90)
    note(client_of(union_reviewer, "localhost"), [service])
    assert results(service) == []
