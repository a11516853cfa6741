"""The region's real open data: every row is imported, lies elsewhere, or is refused with a reason."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl import Workbook

from portal.tenancy.models import Association, Membership, Municipality
from services_directory.importing.guess import guess_mapping
from services_directory.importing.places import Places
from services_directory.importing.reader import read_file
from services_directory.importing.run import Options, Summary, import_file
from services_directory.importing.vocabulary import Kinds
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


# --- The same rows by other ways --------------------------------------------------------------------
COLUMNS = {
    "source_id": "id", "name": "name", "kind": "kind", "provider": "operator_name", "ico": "operator_ico",
    "obec_code": "municipality", "obec": "municipality_name", "street": "street", "number_type": "number_kind",
    "house_number": "house_number", "orientation_number": "orientation_number", "psc": "psc", "web": "webs",
    "phone": "phones", "email": "emails", "lat": "latitude", "lon": "longitude", "accessibility": "barrier_free",
    "description": "description", "category": "kind",
}  # fmt: skip
CZECH = {
    "source_id": "Identifikátor", "name": "Název", "kind": "Druh", "provider": "Provozovatel", "ico": "IČO",
    "obec_code": "Kód obce", "obec": "Obec", "street": "Ulice", "number_type": "Typ čísla",
    "house_number": "Číslo popisné", "orientation_number": "Číslo orientační", "psc": "PSČ", "web": "WWW",
    "phone": "Telefon", "email": "E-mail", "lat": "Zeměpisná šířka", "lon": "Zeměpisná délka",
    "accessibility": "Bezbariérovost", "description": "Popis", "category": "Kategorie",
}  # fmt: skip
OTHER_COLUMNS = ("layer", "layer_year", "ico_valid", "obec_code_known")


def as_workbook(path: Path, target: Path) -> Path:
    """The region's file as an office would keep it: Czech headings, numbers as numbers."""
    workbook = Workbook(write_only=True)
    page = workbook.create_sheet("Služby")
    rows = [values for _line, values in read_file(path).rows]
    columns = [name for name in rows[0] if name not in OTHER_COLUMNS]
    page.append([CZECH[name] for name in columns])
    for values in rows:
        page.append([_number(name, values[name]) for name in columns])
    workbook.save(target)
    return target


def _number(name: str, value: str) -> Any:
    if name in {"ico", "psc", "house_number", "obec_code"} and value.strip().isdigit():
        return int(value)
    return float(value) if name in {"lat", "lon"} and value not in {"", "0", "None"} else value


@pytest.mark.spec("D9")
def test_a_workbook_with_czech_headings_is_understood_and_every_refused_row_explained(
    region: Association, real_data: Path, tmp_path: Path
) -> None:
    path = as_workbook(real_data / "services.csv", tmp_path / "Služby kraje.xlsx")
    sheet = read_file(path)
    kinds, places = Kinds.load(), Places.of(region)
    mapping = guess_mapping(sheet, name=path.name, kinds=kinds, places=places)
    assert mapping.columns == {CZECH[name]: key for name, key in COLUMNS.items()}
    summary = import_file(path, region, mapping=mapping, options=PARTIAL)
    assert sum(summary.counts.values()) == summary.rows == ROWS
    ids = {line: values["Identifikátor"] for line, values in sheet.rows}
    found: dict[str, set[str]] = {}
    for fault in summary.faults:
        found.setdefault(ids[fault.line], set()).add(fault.column)
        assert fault.reason
    # By name alone a place in Prague is known to lie elsewhere; the region's reader asks for the code.
    assert set(REFUSED) - set(found) == {"PSS454"}
    assert set(found) - set(REFUSED) == set()
    assert summary.counts["new"] == ROWS - len(found) - summary.counts["elsewhere"]
    again = import_file(path, region, mapping=mapping, options=PARTIAL)
    assert (again.counts["new"], again.counts["changed"], again.absent) == (0, 0, [])


@pytest.mark.spec("D9")
def test_schools_in_several_rows_become_places_with_parts(region: Association, real_data: Path) -> None:
    options = Options(partial=True, join=True)
    summary = import_file(real_data / "services.csv", region, options=options)
    assert sum(summary.counts.values()) == ROWS
    assert set(refused(summary, real_data / "services.csv")) == set(REFUSED)
    joined = summary.counts["joined"]
    assert joined > 100
    assert summary.counts["new"] == ROWS - len(REFUSED) - joined
    assert Service.objects.count() == summary.counts["new"]
    again = import_file(real_data / "services.csv", region, options=options)
    assert (again.counts["new"], again.counts["changed"], again.counts["joined"]) == (0, 0, joined)
    apart = import_file(real_data / "services.csv", region, options=PARTIAL)
    assert (apart.counts["new"], apart.counts["changed"], apart.counts["joined"]) == (0, 0, joined)


@pytest.mark.spec("D9")
def test_everything_exported_comes_back_unchanged(region: Association, real_data: Path, tmp_path: Path) -> None:
    import_file(real_data / "services.csv", region, options=Options(partial=True, join=True))
    for name in ("export.csv", "export.xlsx"):
        call_command("export_services", str(tmp_path / name), association=region.slug)
        back = import_file(tmp_path / name, region)
        assert back.faults == []
        assert back.counts["unchanged"] == back.rows == Service.objects.count()
