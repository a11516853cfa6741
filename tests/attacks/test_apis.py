"""Whatever a program sends to the open data or to Open311: an answer in the format it knows, never a fault."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import caches
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from contact_centre.models import CitizenRequest
from contact_centre.open311.keys import make_key
from portal.tenancy.api.application import open_data_api
from portal.tenancy.models import Association
from tests.services_directory.factories import make_service

from .hostile import HOSTILE, RAW
from .tries import tried

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

HOST = {"host": "horni.localhost"}
SHORT = [text for text in HOSTILE if len(text) < 5_000]
VALUE = st.one_of(st.sampled_from(SHORT), st.sampled_from(["cs", "en", "true", "1", "json"]), st.text(max_size=12))
ACCEPTED = st.sampled_from(["application/json", "text/xml", "*/*", "text/html;q=x", "a/b;c=\x7f", ""])


def operations() -> list[tuple[str, list[str]]]:
    """Addresses of the open data and the names of their parameters, as the API itself describes them."""
    described: dict[str, Any] = open_data_api().get_openapi_schema()["paths"]
    found = []
    for path, methods in described.items():
        assert methods.keys() == {"get"}, "open data are read only"
        found.append((path, [one["name"] for one in methods["get"].get("parameters", []) if one["in"] == "query"]))
    return found


def filled(path: str, part: str) -> str:
    before, _brace, rest = path.partition("{")
    return filled(f"{before}{part}{rest.partition('}')[2]}", part) if rest else path


@tried(40)
@given(data=st.data(), accepts=ACCEPTED)
def test_any_question_to_the_open_data_is_answered(data: st.DataObject, accepts: str, dso_a: Association) -> None:
    known = operations()
    path, names = data.draw(st.sampled_from(known))
    part = data.draw(st.one_of(st.sampled_from([quote(text, safe="") for text in SHORT]), st.sampled_from(RAW)))
    asked = data.draw(st.dictionaries(st.sampled_from([*names, "format", "q", "fields"]), VALUE, max_size=4))
    client = Client()
    answer = client.get(f"{filled(path, part)}?{_query(asked)}", headers={**HOST, "accept": accepts})
    assert answer.status_code in {200, 301, 304, 400, 404, 406, 422, 429}
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        json.loads(body)
    assert "text/html" not in answer.headers.get("Content-Type", "") or answer.status_code == 404


def _query(asked: dict[str, str]) -> str:
    return urlencode({name: value.encode(errors="surrogatepass") for name, value in asked.items()})


QUESTIONS = (
    "start_date", "end_date", "status", "service_code", "service_request_id", "page", "page_size", "extensions",
    "locale", "jurisdiction_id", "api_key", "lat", "long",
)  # fmt: skip
PLACES = ("requests", "requests/{}", "services", "services/{}", "tokens/{}", "discovery", "{}")


@tried(40)
@given(
    place=st.sampled_from(PLACES),
    part=st.one_of(st.sampled_from([quote(text, safe="") for text in SHORT]), st.sampled_from(RAW)),
    suffix=st.sampled_from([".json", ".xml", "", "/"]),
    asked=st.dictionaries(st.sampled_from(QUESTIONS), VALUE, max_size=4),
)
def test_any_question_to_open311_is_answered(
    place: str, part: str, suffix: str, asked: dict[str, str], dso_a: Association
) -> None:
    answer = Client().get(f"/open311/v2/{place.format(part)}{suffix}?{_query(asked)}", headers=HOST)
    assert answer.status_code in {200, 301, 400, 403, 404, 406, 429}
    if answer.headers["Content-Type"].startswith("application/json"):
        json.loads(answer.content)
    assert "<script>" not in answer.content.decode().replace("&lt;", "")


POSTED = (
    "service_code", "description", "lat", "long", "address_string", "address_id", "email", "first_name", "last_name",
    "phone", "device_id", "account_id", "media_url", "attribute[x]", "jurisdiction_id", "locale", "api_key",
)  # fmt: skip


def test_any_request_of_an_app_is_taken_or_refused_in_words(dso_a: Association, manager_a: Any) -> None:
    make_service(dso_a)
    _row, plain = make_key(site=dso_a.site, name="Aplikace", user=manager_a)

    @tried(25)
    @given(asked=st.dictionaries(st.sampled_from(POSTED), VALUE, min_size=1, max_size=6))
    def try_it(asked: dict[str, str]) -> None:
        for cache in caches.all():
            cache.clear()
        before = CitizenRequest.objects.count()
        sent = {"api_key": plain, "service_code": "fault", "description": "Nesvítí lampa u školy", **asked}
        answer = Client().post(
            "/open311/v2/requests.json", _query(sent), "application/x-www-form-urlencoded", headers=HOST
        )
        assert answer.status_code in {200, 201, 400, 403, 404, 413, 422, 429}, answer.status_code
        said = json.loads(answer.content)
        assert said
        if answer.status_code >= 400:
            assert CitizenRequest.objects.count() == before
            assert all(each["description"] for each in said)

    try_it()
