"""Reading the national table: each faulty row is named, nothing is half-applied."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.tenancy.models import Municipality
from portal.tenancy.municipalities import COLUMNS, UnreadableTable, read_table

HEADER = ",".join(COLUMNS)
GOOD = (
    "574341,Police nad Metují,město,00272949,5203,Broumov,CZ0523,Náchod,"
    "CZ052,Královéhradecký kraj,4132,549 54,50.5369,16.2334"
)
OTHER = "574210,Machov,městys,00272817,5209,Náchod,CZ0523,Náchod,CZ052,Královéhradecký kraj,1059,54963,50.4997,16.2773"


def table(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> bytes:
    return "\n".join([header, *rows]).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
def test_names_survive_the_encodings_people_have(encoding: str) -> None:
    reading = read_table(table(GOOD, encoding=encoding))
    assert [row.name for row in reading.municipalities] == ["Police nad Metují"]
    assert reading.municipalities[0].psc == "54954"
    assert reading.faults == []


def test_semicolons_and_another_order_of_columns_are_read() -> None:
    columns = HEADER.split(",")
    values = dict(zip(columns, GOOD.split(","), strict=True))
    header = ";".join(reversed(columns))
    row = ";".join(values[column] for column in reversed(columns))
    assert read_table(table(row, header=header)).municipalities[0].code == "574341"


def test_a_wrong_header_is_refused_with_the_missing_columns() -> None:
    with pytest.raises(UnreadableTable, match="ico, obec_code"):
        read_table(table(GOOD, header=HEADER.replace("obec_code", "kod").replace(",ico,", ",ic,")))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (GOOD.replace("00272949", "00272940"), "ico"),
        (GOOD.replace("574341", "5743"), "obec_code"),
        (GOOD.replace("město", "velkoměsto"), "status"),
        (GOOD.replace("4132", "mnoho"), "population_2018"),
    ],
)
def test_a_faulty_row_is_reported_with_line_and_column(row: str, column: str) -> None:
    reading = read_table(table(OTHER, row))
    assert [(fault.line, fault.column) for fault in reading.faults] == [(3, column)]
    assert [good.code for good in reading.municipalities] == ["574210"]


def test_a_duplicate_names_the_line_it_repeats() -> None:
    reading = read_table(table(GOOD, GOOD))
    assert len(reading.municipalities) == 1
    assert "2" in reading.faults[0].reason


@pytest.mark.django_db
def test_by_default_one_fault_keeps_everything_out(tmp_path: Path) -> None:
    file = tmp_path / "obce.csv"
    file.write_bytes(table(OTHER, GOOD.replace("00272949", "00272940")))
    with pytest.raises(CommandError, match="nothing written"):
        call_command("import_municipalities", file)
    assert not Municipality.objects.filter(code__in=["574210", "574341"]).exists()


@pytest.mark.django_db
def test_partial_writes_the_good_rows_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "obce.csv"
    file.write_bytes(table(OTHER, GOOD.replace("00272949", "00272940")))
    call_command("import_municipalities", file, "--partial")
    first = list(Municipality.objects.values())
    call_command("import_municipalities", file, "--partial")
    assert list(Municipality.objects.values()) == first
    codes = {row["code"] for row in first}
    assert "574210" in codes
    assert "574341" not in codes


@pytest.mark.django_db
def test_an_unreadable_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_municipalities", tmp_path / "nic.csv")


@pytest.mark.django_db
def test_municipalities_sort_as_czechs_do() -> None:
    names = ["Cidlina", "Čáslav", "Hradec Králové", "Cheb", "Chrudim", "Ivančice", "Rokycany", "Řípec", "Semily",
             "Šumperk", "Ulice", "Úpice", "Ústí nad Labem", "Zlín", "Žďár nad Sázavou"]  # fmt: skip
    for number, name in enumerate(reversed(names)):
        Municipality.objects.create(code=f"{540000 + number}", name=name)
    in_order = Municipality.objects.filter(code__startswith="5400").values_list("name", flat=True)
    assert list(in_order) == names
