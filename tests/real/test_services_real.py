"""The region's real open data: every row is imported, lies elsewhere, or is refused with a reason."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from portal.tenancy.models import Association, Membership, Municipality
from services_directory.importing.reader import read_file
from services_directory.importing.run import Options, Summary, import_file
from services_directory.models import Service
from services_directory.search.query import Question

PARTIAL = Options(partial=True)
JOINED = "2016-07-01"
ROWS = 1_626
REFUSED = {
    # identifier in the source: the column at fault
    "SSSZ1491": "web", "SSSZ1492": "web", "SSSZ1493": "web", "SSSZ1494": "web",  # the school's name instead
    "PSS105": "name",  # the exact duplicate of the row before
    "PSS454": "obec_code",  # a place in Prague without a code
    "KNIH180": "obec",  # the code of another municipality
    "KNIH322": "ico",  # a wrong check digit
    "MG43": "web",  # the title of a page instead of its address
    "DIVFILH25": "web",  # "http://https://…"
    "DIVFILH33": "phone",  # a digit is missing
    "LK16": "phone", "LK20": "phone", "LK21": "phone", "LK26": "phone", "LK28": "phone", "LK29": "phone",
    "LK32": "phone",  # 4,2049544519e+11
    "LK48": "obec_code",  # a pond without a municipality
}  # fmt: skip


@pytest.fixture
def region(dso_a: Association, real_data: Path) -> Association:
    """The association with the whole region as its members."""
    call_command("import_municipalities", str(real_data / "municipalities.csv"))
    codes = Municipality.objects.filter(region_name="Královéhradecký kraj").exclude(memberships__association=dso_a)
    Membership.objects.bulk_create(
        Membership(association=dso_a, municipality_id=code, joined_on=JOINED)
        for code in codes.values_list("code", flat=True)
    )
    return dso_a


@pytest.fixture
def summary(region: Association, real_data: Path) -> Summary:
    return import_file(real_data / "services.csv", region, options=PARTIAL)


def refused(summary: Summary, path: Path) -> dict[str, str]:
    """The column of each refused row's first fault, by the row's identifier."""
    ids = {line: values["source_id"] for line, values in read_file(path).rows}
    found: dict[str, str] = {}
    for fault in summary.faults:
        found.setdefault(ids[fault.line], fault.column)
    return found


@pytest.mark.spec("D9")
def test_every_refused_row_is_explained(summary: Summary, real_data: Path) -> None:
    assert summary.rows == ROWS
    assert sum(summary.counts.values()) == ROWS
    assert refused(summary, real_data / "services.csv") == REFUSED
    assert all(fault.reason for fault in summary.faults)
    assert summary.counts["new"] == ROWS - len(REFUSED) - summary.counts["elsewhere"]


@pytest.mark.spec("D9")
def test_all_or_nothing_is_the_default(region: Association, real_data: Path) -> None:
    assert not import_file(real_data / "services.csv", region).is_applied
    assert not Service.objects.exists()


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
