"""schema.org on a service's page."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from time_machine import travel

from portal.tenancy.models import Association
from services_directory.actions import publish_service, record_verification
from services_directory.api.types import BY_FIELD, BY_KIND, types_of
from services_directory.detail import addressable_service, service_context
from services_directory.enums import BarrierFree, Scope
from services_directory.models import Service, ServiceContact, ServiceKind
from services_directory.sections import directory_page

from ..factories import kind, make_service, members

pytestmark = pytest.mark.only_on("sqlite")

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def graph_on(client: Client, service: Service, prefix: str = "/sluzby/") -> dict[str, Any]:
    """The place and the page told of on the page of `service`."""
    html = client.get(f"{prefix}{service.slug}/").content.decode()
    blocks = BLOCK.findall(html)
    assert len(blocks) == 1
    data = json.loads(blocks[0])
    assert data["@context"] == "https://schema.org"
    place, page = data["@graph"]
    return {"place": place, "page": page}


@pytest.fixture
def library(association: Association) -> Service:
    service = make_service(
        association,
        name="Knihovna & spol. </script><b>",
        operator_name="Město Hořice",
        operator_ico="00271560",
        street="Husova",
        house_number="11",
        psc="50801",
        latitude=50.366,
        longitude=15.632,
        subject="Půjčování knih.",
        scope=Scope.MUNICIPALITY,
        barrier_free=BarrierFree.YES,
        lift="no",
        opening_hours='Mo-Fr 08:00-12:00,13:00-17:00; PH off; 2026 Dec 14-2026 Dec 18 off "inventura"',
    )
    service.contacts.add(
        ServiceContact(kind="email", value="knihovna@example.org"),
        ServiceContact(kind="web", value="https://knihovna.example.org/"),
        ServiceContact(kind="phone", value="+420491000199", label="ředitelka", is_internal=True),
    )
    publish_service(service=service)
    return service


@pytest.mark.spec("O5")
@travel("2026-11-23 10:00+01:00")
def test_the_page_tells_programs_what_it_tells_people(library: Service, site_client: Client) -> None:
    record_verification(method="phone", service=library, on=date(2026, 11, 3))
    place, page = graph_on(site_client, library).values()
    assert place["@type"] == "Library"
    assert place["@id"] == f"http://horni.localhost/sluzby/id/{library.uid}/"
    assert place["url"] == f"http://horni.localhost/sluzby/{library.slug}/"
    assert place["name"] == "Knihovna & spol. </script><b>"
    assert place["telephone"] == "+420491000101"
    assert place["email"] == "knihovna@example.org"
    assert place["sameAs"] == "https://knihovna.example.org/"
    assert place["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Husova 11",
        "postalCode": "50801",
        "addressLocality": "Hořice",
        "addressRegion": "Královéhradecký kraj",
        "addressCountry": "CZ",
    }
    assert (place["geo"]["latitude"], place["geo"]["longitude"]) == (50.366, 15.632)
    assert [area["name"] for area in place["areaServed"]] == ["Hořice"]
    assert place["parentOrganization"]["identifier"]["value"] == "00271560"
    assert page["mainEntity"] == {"@id": place["@id"]}
    assert page["lastReviewed"] == "2026-11-03"
    assert page["dateModified"].startswith("2026-11-23T10:00:00")
    steps = page["breadcrumb"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert steps[1]["item"] == "http://horni.localhost/sluzby/"


@pytest.mark.spec("O5")
@travel("2026-11-23 10:00+01:00")
def test_hours_come_with_their_exceptions_and_holidays(library: Service, site_client: Client) -> None:
    hours = graph_on(site_client, library)["place"]["openingHoursSpecification"]
    weekly = [each for each in hours if "dayOfWeek" in each]
    assert {(each["opens"], each["closes"]) for each in weekly} == {("08:00", "12:00"), ("13:00", "17:00")}
    assert weekly[0]["dayOfWeek"] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    closed = {each["validFrom"]: each for each in hours if each.get("opens") == each.get("closes") == "00:00"}
    assert closed["2026-12-14"]["validThrough"] == "2026-12-18"
    assert closed["2026-12-14"]["name"] == "inventura"
    assert {"2026-12-24", "2026-12-25", "2027-01-01", "2027-03-26"} <= closed.keys()


@pytest.mark.spec("O5", "D8")
def test_facts_nobody_knows_are_left_out(library: Service, association: Association, site_client: Client) -> None:
    amenities = graph_on(site_client, library)["place"]["amenityFeature"]
    assert {each["name"]: each["value"] for each in amenities} == {"bezbariérový přístup": True, "výtah": False}
    bare = make_service(association, name="Bez údajů", operator_name="Obec")
    place, page = graph_on(site_client, bare).values()
    assert not {"amenityFeature", "geo", "openingHoursSpecification", "email", "sameAs", "image"} & place.keys()
    assert "lastReviewed" not in page


@pytest.mark.spec("O5", "D2")
def test_nothing_internal_stands_in_it(library: Service, site_client: Client) -> None:
    library.internal_note = "tajná poznámka"
    publish_service(service=library)
    text = json.dumps(graph_on(site_client, library), ensure_ascii=False)
    assert "491000199" not in text
    assert "tajná" not in text


@pytest.mark.spec("O5")
def test_no_text_can_end_the_block(library: Service, site_client: Client) -> None:
    html = site_client.get(f"/sluzby/{library.slug}/").content.decode()
    block = html[html.index("ld+json") :]
    assert block.index("</script>") > block.index("BreadcrumbList")
    assert "\\u003C/script\\u003E" in block


@pytest.mark.spec("O5")
def test_the_identifier_is_the_same_in_every_language(library: Service, site_client: Client) -> None:
    czech = graph_on(site_client, library)
    english = graph_on(site_client, library, "/en/services/")
    assert english["place"]["@id"] == czech["place"]["@id"]
    assert english["place"]["url"] != czech["place"]["url"]
    assert (czech["page"]["inLanguage"], english["page"]["inLanguage"]) == ("cs", "en")
    assert english["page"]["breadcrumb"]["itemListElement"][1]["item"] == "http://horni.localhost/en/services/"
    answer = site_client.get(czech["place"]["@id"].removeprefix("http://horni.localhost"))
    assert answer.headers["Location"].endswith(f"/sluzby/{library.slug}/")


@pytest.mark.spec("O5")
def test_municipalities_served_are_named(association: Association, site_client: Client) -> None:
    places = members(association)
    service = make_service(association, scope=Scope.MUNICIPALITIES, served=places)
    area = graph_on(site_client, service)["place"]["areaServed"]
    assert [each["name"] for each in area] == ["Hořice", "Žernov"]


@pytest.mark.spec("O5")
def test_the_page_leads_to_the_same_service_in_the_api(library: Service, site_client: Client) -> None:
    html = site_client.get(f"/sluzby/{library.slug}/").content.decode()
    assert f'<link rel="alternate" type="application/json" href="/api/v1/services/{library.uid}">' in html
    assert site_client.get(f"/api/v1/services/{library.uid}").json()["name"] == library.name


def test_it_costs_no_query(library: Service, association: Association, queries: Any) -> None:
    request = RequestFactory(SERVER_NAME="horni.localhost").get(f"/sluzby/{library.slug}/")
    found = addressable_service(association.site, library.slug)
    assert found is not None
    page = directory_page(association.site)
    context = Context({**service_context(found), "request": request, "page": page})
    template = Template('{% include "services_directory/components/json_ld.html" %}')
    template.render(context)
    assert queries(lambda: template.render(context)) == []


@pytest.mark.spec("O5")
@pytest.mark.django_db
def test_every_kind_of_the_code_list_has_a_type() -> None:
    kind("public_library")
    codes = set(ServiceKind.objects.values_list("code", flat=True))
    assert codes >= BY_KIND.keys() | BY_FIELD.keys()
    known = ServiceKind(code="zoo", parent=ServiceKind.objects.get(code="culture"))
    assert types_of(known) == ("CivicStructure", "Organization")
    assert types_of(kind("gp")) == ("Physician",)
