"""How the API answers: freshness, browsers of other sites, limits, errors, files."""

import csv
import gzip
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from time_machine import travel

from portal.tenancy.models import Association
from services_directory.actions import publish_service, record_verification, unpublish_service
from services_directory.models import Service, ServiceKind

from ..factories import make_many, make_service

pytestmark = pytest.mark.only_on("sqlite")

ROOT = "/api/v1/services/"
LISTS = (ROOT, "/api/v1/services.csv", "/api/v1/services.geojson", "/api/v1/hsds/services", "/api/v1/services/deleted/")


def body(answer: Any) -> str:
    text: str = (answer.getvalue() if answer.streaming else answer.content).decode("utf-8")
    return text


@pytest.fixture
def service(association: Association) -> Service:
    return make_service(association, name="Knihovna", latitude=50.4, longitude=16.1)


@pytest.mark.spec("O4")
@pytest.mark.parametrize("address", [*LISTS, "/api/v1/kinds/", "/api/v1/openapi.json", "/api/v1/associations/"])
def test_a_copy_that_is_still_true_is_confirmed_in_one_word(service: Service, api: Client, address: str) -> None:
    first = api.get(address)
    again = api.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, body(again)) == (304, "")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert api.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.spec("O4")
@pytest.mark.parametrize("address", LISTS)
def test_a_copy_is_confirmed_by_its_date_too(service: Service, api: Client, address: str) -> None:
    changed = api.get(address).headers["Last-Modified"]
    assert api.get(address, headers={"If-Modified-Since": changed}).status_code == 304
    with travel(timezone.now() + timedelta(minutes=5)):
        unpublish_service(service=service)
    assert api.get(address, headers={"If-Modified-Since": changed}).status_code == 200


def rename_kind(service: Service) -> None:
    kind = ServiceKind.objects.get(pk=service.kind_id)
    kind.name = "Jiný název"
    kind.save()


def close(service: Service) -> None:
    service.closed_on = timezone.localdate()
    publish_service(service=service)


CHANGES = {
    "verification": lambda service: record_verification(method="phone", service=service),
    "renamed kind": rename_kind,
    "closing": close,
    "unpublishing": lambda service: unpublish_service(service=service),
    "deletion": lambda service: service.delete(),
}


@pytest.mark.spec("O4")
@pytest.mark.parametrize("address", [ROOT, "/api/v1/services.csv", "/api/v1/services.geojson", "/api/v1/hsds/services"])
@pytest.mark.parametrize("change", CHANGES)
def test_every_change_shows_in_the_tag(service: Service, api: Client, address: str, change: str) -> None:
    make_service(Association.objects.get(site=service.site), name="Jiná")
    before = api.get(address).headers["ETag"]
    CHANGES[change](service)
    assert api.get(address, headers={"If-None-Match": before}).status_code == (
        # The basic list of HSDS doesn't hold the kind's name.
        304 if (change, address) == ("renamed kind", "/api/v1/hsds/services") else 200
    )


@pytest.mark.spec("O4")
def test_a_day_on_which_a_service_closes_is_a_change(association: Association, api: Client) -> None:
    today = timezone.localdate()
    make_service(association, closed_on=today + timedelta(days=3))
    before = {address: api.get(address) for address in (ROOT, "/api/v1/services.csv")}
    with travel(timezone.now() + timedelta(days=4)):
        for address, answer in before.items():
            for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
                again = api.get(address, headers={name: answer.headers[header]})
                assert again.status_code == 200, (address, name)


