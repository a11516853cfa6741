"""The directory's own JSON: what it holds, whose it is, and how a copy is kept up to date."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from portal.tenancy.models import Association, Membership, Municipality
from services_directory.actions import publish_service, record_verification, unpublish_service
from services_directory.enums import BarrierFree, Scope
from services_directory.hours import PRAGUE
from services_directory.models import RemovedService, Service, ServiceContact, ServicePart
from services_directory.moving import move_service

from ..factories import ServiceFactory, kind, make_many, make_service, members

ROOT = "/api/v1/services/"


def names(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{ROOT}{query}")
    assert answer.status_code == 200, answer.content
    return [item["name"] for item in answer.json()["items"]]


def crawl(client: Client, address: str) -> list[dict[str, Any]]:
    """The items of every page from `address` on."""
    items: list[dict[str, Any]] = []
    while address:
        page = client.get(address).json()
        items += page["items"]
        parts = urlsplit(page["next"] or "")
        address = f"{parts.path}?{parts.query}" if page["next"] else ""
    return items


@pytest.mark.spec("O4")
def test_a_service_comes_with_its_public_facts(association: Association, api: Client) -> None:
    service = make_service(
        association,
        name="Základní škola",
        kind="primary_school",
        operator_name="Město Hořice",
        operator_ico="00271560",
        street="Husova",
        house_number="11",
        psc="50801",
        latitude=50.366,
        longitude=15.632,
        scope=Scope.MUNICIPALITIES,
        served=members(association),
        barrier_free=BarrierFree.PARTIAL,
        opening_hours="Mo-Fr 08:00-12:00; PH off",
    )
    service.parts.add(ServicePart(kind=kind("school_canteen"), name="Jídelna"))
    publish_service(service=service)
    found = api.get(f"{ROOT}{service.uid}").json()
    assert found["url"] == f"http://horni.localhost/sluzby/{service.slug}/"
    assert found["state"] == "published"
    assert found["association"]["slug"] == "horni"
    assert found["kind"] == {"code": "primary_school", "name": "Základní škola", "field": "education"}
    assert found["parts"] == [
        {
            "kind": {"code": "school_canteen", "name": "Školní jídelna", "field": "education"},
            "name": "Jídelna",
            "note": "",
        }
    ]
    assert found["operator"] == {"name": "Město Hořice", "ico": "00271560"}
    assert [place["name"] for place in found["served"]] == ["Hořice", "Žernov"]
    assert found["municipality"]["iri"] == f"https://linked.cuzk.cz/resource/ruian/obec/{service.municipality_id}"
    assert found["address"]["street"] == "Husova"
    assert found["position"] == {"latitude": 50.366, "longitude": 15.632}
    assert found["contacts"] == [{"kind": "phone", "value": "+420491000101", "label": ""}]
    assert found["opening_hours"] == {"osm": "Mo-Fr 08:00-12:00; PH off", "note": ""}
    assert found["accessibility"]["barrier_free"] == "partial"
    assert found["accessibility"]["lift"] == "unknown"
    assert found["verified_on"] is None
    assert found["licence"]["name"] == "CC BY 4.0"


@pytest.mark.spec("D2", "O4")
@pytest.mark.parametrize(
    "address",
    [
        ROOT,
        "/api/v1/services/{uid}",
        "/api/v1/services.csv",
        "/api/v1/services.geojson",
        "/api/v1/hsds/services?full=true",
        "/api/v1/hsds/services/{uid}",
        "/api/v1/hsds/service_at_locations",
    ],
)
def test_nothing_internal_leaves_the_portal(association: Association, api: Client, address: str) -> None:
    service = make_service(association, name="Škola", internal_note="tajemství poznámky", source_id="ext-tajny")
    service.contacts.add(
        ServiceContact(kind="phone", value="+420491000199", label="tajemství ředitelky", is_internal=True),
        ServiceContact(kind="email", value="tajemstvi@example.org", is_internal=True),
    )
    publish_service(service=service)
    ServiceFactory.create(association=association, name="Koncept tajemství")
    answer = api.get(address.format(uid=service.uid))
    text = (answer.getvalue() if answer.streaming else answer.content).decode()
    assert answer.status_code == 200
    assert "Škola" in text
    for secret in ("tajemství", "tajemstvi", "491000199", "tajny"):
        assert secret not in text


@pytest.mark.spec("O4", "D2")
def test_drafts_are_nowhere(association: Association, api: Client) -> None:
    draft = ServiceFactory.create(association=association, name="Koncept")
    assert names(api) == []
    assert names(api, "?q=koncept") == []
    for address in (f"{ROOT}{draft.uid}", f"/api/v1/hsds/services/{draft.uid}"):
        assert api.get(address).status_code == 404
    assert api.get("/api/v1/hsds/organizations").json()["empty"] is True


@pytest.mark.spec("O4")
def test_a_closed_service_stays_and_says_so(association: Association, api: Client) -> None:
    successor = make_service(association, name="Nová")
    yesterday = timezone.localdate() - timedelta(days=1)
    closed = make_service(association, name="Stará", closed_on=yesterday, successor=successor)
    make_service(association, name="Skončí", closed_on=timezone.localdate() + timedelta(days=9))
    found = api.get(f"{ROOT}{closed.uid}").json()
    assert (found["state"], found["closed_on"]) == ("closed", yesterday.isoformat())
    assert found["successor"] == str(successor.uid)
    assert names(api, "?state=closed") == ["Stará"]
    assert names(api, "?state=published") == ["Nová", "Skončí"]
    assert api.get(f"/api/v1/hsds/services/{closed.uid}").json()["status"] == "defunct"


@pytest.mark.spec("O4")
def test_filters_combine(association: Association, api: Client) -> None:
    here, there = members(association)
    make_service(association, name="Knihovna Hořice", municipality=here, barrier_free="yes", lift="yes")
    make_service(association, name="Knihovna Žernov", municipality=there, barrier_free="yes")
    make_service(association, name="Škola pro oba", kind="primary_school", municipality=there, served=[here, there])
    assert names(api, f"?municipality={here.code}") == ["Knihovna Hořice", "Škola pro oba"]
    assert names(api, "?kind=education") == ["Škola pro oba"]
    assert names(api, "?kind=public_library&access=barrier_free") == ["Knihovna Hořice", "Knihovna Žernov"]
    assert names(api, "?access=barrier_free&access=lift") == ["Knihovna Hořice"]
    assert names(api, "?q=knihonva") == names(api, "?q=knihoven") == ["Knihovna Hořice", "Knihovna Žernov"]
    assert names(api, f"?q=knihoven&municipality={there.code}") == ["Knihovna Žernov"]
    assert names(api, "?kind=no_such_kind") == []
    assert names(api, "?municipality=000000") == []


@pytest.mark.spec("O4", "D7")
def test_what_is_open_now_is_found_and_kept_for_a_minute_only(association: Association, api: Client) -> None:
    make_service(association, name="Ranní", opening_hours="Mo-Fr 08:00-12:00; PH off")
    make_service(association, name="Večerní", opening_hours="Mo-Fr 18:00-20:00")
    make_service(association, name="Neznámá")
    for moment, open_ones in (
        ("2026-11-23 09:00+01:00", ["Ranní"]),
        ("2026-11-23 19:00+01:00", ["Večerní"]),
        ("2026-11-23 15:00+01:00", []),
    ):
        with travel(moment):
            assert names(api, "?open_now=true") == open_ones
    answer = api.get(f"{ROOT}?open_now=true")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Last-Modified" not in answer.headers
    assert len(names(api, "?open_now=false")) == 3


@pytest.mark.spec("O4", "D3")
def test_a_municipality_is_served_by_its_own_association_only(
    association: Association, neighbour: Association, api: Client, union_api: Client
) -> None:
    here, there = members(association)
    make_service(association, name="Pro svazek", municipality=there, scope=Scope.ASSOCIATION)
    make_service(association, name="Jmenovitě", municipality=there, scope=Scope.ASSOCIATION, served=[there])
    make_service(neighbour, name="Pro sousední svazek", scope=Scope.ASSOCIATION)
    make_service(neighbour, name="Sousedů jmenovitě", scope=Scope.MUNICIPALITIES, served=[here])
    make_service(neighbour, name="Pro kraj", scope=Scope.REGION)
    assert names(api, f"?municipality={here.code}") == ["Pro svazek"]
    assert names(union_api, f"?municipality={here.code}") == ["Pro svazek", "Sousedů jmenovitě", "Pro kraj"]
    Municipality.objects.exclude(pk=here.pk).update(region_code="CZ010")
    assert names(union_api, f"?municipality={here.code}") == ["Pro svazek", "Sousedů jmenovitě"]


@pytest.mark.spec("O4")
def test_pages_hold_while_services_change(association: Association, api: Client) -> None:
    make_many(association, 7)
    first = api.get(f"{ROOT}?limit=3").json()
    assert first["total"] == 7
    moved = Service.objects.get(uid=first["items"][0]["uid"])
    moved.subject = "Změněno"
    publish_service(service=moved)
    unpublish_service(service=Service.objects.get(uid=first["items"][1]["uid"]))
    rest = crawl(api, first["next"].removeprefix("http://horni.localhost"))
    seen = [item["uid"] for item in first["items"] + rest]
    assert set(seen) >= {str(uid) for uid in Service.objects.published().values_list("uid", flat=True)}
    assert seen.count(str(moved.uid)) == 2
    assert rest[-1]["subject"] == "Změněno"


@pytest.mark.spec("O4")
def test_a_copy_asks_only_for_what_has_changed(association: Association, api: Client) -> None:
    first, second, third = (timezone.now().replace(microsecond=0) + timedelta(days=days) for days in (1, 2, 3))

    def since(moment: datetime) -> list[str]:
        return names(api, f"?changed_since={moment.isoformat().replace('+', '%2B')}")

    with travel(first, tick=False):
        make_service(association, name="Stará")
    with travel(second, tick=False):
        changed = make_service(association, name="Změněná")
    assert since(first) == ["Stará", "Změněná"]
    assert since(second) == since(second.astimezone(PRAGUE)) == ["Změněná"]
    assert since(second + timedelta(seconds=1)) == []
    with travel(third, tick=False):
        record_verification(method="phone", service=changed)
    assert since(third) == ["Změněná"]


@pytest.mark.spec("O4")
def test_what_is_taken_off_the_site_is_listed_as_deleted(association: Association, api: Client) -> None:
    unpublished, deleted, kept = (make_service(association, name=name) for name in ("Stažená", "Smazaná", "Zůstává"))
    uids = {str(unpublished.uid), str(deleted.uid)}
    unpublish_service(service=unpublished)
    deleted.delete()
    ServiceFactory.create(association=association, name="Koncept").delete()
    gone = crawl(api, f"{ROOT}deleted/?limit=1")
    assert {item["uid"] for item in gone} == uids
    assert gone[0]["association"] == "horni"
    assert names(api) == ["Zůstává"]
    assert api.get(f"{ROOT}{unpublished.uid}").status_code == 404
    since = (timezone.now() + timedelta(seconds=1)).isoformat().replace("+", "%2B")
    assert crawl(api, f"{ROOT}deleted/?since={since}") == []
    publish_service(service=Service.objects.get(pk=unpublished.pk))
    assert [item["uid"] for item in crawl(api, f"{ROOT}deleted/")] == [str(deleted.uid)]
    assert kept.live


@pytest.mark.spec("O4")
def test_what_moves_to_another_association_is_gone_here_and_stays_there(
    association: Association,
    neighbour: Association,
    api: Client,
    neighbours_api: Client,
    union_api: Client,
    union_admin: Any,
) -> None:
    service = make_service(association, name="Odchází")
    before = api.get(ROOT).headers["ETag"]
    Membership.objects.create(association=neighbour, municipality=service.municipality, joined_on=date(2020, 1, 1))
    move_service(service=service, association=neighbour, user=union_admin)
    assert [item["uid"] for item in crawl(api, f"{ROOT}deleted/")] == [str(service.uid)]
    assert crawl(neighbours_api, f"{ROOT}deleted/") == crawl(union_api, f"{ROOT}deleted/") == []
    assert (names(api), names(neighbours_api)) == ([], ["Odchází"])
    assert api.get(ROOT).headers["ETag"] != before


ADDRESSES = (
    ROOT,
    f"{ROOT}deleted/",
    f"{ROOT}?q=tajna",
    f"{ROOT}?kind=public_library",
    f"{ROOT}?association=dolni",
    "/api/v1/services.csv",
    "/api/v1/services.geojson",
    "/api/v1/services.csv?association=dolni",
    "/api/v1/associations/",
    "/api/v1/municipalities/",
    "/api/v1/municipalities/?association=dolni",
    "/api/v1/hsds/services",
    "/api/v1/hsds/services?full=true",
    "/api/v1/hsds/services?minimal=true",
    "/api/v1/hsds/services?search=tajna",
    "/api/v1/hsds/organizations",
    "/api/v1/hsds/service_at_locations",
)


@pytest.mark.spec("O3", "O4")
@pytest.mark.parametrize("address", ADDRESSES)
def test_another_associations_data_are_out_of_reach(
    association: Association, neighbour: Association, api: Client, union_api: Client, address: str
) -> None:
    foreign = make_service(neighbour, name="Tajná knihovna", operator_name="Tajný provozovatel")
    gone = uuid4()
    RemovedService.objects.create(site=neighbour.site, uid=gone)
    marks = [str(foreign.uid), str(gone), "Tajn", "Cerekvice", "dolni"]

    def text(client: Client) -> str:
        answer = client.get(address)
        assert answer.status_code == 200
        body: str = (answer.getvalue() if answer.streaming else answer.content).decode()
        return body

    shown = text(api).replace("association=dolni", "")
    assert [mark for mark in marks if mark in shown] == []
    # On the Union's site the same address shows them: the marks are the right ones.
    assert any(mark in text(union_api) for mark in marks)


@pytest.mark.spec("O3", "O4")
def test_another_associations_single_objects_are_out_of_reach(
    neighbour: Association, api: Client, neighbours_api: Client, union_api: Client
) -> None:
    foreign = make_service(neighbour, operator_name="Spolek bez IČO")
    other = make_service(neighbour, operator_name="Obec", operator_ico="00194972")
    place = neighbours_api.get("/api/v1/hsds/service_at_locations").json()["contents"][0]["id"]
    bodies = [each["id"] for each in neighbours_api.get("/api/v1/hsds/organizations").json()["contents"]]
    assert len(bodies) == 2
    for address in (
        f"{ROOT}{foreign.uid}",
        f"/api/v1/hsds/services/{other.uid}",
        f"/api/v1/hsds/service_at_locations/{place}",
        *(f"/api/v1/hsds/organizations/{body}" for body in bodies),
    ):
        assert api.get(address).status_code == 404
        assert neighbours_api.get(address).status_code == union_api.get(address).status_code == 200
    for body in bodies:
        assert api.get(f"/api/v1/hsds/services?organization_id={body}").json()["total_items"] == 0
        assert union_api.get(f"/api/v1/hsds/services?organization_id={body}").json()["total_items"] == 1


@pytest.mark.spec("O4")
def test_the_unions_site_answers_for_all(association: Association, neighbour: Association, union_api: Client) -> None:
    make_service(association, name="Horní knihovna")
    make_service(neighbour, name="Dolní knihovna")
    items = union_api.get(ROOT).json()["items"]
    assert {item["name"]: item["association"]["slug"] for item in items} == {
        "Horní knihovna": "horni",
        "Dolní knihovna": "dolni",
    }
    assert items[1]["url"].startswith("http://dolni.localhost/sluzby/")
    assert names(union_api, "?association=dolni") == ["Dolní knihovna"]
    assert names(union_api, "?q=knihovna") == ["Horní knihovna", "Dolní knihovna"]
    slugs = [item["slug"] for item in union_api.get("/api/v1/associations/").json()["items"]]
    assert slugs == ["dolni", "horni"]


@pytest.mark.spec("O4")
def test_queries_do_not_grow_with_the_services(
    association: Association, api: Client, assert_same_queries: Callable[..., int]
) -> None:
    make_many(association, 3)

    def read(address: str) -> None:
        answer = api.get(address)
        assert answer.getvalue() if answer.streaming else answer.content

    addresses = [
        f"{ROOT}?limit=100",
        f"{ROOT}?limit=100&q=sluzba",
        f"{ROOT}?limit=100&open_now=true",
        "/api/v1/services.csv",
        "/api/v1/services.geojson",
        "/api/v1/municipalities/",
        "/api/v1/hsds/services?per_page=100",
        "/api/v1/hsds/services?per_page=100&full=true",
        "/api/v1/hsds/organizations",
        "/api/v1/hsds/service_at_locations?per_page=100",
    ]
    reading = {address: partial(read, address) for address in addresses}
    assert_same_queries(reading, lambda: make_many(association, 297, start=3), at_most=15)
