"""The region's real open data: every row is imported, lies elsewhere, or is refused with a reason."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from portal.tenancy.models import Association
from services_directory.importing.run import Summary, import_file
from services_directory.models import Service
from services_directory.search.query import Question

from .region import PARTIAL, REFUSED, ROWS, refused

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def summary(region: Association, django_db_blocker: DjangoDbBlocker, real_data: Path) -> Summary:
    """The file, imported once: it goes with the region at the module's end."""
    with django_db_blocker.unblock():
        return import_file(real_data / "services.csv", region, options=PARTIAL)


@pytest.mark.spec("D9")
def test_every_refused_row_is_explained(summary: Summary, real_data: Path) -> None:
    assert summary.rows == ROWS
    assert sum(summary.counts.values()) == ROWS
    assert refused(summary, real_data / "services.csv") == REFUSED
    assert all(fault.reason for fault in summary.faults)
    assert summary.counts["new"] == ROWS - len(REFUSED) - summary.counts["elsewhere"]


@pytest.mark.spec("D9")
def test_a_second_run_changes_nothing(region: Association, summary: Summary, real_data: Path) -> None:
    again = import_file(real_data / "services.csv", region, options=PARTIAL)
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)
    assert again.counts["unchanged"] == summary.counts["new"]


def test_addresses_are_unique_and_pages_answer(region: Association, summary: Summary) -> None:
    slugs = list(Service.objects.values_list("slug", flat=True))
    assert len(slugs) == len(set(slugs)) == summary.counts["new"]
    client = Client(SERVER_NAME="horni.localhost")
    for slug in slugs[::97]:
        assert client.get(f"/sluzby/{slug}/").status_code == 200
    assert client.get("/sluzby/", {"q": "skolka", "page": "2"}).status_code == 200


@pytest.mark.spec("S1")
def test_people_find_what_they_look_for(region: Association, summary: Summary) -> None:
    missed = []
    for query, name in QUERIES.items():
        hits = Service.objects.matching(Question(query), [region.site])[:3]
        if name not in [service.name for service in hits]:
            missed.append((query, name, [service.name for service in hits]))
    assert missed == []


QUERIES = {
    "domov duchodcu police": "Domov důchodců Police nad Metují",
    "merkur": "Muzeum stavebnice Merkur",
    "fakultni nemocnice": "Fakultní nemocnice Hradec Králové",
    "nemocnici v Náchodě": "Oblastní nemocnice Náchod, a.s.",
    "nemocnice jicin": "Oblastní nemocnice Jičín, a.s.",
    "kulturak dobruska": "Kulturní dům Dobruška",
}
