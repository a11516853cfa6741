"""The national table of municipalities as it is: every row is good, and loading it again changes nothing."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command

from portal.tenancy.models import Municipality

pytestmark = pytest.mark.django_db

# The tests' own municipalities have codes from 900000 on, which no real one has.
REAL = Municipality.objects.filter(code__lt="900000").order_by("code")


@pytest.fixture
def table(real_data: Path) -> Path:
    return real_data / "municipalities.csv"


def rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_municipality_is_loaded_once(table: Path) -> None:
    call_command("import_municipalities", table)
    first = list(REAL.values())
    call_command("import_municipalities", table)
    assert list(REAL.values()) == first
    assert [row["code"] for row in first] == sorted(row["obec_code"] for row in rows(table))


@pytest.mark.spec("S1")
def test_the_whole_country_sorts_by_czech_rules(table: Path) -> None:
    call_command("import_municipalities", table)
    names = list(Municipality.objects.order_by("sort_key").values_list("name", flat=True))
    # "Ch" is a letter after "H"; "Č" comes after all of "C".
    assert names.index("Hradec Králové") < names.index("Chrudim") < names.index("Jihlava")
    assert names.index("Cvikov") < names.index("Čáslav") < names.index("Dačice")
    assert max(names.index(name) for name in names if name.startswith("Hy")) < names.index("Cheb")


def test_the_table_in_windows_1250_gives_the_same_rows(table: Path, tmp_path: Path) -> None:
    copy = tmp_path / "cp1250.csv"
    copy.write_bytes(table.read_text(encoding="utf-8-sig").encode("cp1250"))
    call_command("import_municipalities", table)
    expected = list(REAL.values())
    REAL.delete()
    call_command("import_municipalities", copy)
    assert list(REAL.values()) == expected
