"""The page of one service."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from portal.core.templatetags.portal import cs_date
from portal.tenancy.models import Association
from services_directory.actions import publish_service, record_verification, unpublish_service
from services_directory.detail import address_of, related_services, service_context
from services_directory.enums import BarrierFree, Scope
from services_directory.hours import PRAGUE
from services_directory.models import Service, ServiceContact

from .factories import ServiceFactory, make_many, make_service, members

pytestmark = pytest.mark.only_on("sqlite")


def page(client: Client, service: Service, prefix: str = "/sluzby/") -> str:
    answer = client.get(f"{prefix}{service.slug}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.spec("DIR-1")
def test_the_page_shows_what_people_come_for(association: Association, site_client: Client) -> None:
    service = make_service(
        association,
        name="Městská knihovna",
        operator_ico="00194972",
        street="Husova",
        house_number="11",
        orientation_number="2",
        psc="50801",
        subject="Půjčování knih.",
        scope=Scope.ASSOCIATION,
        opening_hours="Mo-Fr 08:00-17:00",
    )
    html = page(site_client, service)
    for text in (
        "<h1>Městská\u00a0knihovna</h1>",
        "Veřejná knihovna",
        "Husova 11/2",
        "508\u00a001",
        "Obec Lhota",
        "00194972",
    ):
        assert text.replace("\u00a0", " ") in html.replace("\u00a0", " ")
    assert 'href="tel:+420491000101"' in html
    assert "všem obcím svazku" in html
    assert "8:00–17:00" in html
    assert "<title>Městská knihovna, Hořice –" in html


@pytest.mark.spec("D2")
def test_internal_contacts_are_never_shown(association: Association, site_client: Client) -> None:
    service = make_service(association)
    service.contacts.add(
        ServiceContact(kind="phone", value="+420491000199", label="ředitelka", is_internal=True),
        ServiceContact(kind="email", value="tajna@example.org", is_internal=True),
        ServiceContact(kind="web", value="https://www.example.org/", label="Stránky"),
    )
    publish_service(service=service)
    for address in (f"/sluzby/{service.slug}/", "/sluzby/", "/sluzby/?q=knihovna"):
        html = site_client.get(address).content.decode()
        assert "491000199" not in html.replace("\u00a0", "").replace(" ", "")
        assert "tajna@" not in html
    preview = service_context(service, preview=True)
    assert {contact.value for contact in preview["contacts"]} == {"+420491000101", "https://www.example.org/"}


@pytest.mark.spec("DIR-2")
def test_verification_is_shown_honestly(association: Association, site_client: Client) -> None:
    service = make_service(association)
    assert "Dosud neověřeno" in page(site_client, service)
    record_verification(method="phone", service=service)
    html = page(site_client, service)
    assert f"Ověřeno {cs_date(timezone.localdate())} telefonicky" in html
    assert "Dosud neověřeno" not in html


@pytest.mark.spec("D8")
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (BarrierFree.YES, "ano"),
        (BarrierFree.NO, "ne"),
        (BarrierFree.PARTIAL, "částečně"),
        (BarrierFree.UNKNOWN, "zatím nezjištěno"),
    ],
)
def test_unknown_access_is_never_shown_as_yes(
    association: Association, site_client: Client, value: BarrierFree, shown: str
) -> None:
    html = page(site_client, make_service(association, barrier_free=value))
    fact = html[html.index("Bezbariérový přístup") :]
    fact = fact[fact.index("<dd>") : fact.index("</dd>")]
    assert fact.endswith(shown)
    assert ("#check" in fact) is (value is BarrierFree.YES)


def test_a_service_of_another_site_a_draft_and_nothing_are_not_found(
    association: Association, neighbour: Association, site_client: Client
) -> None:
    foreign = make_service(neighbour, name="Cizí")
    draft = ServiceFactory.create(association=association, name="Koncept")
    gone = make_service(association, name="Zrušená")
    unpublish_service(service=gone)
    for slug in (foreign.slug, draft.slug, gone.slug, "nic"):
        assert site_client.get(f"/sluzby/{slug}/").status_code == 404


def test_the_switch_of_languages_keeps_the_service(association: Association, site_client: Client) -> None:
    service = make_service(association)
    assert f'href="/en/services/{service.slug}/"' in page(site_client, service)
    english = page(site_client, service, "/en/services/")
    assert f'href="/sluzby/{service.slug}/"' in english
    assert "Public library" in english


def test_without_any_contact_the_page_says_so(association: Association, site_client: Client) -> None:
    make_many(association, 1)
    ServiceContact.objects.all().delete()
    assert "Kontakt na tuto službu zatím nemáme" in page(site_client, Service.objects.get())


@pytest.mark.parametrize(
    ("details", "street"),
    [
        ({"street": "Husova", "house_number": "11", "orientation_number": "2"}, "Husova 11/2"),
        ({"house_number": "69"}, "Hořice 69"),
        ({"part": "Provodov", "house_number": "7"}, "Provodov 7"),
        ({"part": "Pěkov", "house_number": "7", "number_kind": "ce"}, "Pěkov č. ev. 7"),
        ({}, ""),
    ],
)
def test_the_address_is_written_as_on_an_envelope(
    association: Association, details: dict[str, str], street: str
) -> None:
    service = ServiceFactory.create(association=association, **details)
    assert address_of(service).street == street
    assert str(address_of(service)).endswith("54901 Hořice")


@pytest.mark.on_both
def test_related_services_are_of_the_same_kind_nearby_and_of_the_same_body(
    association: Association, neighbour: Association
) -> None:
    zernov = members(association)[1]
    here = make_service(association, name="Tady", latitude=50.4, longitude=16.1, operator_ico="00194972")
    make_service(association, name="Dál", municipality=zernov, latitude=50.6, longitude=16.1)
    make_service(association, name="Blíž", municipality=zernov, latitude=50.41, longitude=16.1)
    make_service(association, name="V obci", latitude=50.9, longitude=16.9)
    make_service(association, name="Školka", kind="nursery_school", operator_ico="00194972")
    make_service(association, name="Kino", kind="cinema")
    make_service(neighbour, name="Cizí", latitude=50.4, longitude=16.1, operator_ico="00194972")
    of_kind, of_body = related_services(here)
    assert [service.name for service in of_kind] == ["V obci", "Blíž", "Dál"]
    assert [service.name for service in of_body] == ["Školka"]


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (datetime(2026, 11, 18, 9, 0), "Otevřeno"),
        (datetime(2026, 11, 18, 16, 45), "Brzy zavírá"),
        (datetime(2026, 11, 18, 20, 0), "Zavřeno"),
        (datetime(2026, 11, 17, 9, 0), "Zavřeno"),
    ],
)
def test_the_state_now_knows_czech_holidays(
    association: Association, site_client: Client, now: datetime, shown: str
) -> None:
    service = make_service(association, opening_hours="Mo-Fr 08:00-17:00; PH off")
    with travel(now.replace(tzinfo=PRAGUE), tick=False):
        html = page(site_client, service)
    assert shown in html
    assert html.count('class="is-today"') == 1


def test_the_page_makes_the_same_queries_for_3_and_300_services(
    association: Association, site_client: Client, assert_same_queries: Callable[..., int]
) -> None:
    make_many(association, 4)
    service = Service.objects.first()
    assert service is not None

    def look() -> Any:
        return site_client.get(f"/sluzby/{service.slug}/")

    assert_same_queries(look, lambda: make_many(association, 300, start=4), at_most=CHROME_QUERIES + 4)


CHROME_QUERIES = 1
"""What the site's frame asks: whether it is still true."""
