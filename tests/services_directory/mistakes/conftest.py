"""A library with hours and an address, and the form of its page as a visitor fills it in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.tenancy.models import Association
from services_directory.models import Service
from tests.services_directory.factories import make_service

from .reporting import REPORTER, TEXT, form_url, get, ticket_of


@pytest.fixture
def association(dso_a: Association) -> Association:
    dso_a.email, dso_a.phone = "centrum@example.org", "+420491000110"
    dso_a.save()
    return dso_a


@pytest.fixture
def library(association: Association) -> Service:
    return make_service(association, name="Obecní knihovna", opening_hours="Mo-Fr 08:00-16:00")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def filled(client: Client, library: Service, clock: Any) -> dict[str, Any]:
    """The form as a visitor sends it, half a minute after opening it."""
    ticket = ticket_of(get(client, form_url(library)).content.decode())
    clock.shift(timedelta(seconds=30))
    return {"ticket": ticket, "topic": "hours", "text": TEXT, "email": REPORTER, "website": ""}


@pytest.fixture
def centre(client: Client, manager_a: Any) -> Client:
    """The manager of Horní, signed in."""
    signed_in = Client()
    signed_in.force_login(manager_a)
    return signed_in
