"""A public client's calls to a running server: the package georeport, in JSON and in XML.

It reads only; what it can't do, sending, is posted as the standard says.
"""

import socket
from collections.abc import Iterator
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import requests
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, connections
from georeport import GeoReport

from contact_centre.models import CitizenRequest
from portal.tenancy.models import Association, Municipality

from .conftest import HOST, ROOT

pytestmark = pytest.mark.django_db


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Nothing on the test's output."""


@pytest.fixture
def root(dso_a: Association, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The interface's address on a server that works in the test's own transaction."""
    real = socket.getaddrinfo

    def to_us(host: Any, *arguments: Any, **named: Any) -> Any:
        # Not every machine knows that names below localhost are its own.
        return real("127.0.0.1" if host == HOST else host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", to_us)
    shared = connections[connection.alias]
    shared.inc_thread_sharing()
    # The transaction of the test is one whole, whatever requests begin and end in it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)

    def serve() -> None:
        connections[shared.alias] = shared
        server.serve_forever(poll_interval=0.01)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://{HOST}:{server.server_port}{ROOT}"
    server.shutdown()
    thread.join()
    server.server_close()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    shared.dec_thread_sharing()


def as_list(found: Any) -> list[dict[str, Any]]:
    """The client turns a single element of XML into a dictionary, several into a list."""
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_finds_services_and_follows_what_was_sent(
    form: str, root: str, report: dict[str, str], members: list[Municipality]
) -> None:
    client = GeoReport(root, jurisdiction="horni", output_format=form)
    services = client.get_service_list()
    assert [each["service_code"] for each in services][:2] == ["waste", "street_lighting"]
    definition = client.get_service_definition("street_lighting")
    attributes = definition["attributes"] if form == "json" else definition["attributes"]["attribute"]
    values = attributes[0]["values"] if form == "json" else attributes[0]["values"]["value"]
    assert [each["key"] for each in values] == [each.code for each in members]

    sent = requests.post(f"{root}/requests.json", data=report, timeout=5)
    number = sent.json()[0]["service_request_id"]
    assert CitizenRequest.objects.get().reference == number
    (listed,) = as_list(client.get_service_requests(status="open", service_code="street_lighting,waste"))
    assert listed == client.get_service_request(number)
    assert (listed["service_request_id"], listed["status"]) == (number, "open")
    assert listed["service_name"] == "Veřejné osvětlení"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_meets_errors_as_http_says(form: str, root: str) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        GeoReport(root, jurisdiction="dolni", output_format=form).get_service_list()
    with pytest.raises(requests.HTTPError, match="400"):
        GeoReport(root, output_format=form).get_service_requests(start_date="včera")
    with pytest.raises(requests.HTTPError, match="404"):
        GeoReport(root, output_format=form).get_service_request("XX-1")


def test_sending_as_a_public_client_does_needs_a_key(root: str, report: dict[str, str]) -> None:
    refused = requests.post(f"{root}/requests.xml", data={**report, "api_key": ""}, timeout=5)
    assert (refused.status_code, refused.headers["Content-Type"]) == (403, "text/xml; charset=utf-8")
    assert "<code>403</code>" in refused.text
    assert not refused.cookies
