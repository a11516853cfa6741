"""The API keeps what its OpenAPI document promises, for what is asked rightly and for what is not."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode

from portal.tenancy.api.application import open_data_api
from portal.tenancy.models import Association
from services_directory.actions import record_verification
from services_directory.api.hsds.build import TAXONOMY_ID, term_id
from services_directory.api.hsds.identifiers import derived, organization_id

from ..factories import make_many, make_service

pytestmark = pytest.mark.only_on("sqlite")

EXAMPLES = 12
ADDRESSES = 27


def served_at(host: str) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """The portal as a WSGI application that is always asked by this name."""
    handler = WSGIHandler()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked = {**environ, "HTTP_HOST": host, "SERVER_NAME": host, "HTTP_ACCEPT_ENCODING": "identity"}
        answer: Iterable[bytes] = handler(asked, start_response)
        return answer

    return application


@pytest.fixture
def _connection_stays() -> Iterator[None]:
    """A request doesn't close the connection on which the test's transaction is open; Django's client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_connection_stays")
@pytest.mark.spec("O4", "O3")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@override_settings(OPEN_DATA_REQUESTS_PER_MINUTE=1_000_000)
def test_answers_are_as_documented(association: Association, mode: GenerationMode) -> None:
    make_many(association, 3)
    make_service(association, name="Škola", kind="primary_school", opening_hours="Mo-Fr 08:00-12:00; PH off", lift="no")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served_at("horni.localhost"))
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == ADDRESSES
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not list(operation.iter_parameters()):
            continue

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: Any) -> None:
            if mode is GenerationMode.POSITIVE and case.query:
                # Only the API itself makes these.
                case.query.pop("after", None)
            case.call_and_validate()

        check()


@pytest.mark.usefixtures("_connection_stays")
@pytest.mark.spec("O4", "O3")
def test_single_objects_are_as_documented(association: Association) -> None:
    service = make_service(
        association,
        kind="primary_school",
        operator_ico="00194972",
        latitude=50.4,
        longitude=16.1,
        barrier_free="partial",
        opening_hours='Mo-Fr 08:00-12:00,13:00-16:00 "na objednání"; PH off; 2027 Jan 01-2027 Jan 05 off "inventura"',
    )
    record_verification(method="phone", service=service)

    known = {
        "services": service.uid,
        "organizations": organization_id(service.operator_ico, association.slug, service.operator_name),
        "taxonomies": TAXONOMY_ID,
        "taxonomy_terms": term_id(service.kind),
        "service_at_locations": derived(service.uid, "service_at_location"),
    }
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served_at("horni.localhost"))
    asked = 0
    for operation in (result.ok() for result in schema.get_all_operations()):
        # Those of the open formal norms are checked against the norms (tests/ofn).
        if "{uid}" in operation.path and "/ofn/" not in operation.path:
            case = operation.Case(path_parameters={"uid": str(known[operation.path.split("/")[-2]])})
            assert case.call_and_validate().status_code == 200
            asked += 1
    assert asked == 6


@pytest.mark.spec("O4")
def test_the_document_describes_every_address_and_its_errors() -> None:
    schema = open_data_api().get_openapi_schema()
    assert schema["openapi"] == "3.1.0"
    assert schema["info"]["license"]["name"] == "CC BY 4.0"
    for path, operations in schema["paths"].items():
        assert set(operations) == {"get"}, path
        assert {"200", "304", "404", "422", "429"} <= set(operations["get"]["responses"]), path
        assert operations["get"]["summary"]
        for parameter in operations["get"]["parameters"]:
            assert parameter["in"] == "path" or parameter["schema"]["description"], (path, parameter["name"])
    for name, part in schema["components"]["schemas"].items():
        Draft202012Validator.check_schema(part)
        assert "internal" not in str(part), name
