"""Whatever comes, the answer is one of the standard's and never a fault of ours."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contact_centre.models import CitizenRequest

FIELDS = [
    "api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "address_id", "email", "device_id",
    "account_id", "first_name", "last_name", "phone", "description", "media_url", "attribute[municipality]",
    "attribute[kind][]", "attribute[", "locale",
]  # fmt: skip
WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(["", "0", "50.4", "16.1", "nan", "1e999", "-0", "\x00", "x" * 5001, "https://example.org/a b", "́"]),
)
ANYTHING = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
EXPECTED = {200, 400, 403, 404, 429}
FORM = "application/x-www-form-urlencoded"
pytestmark = pytest.mark.django_db


def sent(client: Client, body: bytes, content_type: str = FORM) -> Any:
    caches["memory"].clear()
    response = client.post(
        "/open311/v2/requests.json", body, content_type=content_type, headers={"host": "horni.localhost"}
    )
    assert response.status_code in EXPECTED, response.content
    rows = json.loads(response.content)
    assert all({"service_request_id", "service_notice", "account_id"} == row.keys() or "code" in row for row in rows)
    return response


@ANYTHING
@given(changed=st.dictionaries(st.sampled_from(FIELDS), WORDS, min_size=1, max_size=6))
def test_any_fields(client: Client, report: dict[str, str], changed: dict[str, str]) -> None:
    before = CitizenRequest.objects.count()
    answered = sent(client, urlencode({**report, **changed}).encode())
    assert answered.status_code == 200 or CitizenRequest.objects.count() == before


@ANYTHING
@given(
    body=st.binary(max_size=200), content_type=st.sampled_from(["", "application/x-www-form-urlencoded", "text/xml"])
)
def test_any_bytes(client: Client, made_key: Any, body: bytes, content_type: str) -> None:
    sent(client, b"api_key=" + made_key[1].encode() + b"&" + body, content_type)


@ANYTHING
@given(
    values=st.dictionaries(
        st.sampled_from(["start_date", "end_date", "status", "service_code", "service_request_id", "page", "page_size",
                         "jurisdiction_id", "api_key", "locale", "extensions"]),
        st.one_of(WORDS, st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")),
        max_size=4,
    ),
    rest=st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
)  # fmt: skip
def test_any_question(get: Callable[..., Any], values: dict[str, str], rest: str) -> None:
    for address in ("requests.json", "requests.xml"):
        caches["memory"].clear()
        assert get(address, **values).status_code in EXPECTED
    assert get(f"requests/{rest.replace('?', '').replace('#', '')}.json").status_code in EXPECTED
