"""GeoReport v2, what everybody may read: services, their definitions, requests; formats, languages, errors."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from contact_centre.enums import HeldBecause, RequestStatus
from contact_centre.models import CitizenRequest, RequestCategory
from contact_centre.open311 import parameters, published
from portal.tenancy.models import Association, Municipality

from ..factories import make_request

Call = Callable[..., Any]
pytestmark = pytest.mark.django_db


def category(code: str = "street_lighting") -> RequestCategory:
    return RequestCategory.objects.get(code=code)


def xml(response: Any) -> ElementTree.Element:
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return ElementTree.fromstring(response.content)


def numbers(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["service_request_id"] for row in response.json()]


def test_discovery_leads_to_the_interface(get: Call, dso_a: Association) -> None:
    found = get("discovery.json").json()
    (endpoint,) = found["endpoints"]
    assert endpoint["url"] == f"{dso_a.site.root_url}/open311/v2"
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["type"] == "production"
    assert found["changeset"] == endpoint["changeset"]
    root = xml(get("discovery.xml"))
    assert [each.text for each in root.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]
    assert get("").content == get("discovery").content


def test_services_are_the_categories_of_today(get: Call) -> None:
    category("noise_order").delete()
    RequestCategory.objects.filter(code="greenery").update(retired_on=timezone.localdate())
    rows = get("services.json").json()
    assert [row["service_code"] for row in rows][:3] == ["waste", "street_lighting", "roads"]
    assert rows[1] | {"description": ""} == {
        "service_code": "street_lighting",
        "service_name": "Veřejné osvětlení",
        "description": "",
        "metadata": True,
        "type": "realtime",
        "keywords": "Street lighting",
        "group": rows[0]["group"],
    }
    assert [each.text for each in xml(get("services.xml")).findall("service/metadata")] == ["true"] * len(rows)


def test_a_service_asks_for_one_of_the_members(get: Call, members: list[Municipality]) -> None:
    definition = get("services/waste.json").json()
    assert definition["service_code"] == "waste"
    municipality, kind = definition["attributes"]
    assert (municipality["code"], municipality["datatype"]) == ("municipality", "singlevaluelist")
    assert (municipality["variable"], municipality["required"], municipality["order"]) == (True, True, 1)
    assert municipality["values"] == [{"key": each.code, "name": each.name} for each in members]
    assert (kind["required"], kind["order"]) == (False, 2)
    root = xml(get("services/waste.xml"))
    assert root.tag == "service_definition"
    assert root.findtext("attributes/attribute/values/value/key") == members[0].code


@pytest.mark.parametrize(
    ("address", "headers", "is_xml", "name"),
    [
        ("services", {}, True, "Veřejné osvětlení"),
        ("services", {"accept": "application/json"}, False, "Veřejné osvětlení"),
        ("services", {"accept": "text/html,application/xml;q=0.9"}, True, "Veřejné osvětlení"),
        ("services.json", {"accept": "text/xml", "accept-language": "en-GB,en;q=0.8"}, False, "Street lighting"),
        ("services.xml?locale=en", {"accept-language": "cs"}, True, "Street lighting"),
        ("services.json?locale=nonsense", {"accept-language": "!"}, False, "Veřejné osvětlení"),
    ],
)
def test_format_and_language_are_the_clients_choice(
    get: Call, address: str, headers: dict[str, str], is_xml: bool, name: str
) -> None:
    response = get(address, headers)
    assert response.headers["Content-Type"] == ("text/xml" if is_xml else "application/json") + "; charset=utf-8"
    assert name in response.content.decode()
    assert response.headers["Vary"].removesuffix(", Accept-Encoding") == "Accept, Accept-Language"


@pytest.mark.parametrize(
    ("address", "values", "status", "word"),
    [
        ("services", {"jurisdiction_id": "dolni"}, 404, "jurisdiction_id"),
        ("services/nothing", {}, 404, "service_code"),
        ("requests/XX-2026-00001", {}, 404, "service_request_id"),
        ("tokens/abc", {}, 404, "token"),
        ("nowhere/at/all", {}, 404, ""),
        ("requests", {"status": "open,sleeping"}, 400, "status"),
        ("requests", {"start_date": "yesterday"}, 400, "start_date"),
        ("requests", {"start_date": "2026-01-01T00:00:00"}, 400, "start_date"),
        ("requests", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"}, 400, "90"),
        ("requests", {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-02T00:00:00Z"}, 400, "start_date"),
        ("requests", {"start_date": "9999-12-30T00:00:00Z"}, 400, "start_date"),
        ("requests", {"page": "0"}, 400, "page"),
        ("requests", {"page_size": "1001"}, 400, "page_size"),
        ("requests", {"api_key": "stolen"}, 403, "api_key"),
    ],
)
def test_what_can_not_be_answered_says_why_in_the_standards_shape(
    get: Call, address: str, values: dict[str, str], status: int, word: str
) -> None:
    as_json, as_xml = get(f"{address}.json", **values), get(f"{address}.xml", **values)
    (error,) = as_json.json()
    assert (as_json.status_code, error["code"]) == (status, status)
    assert word in error["description"]
    root = xml(as_xml)
    assert (as_xml.status_code, root.tag, root.findtext("error/code")) == (status, "errors", str(status))


def test_the_unions_site_has_no_interface_of_its_own(client: Client, union: Any) -> None:
    response = client.get("/open311/v2/services.json", headers={"host": "localhost"})
    assert (response.status_code, response.json()[0]["code"]) == (404, 404)


def test_another_method_is_refused_in_the_same_shape(client: Client, dso_a: Association) -> None:
    response = client.post("/open311/v2/services.json", headers={"host": "horni.localhost"})
    assert (response.status_code, response.json()[0]["code"]) == (405, 405)
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_requests_are_listed_newest_first_with_state_and_days(get: Call, dso_a: Association) -> None:
    day = timezone.now()
    old, new = (make_request(dso_a, category=category(), received_at=day - timedelta(days=ago)) for ago in (40, 2))
    assert numbers(get("requests.json")) == [new.reference, old.reference]
    (row,) = get(f"requests/{new.reference}.json").json()
    assert list(row) == [
        "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
        "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
        "address", "address_id", "zipcode", "lat", "long", "media_url",
    ]  # fmt: skip
    assert (row["status"], row["service_code"], row["status_notes"]) == ("open", "street_lighting", "Zaevidováno")
    assert row["requested_datetime"] == timezone.localtime(new.received_at).isoformat(timespec="seconds")
    assert row["expected_datetime"].startswith(f"{new.due_on}T23:59:59+0")
    assert row["address"] == new.municipality.name
    root = xml(get(f"requests/{new.reference}.xml"))
    assert root.findtext("request/service_request_id") == new.reference
    assert root.findtext("request/description") == ""


def test_filters_and_pages(get: Call, dso_a: Association) -> None:
    now = timezone.now()
    days = [1, 10, 50, 100, 189]
    made = [make_request(dso_a, category=category(), received_at=now - timedelta(days=ago)) for ago in days]
    other = make_request(dso_a, received_at=now)
    CitizenRequest.objects.filter(pk=made[1].pk).update(
        status=RequestStatus.DECLINED, closed_at=now, mayor_not_informed_because="zkouška"
    )
    assert numbers(get("requests.json")) == [other.reference, *(each.reference for each in made[:3])]
    assert numbers(get("requests.json", status="closed")) == [made[1].reference]
    assert numbers(get("requests.json", service_code="street_lighting,waste", status="open")) == [
        made[0].reference,
        made[2].reference,
    ]
    # A request without a category is published under one, and found under it.
    assert numbers(get("requests.json", service_code="other")) == [other.reference]
    start = (now - timedelta(days=101)).isoformat()
    assert numbers(get("requests.json", start_date=start)) == [each.reference for each in made[2:4]]
    # An app that forgot to encode the plus.
    end = timezone.localtime(now - timedelta(days=100)).isoformat(timespec="seconds").replace("+", " ")
    assert numbers(get("requests.json", end_date=end)) == [each.reference for each in made[3:]]
    asked = f"{made[4].reference},{other.reference}, XX-1"
    assert numbers(get("requests.json", service_request_id=asked, status="closed")) == asked.split(",")[:2]
    first = get("requests.json", page_size=3)
    assert first.headers["Link"].endswith('page_size=3&page=2>; rel="next"')
    second = get("requests.json", page_size=3, page=2)
    assert numbers(second) == [made[2].reference]
    assert "Link" not in second.headers


def test_what_was_put_aside_is_nowhere(get: Call, dso_a: Association) -> None:
    held = make_request(dso_a, held_because=[HeldBecause.TRAP])
    assert numbers(get("requests.json")) == []
    assert numbers(get("requests.json", service_request_id=held.reference)) == []
    assert get(f"requests/{held.reference}.json").status_code == 404


def test_nothing_of_another_association(get: Call, dso_b: Association) -> None:
    foreign = make_request(dso_b)
    assert numbers(get("requests.json")) == []
    assert get(f"requests/{foreign.reference}.json").status_code == 404


def test_any_page_may_read_and_nobody_gets_a_cookie(get: Call, client: Client, manager_a: Any) -> None:
    client.force_login(manager_a)
    client.cookies["django_language"] = "en"
    response = get("services.json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Vary"].removesuffix(", Accept-Encoding") == "Accept, Accept-Language"
    assert "Set-Cookie" not in str(response.headers)
    assert not response.cookies
    preflight = client.options("/open311/v2/requests.json", headers={"host": "horni.localhost"})
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    head = client.head("/open311/v2/services.json", headers={"host": "horni.localhost"})
    assert (head.status_code, head.content) == (200, b"")


def test_one_address_may_ask_only_so_often(get: Call, settings: Any) -> None:
    settings.OPEN_DATA_REQUESTS_PER_MINUTE = 2
    assert [get("services.json").status_code for _ in range(3)] == [200, 200, 429]
    refused = get("services.xml")
    assert (refused.headers["Retry-After"], xml(refused).findtext("error/code")) == ("60", "429")


def test_a_list_takes_as_many_queries_for_many_requests(
    get: Call, dso_a: Association, assert_same_queries: Callable[..., int]
) -> None:
    make_request(dso_a, category=category())

    def grow() -> None:
        for _ in range(20):
            make_request(dso_a, category=category("waste"))

    assert_same_queries(lambda: get("requests.json"), grow, at_most=3)


def test_the_list_walks_an_index(dso_a: Association) -> None:
    now = timezone.now()
    wanted = parameters.Wanted(now - timedelta(days=90), now)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table as small as a test's is quickly read whole and sorted; what is asked is whether it need not be.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = published.query(dso_a, wanted).explain()
    assert "request_listing" in plan
