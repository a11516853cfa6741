"""What every test of contributions stands on: an issue being written and a mayor who was asked."""

from typing import Any

import pytest
from django.test import Client

from newsletters.models import Contributor, NewsletterIssuePage
from portal.tenancy.models import Association, Municipality

from ..factories import make_issue
from .asked import ask_mayor, village


@pytest.fixture
def issue(dso_a: Association) -> NewsletterIssuePage:
    return make_issue(dso_a, live=False)


@pytest.fixture
def place(dso_a: Association) -> Municipality:
    return village(dso_a)


@pytest.fixture
def mayor(issue: NewsletterIssuePage, place: Municipality, manager_a: Any) -> Contributor:
    """The contributor who was asked; the issue's instance knows the closing date."""
    return ask_mayor(issue, manager_a, place=place)


@pytest.fixture
def visitor() -> Client:
    """A browser nobody is signed in with, at the association's site."""
    return Client(HTTP_HOST="horni.localhost")


@pytest.fixture
def manager(manager_a: Any) -> Client:
    client = Client(HTTP_HOST="horni.localhost")
    client.force_login(manager_a)
    return client
