"""What citizens of the demonstration's places type, and what they mean (`search_queries.json`)."""

import json
from pathlib import Path

import pytest

from portal.tenancy.models import Association
from services_directory.search.find import ask

from .demo_services import DEMO_ASSOCIATIONS, load_demo_directory

QUERIES: dict[str, list[tuple[str, list[str]]]] = json.loads(
    Path(__file__).with_name("search_queries.json").read_text(encoding="utf-8")
)
FIRST = 3
LEAST_SHARE = 0.95


def test_the_list_is_long_enough_to_mean_something() -> None:
    assert QUERIES.keys() == set(DEMO_ASSOCIATIONS)
    assert sum(map(len, QUERIES.values())) >= 60


@pytest.mark.spec("S1", "S2", "DIR-1")
@pytest.mark.parametrize("slug", DEMO_ASSOCIATIONS)
def test_what_citizens_type_leads_to_what_they_mean(slug: str, dso_a: Association) -> None:
    load_demo_directory(dso_a, slug)
    missed = []
    for query, expected in QUERIES[slug]:
        found = ask(query, [dso_a.site])
        first = [service.name for service in found.services[:FIRST]]
        if not first and (looser := found.loosened()):
            first = [service.name for service in looser.services[:FIRST]]
        if not set(first) & set(expected):
            missed.append((query, first))
    assert len(missed) <= len(QUERIES[slug]) * (1 - LEAST_SHARE), missed
