"""A rush of messages, and two people at once, on connections that really commit."""

import random
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contact_centre.actions import release_request
from contact_centre.enums import HeldBecause
from contact_centre.intake import guards
from contact_centre.models import Activity, CitizenRequest
from portal.core import tickets
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.contact_centre.factories import make_request, member_of

from .conftest import OwnDatabase

ARRIVALS = 24
LANES = 6


@pytest.fixture
def centre(dso_a: Association, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Association:
    """An association with an address; mail waits for the worker, and tickets are good at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    monkeypatch.setattr(tickets, "FASTEST", -tickets.FASTEST)
    monkeypatch.setattr(guards, "PER_ADDRESS", ARRIVALS)
    dso_a.email = "centrum@example.org"
    dso_a.save()
    return dso_a


def form(centre: Association) -> str:
    return urlencode(
        {
            "ticket": tickets.new_ticket(guards.PURPOSE),
            "municipality": member_of(centre).code,
            "kind": "fault",
            "text": "Nesvítí lampa u kapličky.",
            "email": "jana@example.org",
            "send": "1",
        }
    )


def sent(message: str) -> int:
    answer = Client(raise_request_exception=False).post(
        "/kontakt/", message, content_type="application/x-www-form-urlencoded", headers={"host": "horni.localhost"}
    )
    return answer.status_code


def test_of_a_rush_of_messages_sent_twice_none_is_lost_and_none_is_double(
    own_database: OwnDatabase, centre: Association
) -> None:
    chance = random.Random(311)
    messages = [form(centre) for _arrival in range(ARRIVALS)]
    first = [chance.uniform(0, 0.6) for _arrival in messages]
    again = [moment + chance.choice((0.0, chance.uniform(0, 0.2))) for moment in first]
    plan = sorted(zip(first + again, messages * 2, strict=True))
    start = time.monotonic()

    def lane(number: int) -> list[int]:
        statuses = []
        for moment, message in plan[number::LANES]:
            time.sleep(max(0.0, moment - (time.monotonic() - start)))
            statuses.append(sent(message))
        return statuses

    answers = own_database.at_once(lane, LANES)

    assert [status for statuses in answers for status in statuses] == [302] * ARRIVALS * 2
    numbers = sorted(int(reference[-5:]) for reference in CitizenRequest.objects.values_list("reference", flat=True))
    assert numbers == list(range(1, ARRIVALS + 1))
    assert Activity.objects.count() == ARRIVALS
    assert OutboxMessage.objects.count() == 2 * ARRIVALS


@pytest.mark.spec("R1", "A1")
def test_two_people_who_let_the_same_message_in_open_one_activity(
    own_database: OwnDatabase, centre: Association
) -> None:
    held = make_request(centre, email="jana@example.org", held_because=[HeldBecause.TRAP])

    answers = own_database.at_once(lambda _number: release_request(request=held, user=None), 2)

    assert sorted(answers) == [False, True]
    assert Activity.objects.count() == 1
    assert OutboxMessage.objects.filter(recipient="jana@example.org").count() == 1


def test_a_message_costs_few_statements(own_database: OwnDatabase, centre: Association) -> None:
    assert sent(form(centre)) == 302
    with CaptureQueriesContext(connection) as captured:
        assert sent(form(centre)) == 302

    asked = [query["sql"] for query in captured.captured_queries]
    assert len(asked) <= 14, "\n".join(asked)
