"""What the directory tells a newsletter: what is new, changed and closed since a moment, or all of it (NWS-1)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portal.tenancy.models import Association
from services_directory.actions import (
    close_service,
    publish_service,
    record_verification,
    service_news,
    unpublish_service,
)
from services_directory.importing.apply import apply_plan
from services_directory.importing.plan import make_plan
from services_directory.importing.records import ContactRecord
from services_directory.models import Service, ServiceContact

from .factories import make_many, make_service, members, record

pytestmark = [pytest.mark.django_db, pytest.mark.spec("NWS-1"), pytest.mark.only_on("sqlite")]


@pytest.fixture
def later() -> Any:
    """Six weeks from now, when the next issue is written."""
    return time_machine.travel(timezone.now() + timedelta(days=42), tick=False)


def told(association: Association, since: datetime) -> dict[str, list[str]]:
    news = service_news(site=association.site, since=since)
    return {what: sorted(entry["name"] for entry in entries) for what, entries in news.items() if entries}


def publish(service: Service, **values: Any) -> None:
    fresh = Service.objects.get(pk=service.pk)
    for name, value in values.items():
        setattr(fresh, name, value)
    publish_service(service=fresh)


def test_the_whole_overview_has_what_the_public_sees_by_field(dso_a: Association, dso_b: Association) -> None:
    make_service(dso_a, name="Základní škola", kind="primary_school", street="Školní", house_number="3")
    make_service(dso_a, name="Ambulance", kind="home_care")
    secret = make_service(dso_a, name="Knihovna", phone="+420491000777")
    secret.contacts = [
        ServiceContact(kind="phone", value="+420491000778", is_internal=True),
        ServiceContact(kind="email", value="kniha@example.org"),
    ]
    publish_service(service=secret)
    unpublish_service(service=make_service(dso_a, name="Stažená"))
    close_service(service=make_service(dso_a, name="Zavřená"))
    make_service(dso_b, name="Cizí")
    news = service_news(site=dso_a.site, since=None)
    assert [entry["name"] for entry in news["all"]] == ["Knihovna", "Ambulance", "Základní škola"]
    school = news["all"][2]
    assert school == {
        "name": "Základní škola",
        "kind": "Základní škola",
        "field": "Školy a vzdělávání",
        "municipality": members(dso_a)[0].name,
        "address": f"Školní 3, 549\xa001 {members(dso_a)[0].name}",
        "phone": "+420491000101",
        "email": "",
        "web": "",
        "url": "/sluzby/zakladni-skola/",
    }
    assert "+420491000778" not in str(news)
    assert not news["new"] + news["changed"] + news["closed"]


@pytest.mark.on_both
def test_new_changed_and_closed_are_told_once_each(dso_a: Association, later: Any) -> None:
    moved = make_service(dso_a, name="Pošta", phone="+420491000201")
    ending = make_service(dso_a, name="Školka v přírodě")
    ended_long_ago = make_service(dso_a, name="Dávno zavřená")
    make_service(dso_a, name="Beze změny")
    close_service(service=ended_long_ago)
    with later:
        since = timezone.now() - timedelta(days=30)
        publish(moved, street="Nová", house_number="5", opening_hours="Mo-Fr 08:00-12:00")
        close_service(service=ending, successor=moved)
        make_service(dso_a, name="Taxi pro seniory")
        news = service_news(site=dso_a.site, since=since)
    assert [entry["name"] for entry in news["new"]] == ["Taxi pro seniory"]
    [change] = news["changed"]
    assert (change["name"], change["topics"]) == ("Pošta", ["address", "hours"])
    assert change["hours"][0] == "Po–Pá: 8:00–12:00"
    [closing] = news["closed"]
    assert closing["name"] == "Školka v přírodě"
    assert closing["successor"] == {"name": "Pošta", "url": "/sluzby/posta/"}
    assert news["all"] == []


def test_what_no_citizen_cares_about_is_no_change(dso_a: Association, later: Any) -> None:
    services = [make_service(dso_a, name=name) for name in ("Ověřená", "S poznámkou", "Koncept", "Tam a zpět")]
    with later:
        since = timezone.now() - timedelta(days=30)
        record_verification(service=services[0], method="phone")
        noted = Service.objects.get(pk=services[1].pk)
        noted.internal_note, noted.latitude, noted.longitude = "volat po obědě", 50.1, 15.9
        noted.contacts = [*noted.contacts.all(), ServiceContact(kind="phone", value="+420491000999", is_internal=True)]
        publish_service(service=noted)
        draft = Service.objects.get(pk=services[2].pk)
        draft.name = "Jen rozepsané"
        draft.save_revision()
        publish(services[3], name="Jinak")
        publish(services[3], name="Tam a zpět")
        assert told(dso_a, since) == {}


def test_a_draft_that_was_never_public_says_nothing_of_the_past(dso_a: Association, manager_a: Any, later: Any) -> None:
    """What somebody wrote before and published now is a change, although the revision is old."""
    service = make_service(dso_a, name="Lékárna")
    draft = Service.objects.get(pk=service.pk)
    draft.hours_note = "v létě jen dopoledne"
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        draft.save_revision(user=manager_a)
    with later:
        since = timezone.now() - timedelta(days=30)
        Service.objects.get(pk=service.pk).latest_revision.publish()
        [change] = service_news(site=dso_a.site, since=since)["changed"]
    assert change["topics"] == ["hours"]


def test_what_an_import_changes_in_an_entry_nobody_ever_edited_is_told(dso_a: Association, later: Any) -> None:
    first = [(n, record(dso_a, n)) for n in range(3)]
    apply_plan(dso_a.site, make_plan(dso_a.site, first))
    with later:
        since = timezone.now() - timedelta(days=30)
        contacts = (ContactRecord("phone", "+420491000555"),)
        again = [(0, replace(first[0][1], contacts=contacts)), *first[1:]]
        apply_plan(dso_a.site, make_plan(dso_a.site, again))
        publish(Service.objects.get(name="Služba 001"), hours_note="po domluvě")
        changed = service_news(site=dso_a.site, since=since)["changed"]
        assert service_news(site=dso_a.site, since=timezone.now() + timedelta(minutes=1))["changed"] == []
    assert {entry["name"]: entry["topics"] for entry in changed} == {
        "Služba 000": ["contacts"],
        "Služba 001": ["hours"],
    }
    assert next(entry for entry in changed if entry["name"] == "Služba 000")["phone"] == "+420491000555"


@pytest.mark.on_both
def test_on_the_day_of_the_last_issue_the_moment_decides(dso_a: Association) -> None:
    now = timezone.localtime().replace(hour=8, minute=0) + timedelta(days=5)
    with time_machine.travel(now, tick=False):
        make_service(dso_a, name="Ráno")
    with time_machine.travel(now + timedelta(hours=4), tick=False):
        make_service(dso_a, name="Odpoledne")
        assert told(dso_a, timezone.now() - timedelta(hours=2)) == {"new": ["Odpoledne"]}
        assert service_news(site=dso_a.site, since=timezone.localdate())["new"][0]["name"] == "Odpoledne"
        assert told(dso_a, timezone.now() - timedelta(days=1)) == {"new": ["Odpoledne", "Ráno"]}


def test_news_take_as_many_queries_for_forty_services_as_for_four(
    dso_a: Association, later: Any, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    def asked(since: datetime | None) -> int:
        service_news(site=dso_a.site, since=since)
        return len(queries(lambda: service_news(site=dso_a.site, since=since)))

    make_many(dso_a, 4)
    with later:
        since = timezone.now() - timedelta(days=30)
        make_service(dso_a)
        Service.objects.update(changed_at=timezone.now())
        counted = {since: asked(since), None: asked(None)}
        make_many(dso_a, 40, start=4)
        Service.objects.update(changed_at=timezone.now())
        assert {since: asked(since), None: asked(None)} == counted
    assert max(counted.values()) <= 16
