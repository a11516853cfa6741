"""Every public page type, route and address is looked at by the tests of accessibility, or it says why not."""

from pathlib import Path

import pytest

from .access_places import MACHINES, NOT_PAGES, SAID, SIGNED_IN, WALKED, names, needs_arguments, page_types

pytestmark = pytest.mark.only_on("sqlite")


def test_each_public_page_is_looked_at_or_says_why_not() -> None:
    nowhere = needs_arguments() - SAID.keys() - NOT_PAGES.keys() - WALKED.keys()
    assert not nowhere, f"say in access_places.py where these can be seen: {sorted(nowhere)}"


def test_nothing_is_said_of_pages_that_are_gone() -> None:
    said = SAID.keys() | NOT_PAGES.keys() | WALKED.keys() | SIGNED_IN
    assert not said - names()
    assert len(page_types()) > 12
    assert all(path.endswith("/") for path in MACHINES)


def test_what_is_seen_on_the_way_is_walked_there() -> None:
    here = Path(__file__).parent
    assert all((here / file).exists() for file in WALKED.values())
