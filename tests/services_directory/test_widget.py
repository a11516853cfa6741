"""The directory on members' own websites: framed, or included as a plain list."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from portal.core.templatetags.portal import cs_date
from portal.tenancy.models import Association
from services_directory.actions import publish_service, record_verification
from services_directory.models import ServiceContact

from .factories import make_many, make_service, members

pytestmark = [pytest.mark.django_db, pytest.mark.spec("D10"), pytest.mark.only_on("sqlite")]

FRAME, LIST, GUIDE = "/sluzby/widget/", "/sluzby/widget/seznam/", "/sluzby/widget/navod/"


def shown(client: Client, address: str, **parameters: Any) -> str:
    response = client.get(address, parameters)
    assert response.status_code == 200
    return str(response.content.decode()).replace("\u00a0", " ")


# --- How it may be shown ---------------------------------------------------------------------------
def test_the_frame_may_stand_on_any_site_and_nothing_else_may(association: Association, site_client: Client) -> None:
    framed = site_client.get(FRAME)
    others = [site_client.get(address) for address in ("/", "/sluzby/", GUIDE, LIST, "/sluzby/tisk/")]

    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "default-src 'none'" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    for other in others:
        assert "frame-ancestors 'self'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "SAMEORIGIN"


def test_a_page_of_none_is_not_framed_either(association: Association, site_client: Client) -> None:
    missing = site_client.get(FRAME, {"municipality": "999999"})

    assert missing.status_code == 404
    assert missing["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors *" not in missing["Content-Security-Policy"]


@pytest.mark.parametrize("address", [FRAME, LIST])
def test_it_sets_no_cookie_and_may_be_kept_for_five_minutes(
    address: str, association: Association, site_client: Client
) -> None:
    make_service(association)

    response = site_client.get(address)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=300"


def test_the_plain_list_may_be_fetched_by_any_site(association: Association, site_client: Client) -> None:
    response = site_client.get(LIST)

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "Access-Control-Allow-Origin" not in site_client.get(FRAME)


def test_the_frame_needs_no_script_and_its_links_leave_it(association: Association, site_client: Client) -> None:
    make_service(association, name="Knihovna Hořice")

    page = shown(site_client, FRAME)

    assert "<script" not in page
    assert '<base target="_top">' in page
    assert '<html lang="cs">' in page
    assert "<title>Veřejné služby – " in page
    assert 'href="http://horni.localhost/sluzby/knihovna-horice/"' in page or "knihovna-horice/" in page


# --- What it shows ---------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [FRAME, LIST])
def test_a_municipality_shows_what_is_in_it_and_serves_it(
    address: str, association: Association, site_client: Client
) -> None:
    here, there = members(association)[:2]
    library = make_service(
        association, name="Knihovna Hořice", municipality=here, opening_hours="Mo-We 08:00-17:00; PH off"
    )
    record_verification(method="phone", service=library)
    make_service(association, name="Škola pro obě", municipality=there, scope="municipalities", served=[here])
    make_service(association, name="Knihovna Žernov", municipality=there)

    page = shown(site_client, address, municipality=here.code)

    assert "Knihovna Hořice" in page
    assert "Veřejná knihovna" in page
    assert "+420 491 000 101" in page
    assert "Po–St: 8:00–17:00; o svátcích: zavřeno" in strip_tags(page)
    assert f"Ověřeno {cs_date(timezone.localdate())} telefonicky".replace("\u00a0", " ") in page
    assert "Škola pro obě" in page
    assert "Dosud neověřeno" in page
    assert "Knihovna Žernov" not in page
    assert "http://horni.localhost/sluzby/knihovna-horice/" in page
    assert f"http://horni.localhost/sluzby/?municipality={here.code}" in page
    assert "Všechny služby (2)" in page


@pytest.mark.on_both
@pytest.mark.parametrize("address", [FRAME, LIST])
def test_kind_and_limit_narrow_it(address: str, association: Association, site_client: Client) -> None:
    make_many(association, 30)
    make_service(association, name="Domov Hořice", kind="home_care")

    libraries = shown(site_client, address, kind="public_library", limit="3")
    unlimited = shown(site_client, address, limit="1000")

    assert libraries.count("<li>") == 3
    assert "Domov Hořice" not in libraries
    assert "Všechny služby (8)" in libraries
    assert "?kind=public_library" in libraries
    assert unlimited.count("<li>") == 31
    assert shown(site_client, address).count("<li>") == 20
    for nonsense in ("-1", "x", "²", "1e9", ""):
        assert shown(site_client, address, limit=nonsense).count("<li>") == 20
    assert shown(site_client, address, limit="0").count("<li>") == 1


@pytest.mark.spec("D2")
@pytest.mark.parametrize("address", [FRAME, LIST])
def test_internal_contacts_stay_inside(address: str, association: Association, site_client: Client) -> None:
    service = make_service(association, name="Knihovna")
    service.contacts = [
        ServiceContact(kind="phone", value="+420777888999", is_internal=True),
        ServiceContact(kind="phone", value="+420491000101"),
    ]
    publish_service(service=service)

    page = shown(site_client, address)

    assert "+420 491 000 101" in page
    assert "777888999" not in page.replace(" ", "")


@pytest.mark.parametrize("address", [FRAME, LIST])
def test_what_an_editor_writes_is_text(address: str, association: Association, site_client: Client) -> None:
    make_service(association, name='<script>alert("x")</script>', hours_note="<b>jen ráno</b>")

    page = shown(site_client, address)

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<b>jen" not in page


@pytest.mark.spec("T1")
@pytest.mark.parametrize("address", [FRAME, LIST, GUIDE])
def test_another_associations_municipality_is_not_here(
    address: str, association: Association, dso_b: Association, site_client: Client
) -> None:
    foreign = members(dso_b)[0]
    make_service(dso_b, name="Cizí knihovna", municipality=foreign)
    make_service(association, name="Naše pomoc všem", scope="association")

    for code in (foreign.code, "999999", "x"):
        assert site_client.get(address, {"municipality": code}).status_code == 404
    assert "Cizí knihovna" not in shown(site_client, address)


@pytest.mark.parametrize("address", [FRAME, LIST])
def test_an_unknown_kind_is_not_the_whole_directory(
    address: str, association: Association, site_client: Client
) -> None:
    make_service(association)

    for code in ("nonsense", "x\x00"):
        assert site_client.get(address, {"kind": code}).status_code == 404


def test_in_english_it_leads_to_the_english_pages(association: Association, site_client: Client) -> None:
    make_service(association, name="Knihovna Hořice")

    page = shown(site_client, "/en/services/widget/")

    assert '<html lang="en">' in page
    assert "http://horni.localhost/en/services/knihovna-horice/" in page
    assert "Not verified yet" in page


@pytest.mark.parametrize("address", [FRAME, LIST])
def test_it_asks_the_database_the_same_for_any_number_of_services(
    address: str, association: Association, site_client: Client, assert_same_queries: Callable[..., int]
) -> None:
    make_many(association, 3)
    parameters = {"municipality": members(association)[0].code, "limit": "100"}

    assert_same_queries(
        lambda: shown(site_client, address, **parameters),
        lambda: make_many(association, 297, start=3),
        at_most=20,
    )


# --- How a municipality gets it --------------------------------------------------------------------
def test_the_guide_gives_code_that_works(association: Association, site_client: Client) -> None:
    here = members(association)[0]
    make_service(association, name="Knihovna Hořice", municipality=here)

    page = site_client.get(GUIDE, {"municipality": here.code}).content.decode()

    code = unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[0])
    source = re.search(r'<iframe src="([^"]+)" title="Veřejné služby: Hořice"', code)
    assert source
    assert source[1] == f"http://horni.localhost/sluzby/widget/?municipality={here.code}"
    assert "Knihovna" in shown(site_client, source[1].removeprefix("http://horni.localhost"))
    listed = re.search(r'value="([^"]+/seznam/[^"]*)"', page)
    assert listed
    assert "Knihovna" in shown(site_client, unescape(listed[1]).removeprefix("http://horni.localhost"))


def test_the_guide_offers_every_member(association: Association, site_client: Client) -> None:
    page = shown(site_client, GUIDE)

    for place in members(association):
        assert f'<option value="{place.code}">{place.name}</option>' in page
