"""Every way the public meets an entry says when it was verified, and warns when that is over (F7)."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from time_machine import travel

from portal.tenancy.models import Association
from services_directory.actions import close_service, record_verification
from services_directory.models import Service
from services_directory.printing import booklet

from ..factories import make_service

pytestmark = [pytest.mark.django_db, pytest.mark.spec("F7")]

YEAR = date.today().year + 1  # noqa: DTZ011 - any year in which the associations have their members
VERIFIED = date(YEAR, 5, 20)
LAST_DAY = date(YEAR, 11, 20)
NEXT_DAY = date(YEAR, 11, 21)
FRESH = f"Ověřeno 20. 5. {YEAR} telefonicky"
STALE = f"Naposledy ověřeno 20. 5. {YEAR}, může být zastaralé"
API = "/api/v1/services/"


def at(day: date, hour: int = 9) -> travel:
    return travel(datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Prague")), tick=False)


@pytest.fixture
def library(association: Association) -> Service:
    with at(date(YEAR, 5, 1)):
        service = make_service(association, name="Knihovna Hořice")
    with at(VERIFIED):
        record_verification(service=service, method="phone")
    service.refresh_from_db()
    return service


def _page(address: str) -> Callable[[Client, Service], str]:
    return lambda client, service: client.get(address.format(slug=service.slug)).content.decode()


def _booklet(_client: Client, service: Service) -> str:
    return booklet.booklet_html(booklet.edition(Association.objects.get(site=service.site)))


SHOWN = {
    "page": _page("/sluzby/{slug}/"),
    "list": _page("/sluzby/"),
    "search": _page("/sluzby/?q=knihovna"),
    "print": _page("/sluzby/tisk/"),
    "frame": _page("/sluzby/widget/"),
    "plain list": _page("/sluzby/widget/seznam/"),
    "booklet": _booklet,
}


@pytest.mark.parametrize("where", SHOWN)
def test_the_last_day_is_still_fine_and_the_next_one_warns(where: str, library: Service, site_client: Client) -> None:
    def said() -> str:
        return SHOWN[where](site_client, library).replace("\u00a0", " ")

    with at(LAST_DAY, 23):
        assert FRESH in said()
        assert "zastaralé" not in said()
    with at(NEXT_DAY, 0):
        assert STALE in said()
        assert FRESH not in said()


@pytest.mark.parametrize(
    ("method", "words"),
    [("phone", "telefonicky"), ("mail", "písemně"), ("link", "provozovatelem"), ("visit", "na místě")],
)
def test_the_page_says_how_it_was_verified(
    method: str, words: str, association: Association, site_client: Client
) -> None:
    service = make_service(association)
    with at(VERIFIED):
        record_verification(service=service, method=method)
        page = site_client.get(f"/sluzby/{service.slug}/").content.decode().replace("\u00a0", " ")
    assert f"Ověřeno 20. 5. {YEAR} {words}" in page


def test_what_nobody_has_verified_is_not_called_verified(association: Association, site_client: Client) -> None:
    service = make_service(association)
    page = site_client.get(f"/sluzby/{service.slug}/").content.decode()
    assert "Dosud neověřeno" in page
    assert "Ověřeno " not in page


def test_open_data_say_by_when_and_whether_it_is_overdue(library: Service, site_client: Client) -> None:
    with at(LAST_DAY):
        fresh = site_client.get(f"{API}{library.uid}").json()
    with at(NEXT_DAY):
        stale = site_client.get(f"{API}{library.uid}").json()
        line = next(csv.DictReader(io.StringIO(site_client.get("/api/v1/services.csv").getvalue().decode("utf-8-sig"))))
        points = site_client.get("/api/v1/services.geojson").getvalue()
    said = ("verified_on", "verified_how", "verify_by", "is_overdue")
    assert [fresh[name] for name in said] == [f"{YEAR}-05-20", "phone", f"{YEAR}-11-20", False]
    assert [stale[name] for name in said] == [f"{YEAR}-05-20", "phone", f"{YEAR}-11-20", True]
    assert [line[name] for name in said] == [f"{YEAR}-05-20", "phone", f"{YEAR}-11-20", "true"]
    assert b'"is_overdue":true' in points


def test_open_referral_has_an_alert_for_it(library: Service, site_client: Client) -> None:
    address = f"/api/v1/hsds/services/{library.uid}"
    with at(LAST_DAY):
        fresh = site_client.get(address).json()
    with at(NEXT_DAY):
        stale = site_client.get(address).json()
    assert not fresh.get("alert")
    assert fresh["assured_date"] == stale["assured_date"] == f"{YEAR}-05-20"
    assert stale["alert"].replace("\u00a0", " ") == STALE


@pytest.mark.parametrize("address", [API, "/api/v1/services.csv", "/api/v1/services.geojson", "/api/v1/hsds/services"])
def test_a_copy_of_the_day_before_is_not_confirmed(address: str, library: Service, site_client: Client) -> None:
    """The day passes without anybody saving the service."""
    with at(LAST_DAY):
        before = site_client.get(address).headers
    with at(NEXT_DAY):
        for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            assert site_client.get(address, headers={name: before[header]}).status_code == 200


def test_a_closed_service_is_not_overdue(library: Service, site_client: Client) -> None:
    with at(LAST_DAY):
        close_service(service=library)
    with at(NEXT_DAY):
        page = site_client.get(f"/sluzby/{library.slug}/").content.decode()
        row = site_client.get(f"{API}{library.uid}").json()
    assert "zastaralé" not in page
    assert row["is_overdue"] is False
