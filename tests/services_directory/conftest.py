"""Two associations whose directories must not meet; their members get names with diacritics."""

from collections.abc import Iterator

import pytest
from django.test import Client

from portal.tenancy.models import Association
from services_directory.printing import booklet, stored

from .booklets import TODAY, at, empty_the_shelf
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


@pytest.fixture
def empty_shelf() -> Iterator[None]:
    """No booklet of another test is kept, and it is nine in the morning."""
    with at(TODAY, 9):
        yield
    empty_the_shelf()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The booklets that are really made, by the municipality's code ("" for all); their text stands for the PDF."""
    codes: list[str] = []

    def make(wanted: booklet.Edition) -> bytes:
        codes.append(wanted.municipality_code)
        return booklet.booklet_html(wanted).encode()

    monkeypatch.setattr(stored, "booklet_pdf", make)
    return codes
