"""A town app with a key, and the interface as it calls it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from contact_centre.models import ApiKey
from contact_centre.open311.keys import make_key
from portal.tenancy.models import Association, Municipality

HOST = "horni.localhost"
ROOT = "/open311/v2"


@pytest.fixture(autouse=True)
def _nobody_has_called_yet() -> None:
    caches["memory"].clear()


@pytest.fixture
def made_key(dso_a: Association) -> tuple[ApiKey, str]:
    return make_key(site=dso_a.site, name="Hlášení závad", user=None)


@pytest.fixture
def key(made_key: tuple[ApiKey, str]) -> ApiKey:
    return made_key[0]


@pytest.fixture
def members(dso_a: Association) -> list[Municipality]:
    """The two members, ten kilometres from each other."""
    found = list(Municipality.objects.members_of(dso_a))
    for number, municipality in enumerate(found):
        municipality.latitude, municipality.longitude = 50.4 + number * 0.09, 16.1
        municipality.save()
    return found


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    """`get("services.json", page=2)` calls the interface of Horní."""

    def call(address: str, headers: dict[str, str] | None = None, **values: Any) -> Any:
        return client.get(f"{ROOT}/{address}", values, headers={"host": HOST, **(headers or {})})

    return call


@pytest.fixture
def report(made_key: tuple[ApiKey, str], members: list[Municipality]) -> dict[str, str]:
    """What the app posts."""
    return {
        "api_key": made_key[1],
        "service_code": "street_lighting",
        "attribute[municipality]": members[0].code,
        "address_string": "u kapličky",
        "description": "Nesvítí lampa.",
    }


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    """`post(values)` sends a form as the standard says."""

    def call(values: dict[str, Any], address: str = "requests.json", **headers: str) -> Any:
        from urllib.parse import urlencode

        return client.post(
            f"{ROOT}/{address}",
            urlencode(values, doseq=True),
            content_type="application/x-www-form-urlencoded; charset=utf-8",
            headers={"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}},
        )

    return call