@pytest.mark.spec("O4")
def test_any_website_may_read_it_from_a_browser(service: Service, api: Client) -> None:
    answer = api.get(ROOT, headers={"Origin": "https://obec.example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Link" in answer.headers["Access-Control-Expose-Headers"]
    asked = {
        "Origin": "https://obec.example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    preflight = api.options(ROOT, headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "if-none-match" in preflight.headers["Access-Control-Allow-Headers"].lower()
    assert (
        api.get("/sluzby/", headers={"Origin": "https://obec.example.org"}).has_header("Access-Control-Allow-Origin")
        is False
    )


@pytest.mark.spec("O4")
def test_it_leaves_no_trace_in_the_browser_and_may_be_cached(service: Service, manager_a: Any) -> None:
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(manager_a)
    for address in (ROOT, "/api/v1/services.csv", f"{ROOT}{service.uid}"):
        answer = client.get(address, headers={"Accept-Language": "en"})
        assert answer.cookies == {}
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert body(answer) == body(Client(SERVER_NAME="horni.localhost").get(address))


@pytest.mark.spec("O4")
def test_answers_are_compressed(association: Association, api: Client) -> None:
    make_many(association, 20)
    for address in (ROOT, "/api/v1/services.csv"):
        answer = api.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        packed = answer.getvalue() if answer.streaming else answer.content
        assert gzip.decompress(packed).decode("utf-8") == body(api.get(address))
        again = api.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


@pytest.mark.spec("O4")
@pytest.mark.parametrize("address", [ROOT, "/api/v1/services.csv"])
def test_head_tells_what_get_would(service: Service, api: Client, address: str) -> None:
    whole, head = api.get(address), api.head(address)
    assert (head.status_code, body(head)) == (200, "")
    for name in ("ETag", "Last-Modified", "Content-Type", "Access-Control-Allow-Origin"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.spec("O4")
@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        (f"{ROOT}?limit=0", "limit"),
        (f"{ROOT}?limit=101", "limit"),
        (f"{ROOT}?changed_since=vcera", "changed_since"),
        (f"{ROOT}?changed_since=2026-11-22T08:00:00", "changed_since"),
        (f"{ROOT}?changed_since=1700000000", "changed_since"),
        (f"{ROOT}?after=bm9uc2Vuc2U", "after"),
        (f"{ROOT}?after=MjAyNi0wMS0wMVQwMDowMDowMCswMDowMC8tNQ", "after"),
        (f"{ROOT}deleted/?after=bm9uc2Vuc2U", "after"),
        (f"{ROOT}?access=wifi", "0"),
        (f"{ROOT}?municipality=Hořice", "municipality"),
        ("/api/v1/hsds/services?page=0", "page"),
        ("/api/v1/hsds/services?full=maybe", "full"),
        ("/api/v1/hsds/services?taxonomy_term_id=x", "taxonomy_term_id"),
    ],
)
def test_a_wrong_parameter_is_named(association: Association, api: Client, address: str, parameter: str) -> None:
    answer = api.get(address)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["title"]) == (422, "Unprocessable Content")
    assert [each["name"] for each in problem["invalid_params"]] == [parameter]
    assert problem["invalid_params"][0]["reason"]


@pytest.mark.spec("O4")
@pytest.mark.parametrize(
    "moment", ["0027-06-09T04:47:14-19:31", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00"]
)
def test_moments_far_off_are_understood(service: Service, api: Client, moment: str) -> None:
    moment = moment.replace("+", "%2B")
    for address in (f"{ROOT}?changed_since={moment}", f"{ROOT}deleted/?since={moment}"):
        assert api.get(address).status_code == 200
    found = api.get(f"{ROOT}?changed_since={moment}").json()["total"]
    assert found == (0 if moment.startswith("9") else 1)


@pytest.mark.spec("O4")
@pytest.mark.parametrize(
    "address", [f"{ROOT}50450394-3710-4058-b59f-9ecb403ba662", f"{ROOT}no-uuid/", "/api/v1/nothing/", "/api/v1/hsds/x/"]
)
def test_nothing_there_is_said_as_problem_details(association: Association, api: Client, address: str) -> None:
    answer = api.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.spec("O4")
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(service: Service, api: Client, method: str) -> None:
    answer = getattr(api, method)(f"{ROOT}{service.uid}")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["status"] == 405
    assert Service.objects.filter(pk=service.pk, live=True).exists()


@pytest.mark.spec("O4")
@override_settings(OPEN_DATA_REQUESTS_PER_MINUTE=3)
def test_one_address_may_ask_only_so_often(service: Service, api: Client) -> None:
    with travel(timezone.now().replace(second=1), tick=False) as clock:
        assert [api.get(ROOT).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = api.get("/api/v1/kinds/")
        assert refused.headers["Retry-After"] == "60"
        assert refused.json()["status"] == 429
        assert api.get(ROOT, REMOTE_ADDR="192.0.2.7").status_code == 200
        assert api.options(ROOT).status_code == 204
        assert api.get("/sluzby/").status_code == 200
        clock.shift(60)
        assert api.get(ROOT).status_code == 200


@pytest.mark.spec("O4")
def test_reading_writes_nothing(service: Service, api: Client, queries: Any) -> None:
    written = [sql for sql in queries(lambda: api.get(ROOT)) if not sql.startswith("SELECT")]
    assert written == []


@pytest.mark.spec("O4", "D2")
def test_the_csv_opens_in_a_spreadsheet(association: Association, api: Client) -> None:
    make_service(
        association, name='=HYPERLINK("x")', subject='Čeština, "uvozovky"\nřádek', street="Husova", psc="50801"
    )
    answer = api.get("/api/v1/services.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="services.csv"'
    text = body(answer)
    assert text.startswith("\ufeffuid,url,")
    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert row["name"] == '\'=HYPERLINK("x")'
    assert row["subject"] == 'Čeština, "uvozovky"\nřádek'
    assert row["phones"] == "+420491000101"
    assert not {"internal_note", "source_id", "source_values"} & row.keys()


@pytest.mark.spec("O4")
def test_the_geojson_is_a_feature_collection(service: Service, association: Association, api: Client) -> None:
    make_service(association, name="Bez polohy")
    data = json.loads(body(api.get("/api/v1/services.geojson?kind=library")))
    assert data["type"] == "FeatureCollection"
    assert data["licence"]["name"] == "CC BY 4.0"
    places = {feature["properties"]["name"]: feature["geometry"] for feature in data["features"]}
    assert places == {"Bez polohy": None, "Knihovna": {"type": "Point", "coordinates": [16.1, 50.4]}}
    assert json.loads(body(api.get("/api/v1/services.geojson?kind=post")))["features"] == []


@pytest.mark.spec("O4")
def test_the_reference_is_a_page_of_the_site_in_its_language(association: Association, api: Client) -> None:
    czech = api.get("/api/v1/").content.decode()
    assert "<h1>Otevřená data</h1>" in czech
    assert "/api/v1/services/deleted/" in czech
    assert "creativecommons.org/licenses/by/4.0/" in czech
    english = api.get("/en/api/v1/").content.decode()
    assert "<h1>Open data</h1>" in english
    assert "Words to search for, understood" in english
    assert "Words to search for, understood" not in czech


@pytest.mark.spec("O4")
@override_settings(
    OPEN_DATA_LICENCE_NAME="CC0 1.0", OPEN_DATA_LICENCE_URL="https://creativecommons.org/publicdomain/zero/1.0/"
)
def test_the_licence_is_the_operators_choice(service: Service, api: Client) -> None:
    for address in (ROOT, f"{ROOT}{service.uid}", "/api/v1/kinds/"):
        assert api.get(address).json()["licence"]["name"] == "CC0 1.0"
    for address in (ROOT, "/api/v1/services.csv"):
        assert '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in api.get(address).headers["Link"]
    assert "CC0 1.0" in api.get("/api/v1/").content.decode()
