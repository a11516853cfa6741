"""The page of a service: its parts, access, photograph and map; what it says when it is closed; where it leads on."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file_webp

from portal.tenancy.models import Association
from services_directory.actions import publish_service
from services_directory.detail import access_label
from services_directory.enums import ACCESS_FACTS
from services_directory.models import FormerAddress, Service, ServiceContact, ServicePart

from .factories import ServiceFactory, kind, make_many, make_service, members

pytestmark = pytest.mark.only_on("sqlite")

HOURS = "Mo-Fr 08:00-12:00,13:00-16:30; PH off"


def main(client: Client, service: Service) -> str:
    answer = client.get(f"/sluzby/{service.slug}/")
    assert answer.status_code == 200
    html: str = answer.content.decode().replace("\u00a0", " ")
    return html[html.index("<main") : html.index("</main>")]


def whole_service(association: Association) -> Service:
    """A service with everything a page can show."""
    horice, zernov = members(association)
    picture = get_image_model().objects.create(
        title="Škola",
        description="Budova školy s rampou",
        credit="Jana Nová",
        file=get_test_image_file_webp(size=(1200, 800)),
        collection=association.collection,
    )
    service = make_service(
        association,
        name="Základní škola",
        kind="primary_school",
        served=[zernov, horice],
        operator_ico="00194972",
        latitude=50.41,
        longitude=16.11,
        opening_hours=HOURS,
        barrier_free="yes",
        lift="no",
        photo=picture,
    )
    service.contacts.add(
        ServiceContact(kind="phone", value="+420491000202", label="jídelna", sort_order=1),
        ServiceContact(kind="email", value="skola@example.org", label="kancelář", sort_order=2),
        ServiceContact(kind="email", value="tajne@example.org", is_internal=True, sort_order=3),
    )
    service.parts = [
        ServicePart(kind=kind("school_canteen"), note="i pro veřejnost", sort_order=0),
        ServicePart(kind=kind("nursery_school"), name="Školka Sluníčko", sort_order=1),
    ]
    publish_service(service=service)
    return service


@pytest.mark.spec("DIR-2", "D2")
def test_contacts_stand_with_their_labels_in_their_order(association: Association, site_client: Client) -> None:
    html = main(site_client, whole_service(association))
    card = html[html.index('id="contact-h"') :]
    assert re.findall(r"(jídelna|kancelář): <a", card) == ["jídelna", "kancelář"]
    assert card.index("tel:+420491000101") < card.index("tel:+420491000202") < card.index("skola@example.org")
    assert "tajne" not in html


@pytest.mark.spec("D3")
def test_municipalities_served_are_named_apart_from_the_address(association: Association, site_client: Client) -> None:
    html = main(site_client, whole_service(association))
    assert "<dt>Komu slouží</dt><dd>Hořice, Žernov</dd>" in html


def test_parts_of_a_place_are_named(association: Association, site_client: Client) -> None:
    html = main(site_client, whole_service(association))
    parts = html[html.index('id="parts-h"') : html.index('id="facts-h"')]
    assert re.findall(r"<b>(.*?)</b>", parts) == ["Školní jídelna", "Školka Sluníčko"]
    assert "i pro veřejnost" in parts
    assert "Mateřská škola" in parts


@pytest.mark.spec("D8")
@pytest.mark.parametrize("fact", ACCESS_FACTS)
def test_what_is_not_known_of_access_is_never_a_yes(association: Association, site_client: Client, fact: str) -> None:
    values = dict.fromkeys(ACCESS_FACTS, "yes") | {fact: "unknown"}
    html = main(site_client, make_service(association, **values))
    facts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html[html.index('id="access-h"') :])
    label = access_label(fact)
    said_yes = [name for name, value in facts if value.endswith("ano")]
    assert len(said_yes) == len(ACCESS_FACTS) - 1
    assert label not in said_yes
    assert (label, "zatím nezjištěno") in facts or ("Zatím nezjištěno", label) in facts


def test_the_photograph_has_words_a_size_and_waits_until_it_is_seen(
    association: Association, site_client: Client
) -> None:
    html = main(site_client, whole_service(association))
    (image,) = re.findall(r"<img [^>]*>", html)
    assert 'alt="Budova školy s rampou"' in image
    assert 'loading="lazy"' in image
    assert 'width="960" height="640"' in image
    assert re.search(r'srcset="\S+ 480w, \S+ 960w" sizes="', image)
    assert "Foto: Jana Nová" in html


def test_a_small_map_shows_the_place_among_those_of_its_kind(association: Association, site_client: Client) -> None:
    service = whole_service(association)
    make_service(association, name="Jiná škola", kind="primary_school", latitude=50.5, longitude=16.2)
    html = main(site_client, service)
    assert html.count("data-main") == 1
    assert 'data-lat="50.41" data-lng="16.11" data-name="Základní škola"' in html
    assert 'data-url="../jina-skola/"' in html
    assert "openstreetmap.org/?mlat=50.41&amp;mlon=16.11" in html
    without = make_service(association, name="Bez místa")
    assert "data-map" not in main(site_client, without)


@pytest.mark.spec("DIR-1")
def test_a_closed_service_says_so_and_names_its_successor(association: Association, site_client: Client) -> None:
    service = whole_service(association)
    successor = make_service(association, name="Nová škola", kind="primary_school")
    Service.objects.filter(pk=service.pk).update(closed_on=date(2026, 9, 1), successor=successor)
    html = main(site_client, service)
    assert "Ukončeno k 1. 9. 2026" in html
    assert f'href="/sluzby/{successor.slug}/">Nová škola</a>' in html
    assert "tel:+420491000101" not in html
    assert 'class="hours"' not in html
    assert "data-map" not in html
    assert "application/ld+json" not in site_client.get(f"/sluzby/{service.slug}/").content.decode()


def test_a_closed_service_without_a_successor_leads_to_the_centre(
    association: Association, site_client: Client
) -> None:
    association.phone = "+420491000111"
    association.save()
    draft = ServiceFactory.create(association=association, name="Koncept")
    service = make_service(association, name="Škola", successor=draft, closed_on=date(2026, 9, 1))
    html = main(site_client, service)
    assert "Tato služba už neexistuje" in html
    assert "tel:+420491000111" in html
    assert "Koncept" not in html


def test_a_service_that_will_close_is_shown_as_it_is(association: Association, site_client: Client) -> None:
    service = make_service(association, opening_hours=HOURS, closed_on=date(2999, 1, 1))
    html = main(site_client, service)
    assert "Ukončeno" not in html
    assert 'class="hours"' in html


@pytest.mark.spec("O5")
def test_the_page_carries_structured_data(association: Association, site_client: Client) -> None:
    service = whole_service(association)
    html = site_client.get(f"/sluzby/{service.slug}/").content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert "Základní škola" in json.dumps(json.loads(text), ensure_ascii=False)


def test_the_identifier_leads_to_the_service_for_good(
    association: Association, neighbour: Association, site_client: Client
) -> None:
    service = make_service(association, name="Knihovna")
    answer = site_client.get(f"/sluzby/id/{service.uid}/")
    assert (answer.status_code, answer["Location"]) == (301, "/sluzby/knihovna/")
    assert site_client.get(f"/en/services/id/{service.uid}/")["Location"] == "/en/services/knihovna/"
    moved = make_service(neighbour, name="Škola")
    elsewhere = site_client.get(f"/sluzby/id/{moved.uid}/")
    assert elsewhere.status_code == 301
    assert re.fullmatch(r"https?://dolni\.localhost(:\d+)?/sluzby/skola/", elsewhere["Location"])


def test_former_addresses_lead_on_also_to_another_association(
    association: Association, neighbour: Association, site_client: Client
) -> None:
    here, there = make_service(association, name="Knihovna"), make_service(neighbour, name="Škola")
    FormerAddress.objects.create(site=association.site, slug="citarna", service=here)
    FormerAddress.objects.create(site=association.site, slug="skola-u-nas", service=there)
    answer = site_client.get("/sluzby/citarna/")
    assert (answer.status_code, answer["Location"]) == (301, "/sluzby/knihovna/")
    assert re.fullmatch(
        r"https?://dolni\.localhost(:\d+)?/sluzby/skola/", site_client.get("/sluzby/skola-u-nas/")["Location"]
    )
    other = Client(SERVER_NAME="dolni.localhost")
    assert other.get("/sluzby/citarna/").status_code == 404, "an address belongs to its association"


def test_nothing_leads_to_a_draft(association: Association, site_client: Client) -> None:
    draft = ServiceFactory.create(association=association, name="Koncept")
    FormerAddress.objects.create(site=association.site, slug="stara", service=draft)
    for address in ("stara", "koncept", f"id/{draft.uid}", f"id/{uuid4()}"):
        assert site_client.get(f"/sluzby/{address}/").status_code == 404


def test_a_page_with_everything_makes_at_most_five_queries(
    association: Association, site_client: Client, assert_same_queries: Callable[..., int]
) -> None:
    service = whole_service(association)
    make_many(association, 4)

    def look() -> None:
        assert "Školka Sluníčko" in main(site_client, service)

    assert_same_queries(look, lambda: make_many(association, 300, start=4), at_most=1 + 4)


def test_a_page_with_everything_weighs_little(association: Association, site_client: Client) -> None:
    service = whole_service(association)
    make_many(association, 30)
    assert len(gzip.compress(site_client.get(f"/sluzby/{service.slug}/").content)) < 6_000
