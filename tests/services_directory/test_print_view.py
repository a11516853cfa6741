"""The list on paper: everything the filters find on one page, without scripts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.core.templatetags.portal import cs_date
from portal.tenancy.models import Association
from services_directory.actions import publish_service, record_verification
from services_directory.enums import RESERVED_SLUGS
from services_directory.listing import directory_listing
from services_directory.models import ServiceContact
from services_directory.querysets import free_slug

from .factories import make_many, make_service, members

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def page_of(client: Client, address: str = "/sluzby/tisk/", **parameters: str) -> str:
    response = client.get(address, parameters)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.spec("D10")
def test_all_results_stand_on_one_page_with_their_verification_and_todays_date(
    association: Association, site_client: Client
) -> None:
    make_many(association, 30)
    record_verification(method="phone", service=make_service(association, name="Knihovna Hořice"))

    page = page_of(site_client)

    assert all(f"Služba {n:03d}" in page.replace("\u00a0", " ") for n in range(30))
    assert "31 služeb" in page
    assert f"Stav ke dni {cs_date(timezone.localdate())}" in page
    assert f"Ověřeno {cs_date(timezone.localdate())} telefonicky" in page
    assert page.count("Dosud neověřeno") == 30


@pytest.mark.on_both
@pytest.mark.spec("D10", "S3")
def test_the_lists_filters_hold_on_paper_too(association: Association, site_client: Client) -> None:
    here, there = members(association)[:2]
    make_service(association, name="Knihovna Hořice", municipality=here)
    make_service(association, name="Škola Hořice", kind="primary_school", municipality=here)
    make_service(association, name="Knihovna Žernov", municipality=there)

    page = page_of(site_client, municipality=here.code, kind="public_library")

    assert "Knihovna\u00a0Hořice" in page or "Knihovna Hořice" in page
    assert "Škola Hořice" not in page
    assert "Knihovna Žernov" not in page
    assert f"/sluzby/?kind=public_library&amp;municipality={here.code}" in page, "the way back keeps the filters"
    assert "Knihovna Žernov" in page_of(site_client, q="zernov")


def test_an_entry_gives_what_one_needs_on_the_way(association: Association, site_client: Client) -> None:
    service = make_service(
        association,
        name="Knihovna Hořice",
        street="Husova",
        house_number="12",
        psc="50801",
        opening_hours="Mo,We 08:00-17:00",
    )
    service.contacts = [
        ServiceContact(kind="phone", value="+420491000101", label="půjčovna"),
        ServiceContact(kind="web", value="https://www.example.org/knihovna"),
        ServiceContact(kind="phone", value="+420777888999", is_internal=True),
    ]
    publish_service(service=service)

    page = page_of(site_client).replace("\u00a0", " ")

    assert "Husova 12, 508 01 Hořice" in page
    assert 'Po, St: <span class="nowrap">8:00–17:00</span>' in page
    assert "+420 491 000 101</b> (půjčovna)" in page
    assert "www.example.org/knihovna" in page
    assert "horni.localhost/sluzby/knihovna-horice</span>" in page
    assert "777 888 999" not in page


def test_paper_needs_no_script_and_search_engines_stay_away(association: Association, site_client: Client) -> None:
    soon = timezone.localdate() + timedelta(days=9)
    make_service(
        association, name="<i>Knihovna</i>", opening_hours=f'Mo 08:00-12:00; {soon:%Y %b %d} off "<i>revize</i>"'
    )

    page = page_of(site_client)

    assert '<meta name="robots" content="noindex">' in page
    assert "&lt;i&gt;Knihovna&lt;/i&gt;" in page
    assert "&lt;i&gt;revize" in page
    assert "<i>" not in page
    assert 'class="btn js-only"' in page, "the button works by script only, so it shows with scripts only"


def test_nothing_found_is_said(association: Association, site_client: Client) -> None:
    assert "Těmto filtrům neodpovídá žádná služba" in page_of(site_client, q="xyzxyz")


def test_the_list_leads_to_paper_with_its_filters(association: Association, site_client: Client) -> None:
    here = members(association)[0]
    make_service(association, name="Knihovna Hořice", municipality=here)

    page = page_of(site_client, "/sluzby/", municipality=here.code)

    assert f'href="/sluzby/tisk/?municipality={here.code}"' in page
    assert f'href="/sluzby/brozura/?municipality={here.code}"' in page
    assert f'href="/sluzby/widget/navod/?municipality={here.code}"' in page
    assert 'href="/sluzby/brozura/"' in page_of(site_client, "/sluzby/")


def test_every_page_prints_with_its_address(association: Association, site_client: Client) -> None:
    service = make_service(association, name="Knihovna Hořice")

    page = page_of(site_client, f"/sluzby/{service.slug}/")

    assert f'print-only">Vytištěno z adresy http://horni.localhost/sluzby/{service.slug}/</p>' in page


def test_no_service_takes_an_address_of_ours(association: Association, site_client: Client) -> None:
    for word in ("Tisk", "Brožura", "Widget"):
        service = make_service(association, name=word)
        assert service.slug not in RESERVED_SLUGS
        assert word in page_of(site_client, f"/sluzby/{service.slug}/")
    assert free_slug("Tisk", "Hořice", set()) == "tisk-horice"


def test_the_page_asks_the_database_the_same_for_any_number_of_services(
    association: Association, site_client: Client, assert_same_queries: Callable[..., int], queries: Callable[..., Any]
) -> None:
    make_many(association, 3)
    frame_and_list = len(queries(lambda: directory_listing(association.site, {}).total)) + 12

    assert_same_queries(
        lambda: page_of(site_client), lambda: make_many(association, 297, start=3), at_most=frame_and_list
    )
