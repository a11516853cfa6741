"""Fixtures of the form's tests."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.tenancy.models import Association

from ..factories import member_of
from .browser import TEXT, get, preview_of, ticket_of


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def filled(client: Client, dso_a: Association, clock: Any) -> dict[str, Any]:
    """The form as a citizen fills it in, ten seconds after opening the page."""
    dso_a.email, dso_a.phone = "centrum@example.org", "+420491000110"
    dso_a.save()
    ticket = ticket_of(get(client).content.decode())
    clock.shift(timedelta(seconds=10))
    return {
        "ticket": ticket,
        "municipality": member_of(dso_a).pk,
        "kind": "fault",
        "text": TEXT,
        "name": "Jana Nováková",
        "email": "jana@example.org",
        "phone": "491 612 605",
        "website": "",
    }


@pytest.fixture
def preview(client: Client, filled: dict[str, Any]) -> str:
    """The address of a preview of what was filled in."""
    return preview_of(client, filled)
