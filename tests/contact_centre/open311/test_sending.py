"""GeoReport v2, what a town app sends: stored once, under its key, by the same way as the form's."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from contact_centre.enums import Channel, HeldBecause, RequestStatus
from contact_centre.models import Activity, ApiKey, CitizenRequest
from contact_centre.open311 import limits
from contact_centre.open311.keys import revoke_key
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Membership, Municipality

Post = Callable[..., Any]
pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def reasons(response: Any, status: int = 400) -> list[str]:
    assert response.status_code == status, response.content
    assert {error["code"] for error in response.json()} == {status}
    return [error["description"] for error in response.json()]


def stored() -> CitizenRequest:
    return CitizenRequest.objects.get()


def test_a_report_becomes_a_request_with_its_activity_and_receipt(
    post: Post, report: dict[str, str], key: ApiKey, dso_a: Association, members: list[Municipality]
) -> None:
    dso_a.email = "centrum@example.org"
    dso_a.save()
    sent = {
        **report,
        "jurisdiction_id": "horni",
        "lat": "50.4001234567",
        "long": "16.1",
        "email": "jana@example.org",
        "first_name": "Jana",
        "last_name": "Nová",
        "phone": "602 123 456",
        "device_id": "phone-1",
        "account_id": "42",
        "media_url": "https://photos.example.org/1.jpg",
        "attribute[kind]": "suggestion",
    }
    response = post(sent, accept_language="en")
    request = stored()
    (answer,) = response.json()
    assert response.status_code == 200
    assert list(answer) == ["service_request_id", "service_notice", "account_id"]
    assert answer["service_request_id"] == request.reference
    assert request.status_token in answer["service_notice"]
    assert request.text == "Nesvítí lampa.\n\nFotka nebo jiná příloha: https://photos.example.org/1.jpg"
    assert (request.place, request.latitude, request.longitude) == ("u kapličky", 50.400123, 16.1)
    assert (request.name, request.email, request.phone) == ("Jana Nová", "jana@example.org", "+420602123456")
    assert (request.kind, request.language, request.channel) == ("suggestion", "en", Channel.APP)
    assert (request.municipality, request.api_key, request.status) == (members[0], key, RequestStatus.REGISTERED)
    assert request.category is not None
    assert request.category.code == "street_lighting"
    assert Activity.objects.get().request == request
    assert {mail.recipient for mail in OutboxMessage.objects.all()} == {"jana@example.org", "centrum@example.org"}
    assert "phone-1" not in str(CitizenRequest.objects.values())
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_the_answer_comes_as_xml_too(post: Post, report: dict[str, str]) -> None:
    response = post(report, "requests.xml")
    root = ElementTree.fromstring(response.content)
    assert root.findtext("request/service_request_id") == stored().reference
    assert root.find("request/account_id") is not None


def test_a_point_finds_its_municipality(post: Post, report: dict[str, str], members: list[Municipality]) -> None:
    del report["attribute[municipality]"], report["address_string"]
    assert post({**report, "lat": "50.47", "long": "16.11"}).status_code == 200
    assert stored().municipality == members[1]


def test_a_point_of_a_neighbour_or_far_away_is_not_ours(
    post: Post, report: dict[str, str], members: list[Municipality], dso_a: Association
) -> None:
    del report["attribute[municipality]"]
    Membership.objects.filter(association=dso_a, municipality=members[1]).delete()
    for latitude, longitude in (("50.48", "16.1"), ("49.2", "16.6"), ("0", "0")):
        (reason,) = reasons(post({**report, "lat": latitude, "long": longitude}))
        assert reason.startswith("lat, long: ")
    assert not CitizenRequest.objects.exists()


@pytest.mark.parametrize(
    ("changed", "status", "word"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "o311_nonsense"}, 403, "api_key"),
        ({"jurisdiction_id": "dolni"}, 404, "jurisdiction_id"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "nothing"}, 404, "service_code"),
        ({"address_string": ""}, 400, "address_string"),
        ({"address_string": "x" * 201}, 400, "address_string"),
        ({"address_string": "", "address_id": "42"}, 400, "address_id"),
        ({"lat": "50.4"}, 400, "long"),
        ({"lat": "nan", "long": "16"}, 400, "lat"),
        ({"attribute[municipality]": ""}, 400, "attribute[municipality]"),
        ({"attribute[municipality]": "000001"}, 400, "attribute[municipality]"),
        ({"attribute[kind]": "praise"}, 400, "attribute[kind]"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"description": "a\x00b"}, 400, "description"),
        ({"email": "nobody"}, 400, "email"),
        ({"phone": "12"}, 400, "phone"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
    ],
)
def test_what_is_wrong_is_said_by_the_name_of_the_field(
    post: Post, report: dict[str, str], changed: dict[str, str], status: int, word: str
) -> None:
    assert any(word in reason for reason in reasons(post({**report, **changed}), status))
    assert not CitizenRequest.objects.exists()


def test_all_that_is_wrong_is_said_at_once(post: Post, report: dict[str, str]) -> None:
    found = reasons(post({**report, "email": "nobody", "phone": "12"}))
    assert [reason.split(":")[0] for reason in found] == ["email", "phone"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"service_code": "waste"}', "application/json"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"service_code=waste", "application/x-www-form-urlencoded; charset=iso-8859-2"),
        (b"&".join(b"a%d=1" % number for number in range(1100)), "application/x-www-form-urlencoded"),
    ],
)
def test_another_kind_of_body_is_refused(client: Client, dso_a: Association, body: bytes, content_type: str) -> None:
    response = client.post(
        "/open311/v2/requests.json", body, content_type=content_type, headers={"host": "horni.localhost"}
    )
    assert len(reasons(response)) == 1


def test_a_report_without_words_is_taken(post: Post, report: dict[str, str]) -> None:
    assert post({**report, "description": ""}).status_code == 200
    assert stored().text == "Posláno z mobilní aplikace, bez popisu."


def test_another_associations_or_revoked_key_does_not_hold(
    post: Post, report: dict[str, str], key: ApiKey, client: Client, dso_b: Association
) -> None:
    from urllib.parse import urlencode

    answer = client.post(
        "/open311/v2/requests.json",
        urlencode(report),
        content_type="application/x-www-form-urlencoded",
        headers={"host": "dolni.localhost"},
    )
    assert answer.status_code == 403
    assert revoke_key(key=key, user=None)
    assert not revoke_key(key=key, user=None)
    assert post(report).status_code == 403
    assert not CitizenRequest.objects.exists()


def test_the_same_report_again_is_a_retry(post: Post, report: dict[str, str]) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=1)) as clock:
        numbers = set()
        for minutes in (0, 4, 5):
            clock.shift(timedelta(minutes=minutes))
            numbers.add(post(report).json()[0]["service_request_id"])
        assert len(numbers) == 1
        assert post({**report, "description": "Nesvítí druhá lampa."}).json()[0]["service_request_id"] not in numbers
        clock.shift(timedelta(minutes=1, seconds=1))
        assert post(report).json()[0]["service_request_id"] not in numbers
    assert CitizenRequest.objects.count() == Activity.objects.count() == 3


def test_an_idempotency_key_means_one_request_whenever_it_comes(
    post: Post, report: dict[str, str], dso_a: Association
) -> None:
    first = post(report, idempotency_key="a-1").json()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert post({**report, "description": "Jinak."}, idempotency_key="a-1").json() == first
        assert post(report, idempotency_key="a-2").json() != first
    assert reasons(post(report, idempotency_key="x" * 256))
    assert CitizenRequest.objects.count() == 2


def test_the_key_remembers_the_day_it_was_used(
    post: Post, report: dict[str, str], key: ApiKey, queries: Callable[..., list[str]]
) -> None:
    post(report)
    key.refresh_from_db()
    assert key.last_used_on == timezone.localdate()
    written = queries(lambda: post({**report, "description": "Druhý."}))
    assert not [sql for sql in written if sql.startswith('UPDATE "contact_centre_apikey"')]


@pytest.mark.spec("R1")
def test_much_from_one_device_waits_and_too_much_of_one_app_is_refused(
    post: Post, report: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_ADDRESS", 1)
    monkeypatch.setattr(limits, "MOST_PER_KEY", 3)
    states = []
    for number, device in enumerate(("one", "one", "two")):
        answer = post({**report, "device_id": device, "description": f"Závada {number}."})
        assert answer.status_code == 200
        states.append(CitizenRequest.objects.get(reference=answer.json()[0]["service_request_id"]).status)
    assert states == [RequestStatus.REGISTERED, RequestStatus.RECEIVED, RequestStatus.REGISTERED]
    refused = post({**report, "description": "Závada 4."})
    assert reasons(refused, 429)
    assert refused.headers["Retry-After"] == "600"
    # A retry of what is stored is no new request.
    assert post({**report, "device_id": "two", "description": "Závada 2."}).status_code == 200


@pytest.mark.spec("R1")
def test_advertising_waits_for_a_look_and_the_app_learns_no_difference(
    post: Post, get: Callable[..., Any], report: dict[str, str]
) -> None:
    links = " ".join(f"https://shop{number}.example" for number in range(3))
    answer = post({**report, "description": f"Levně! {links}"})
    request = stored()
    assert (request.status, request.held_because) == (RequestStatus.RECEIVED, HeldBecause.LINKS)
    assert request.status_token in answer.json()[0]["service_notice"]
    # The app that sent it follows it by number; nobody else does, and no list shows it.
    number = request.reference
    assert get(f"requests/{number}.json").status_code == 404
    (own,) = get(f"requests/{number}.json", api_key=report["api_key"]).json()
    assert (own["status"], own["description"]) == ("open", None)
    assert [own] == get("requests.json", service_request_id=number, api_key=report["api_key"]).json()
    assert get("requests.json", api_key=report["api_key"]).json() == []
    CitizenRequest.objects.update(status=RequestStatus.SPAM)
    assert get(f"requests/{number}.json", api_key=report["api_key"]).json()[0]["status"] == "closed"


def test_a_broken_database_is_said_and_nothing_personal_is_logged(
    post: Post, report: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(execute: Any, sql: str, *arguments: Any) -> Any:
        if 'INSERT INTO "contact_centre_citizenrequest"' in sql:
            raise OperationalError(f"lost with {report['description']}")
        return execute(sql, *arguments)

    with caplog.at_level(logging.DEBUG), connection.execute_wrapper(fail):
        refused = post({**report, "first_name": "Tajenka"}, f"requests.json?api_key={report['api_key']}")
    assert reasons(refused, 503)
    assert refused.headers["Retry-After"] == "60"
    assert "open311_call_failed" in caplog.text
    for secret in (report["api_key"], "Tajenka", "Nesvítí"):
        assert secret not in caplog.text
    assert post(report).status_code == 200
    cache.clear()
