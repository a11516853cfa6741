"""Two associations whose directories must not meet; their members get names with diacritics."""

import pytest
from django.test import Client

from portal.tenancy.models import Association

from .factories import members


def _name_members(association: Association, *names: str) -> Association:
    for municipality, name in zip(members(association), names, strict=False):
        municipality.name = name
        municipality.save()
    return association


@pytest.fixture
def association(dso_a: Association) -> Association:
    """Members: Hořice and Žernov."""
    return _name_members(dso_a, "Hořice", "Žernov")


@pytest.fixture
def neighbour(dso_b: Association) -> Association:
    """Its first member is Cerekvice."""
    return _name_members(dso_b, "Cerekvice")


@pytest.fixture
def site_client(association: Association) -> Client:
    """A visitor of the association's site."""
    return Client(SERVER_NAME="horni.localhost")
