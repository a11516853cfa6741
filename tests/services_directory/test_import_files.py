"""Files as tables: whatever an office saves is read, what is none is refused with the reason."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from services_directory.importing import sheet, xlsx_file
from services_directory.importing.reader import read_bytes
from services_directory.importing.sheet import ImportRefused


def xlsx(*rows: Sequence[Any], hidden: bool = False) -> bytes:
    """A workbook with these rows; with `hidden` they are on a sheet behind one that nobody sees."""
    workbook = Workbook()
    page = workbook.active
    if hidden:
        page.append(["tajné"])
        page.sheet_state = "hidden"
        page = workbook.create_sheet("Vidět")
    for row in rows:
        page.append(list(row))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """The package with this part added or replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, data if each == name else old.read(each))
        if name not in old.namelist():
            new.writestr(name, data)
    return file.getvalue()


def values(content: bytes) -> list[list[str]]:
    found = read_bytes(content)
    return [[row[column] for column in found.columns] for _line, row in found.rows]


# --- CSV --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_of_any_office_is_read(encoding: str, delimiter: str) -> None:
    text = f"Název{delimiter}Obec\nŠkola{delimiter}Žďár\n"
    found = read_bytes(text.encode(encoding))
    assert (found.kind, found.encoding, found.delimiter) == ("csv", encoding.removesuffix("-sig"), delimiter)
    assert found.rows == [(2, {"Název": "Škola", "Obec": "Žďár"})]


def test_a_delimiter_inside_quotes_is_text() -> None:
    assert values('"Název, celý";Obec\n"A, B, C";Brno\n'.encode()) == [["A, B, C", "Brno"]]


def test_a_title_above_the_table_is_no_header() -> None:
    found = read_bytes("Seznam knihoven 2026;;\n\nNázev;Obec;PSČ\nA;B;50801\n".encode())
    assert found.columns == ("Název", "Obec", "PSČ")
    assert found.rows == [(4, {"Název": "A", "Obec": "B", "PSČ": "50801"})]


def test_columns_without_a_name_and_twice_the_same_are_told_apart() -> None:
    found = read_bytes(b"Telefon;;Telefon;\n1;2;3;\n")
    assert found.columns == ("Telefon", "(sloupec 2)", "Telefon (2)")


def test_a_row_that_is_too_short_or_too_long_is_read() -> None:
    found = read_bytes(b"a;b;c\n1\n1;2;3;4\n")
    assert [list(row.values()) for _line, row in found.rows] == [["1", "", "", ""], ["1", "2", "3", "4"]]


# --- XLSX -------------------------------------------------------------------------------------------
def test_cells_of_a_workbook_are_read_as_people_see_them() -> None:
    content = xlsx(
        ["text", "celé", "desetinné", "datum", "čas", "ano", "prázdné", "dlouhé"],
        ["  Škola ", 194972, 50.3649, date(2026, 5, 4), time(8, 30), True, None, 4.2049142774e17],
        [datetime(2026, 5, 4, 13, 5), 491000101.0, 15.0, datetime(2026, 5, 4), None, False, "", "x"],
    )
    assert values(content) == [
        ["  Škola ", "194972", "50.3649", "2026-05-04", "08:30", "ano", "", "4.204914e+17"],
        ["2026-05-04 13:05", "491000101", "15", "2026-05-04", "", "ne", "", "x"],
    ]


def test_the_first_sheet_that_can_be_seen_is_read_and_lines_are_those_of_the_sheet() -> None:
    found = read_bytes(xlsx(["Název", "Obec", "PSČ"], [None, None, None], ["A", "B", 50801], hidden=True))
    assert found.encoding == "Vidět"
    assert found.rows == [(3, {"Název": "A", "Obec": "B", "PSČ": "50801"})]


def test_a_formula_is_read_by_its_last_result() -> None:
    formula = b'<c r="A2"><f>1+1</f><v>2</v></c>'
    content = xlsx(["Číslo"], [0])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        page = package.read("xl/worksheets/sheet1.xml").replace(b'<c r="A2" t="n"><v>0</v></c>', formula)
    assert formula in page
    assert values(with_part(content, "xl/worksheets/sheet1.xml", page)) == [["2"]]


GOOD = xlsx(["Název", "Obec"], ["A", "B"])
BOMB = b"<x>" + b"\x00" * (3 * 1024 * 1024)
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "prázdný"),
        (b"   \n \n", "prázdný"),
        (b"%PDF-1.7", "není tabulka"),
        (b"<html>", "není tabulka"),
        (b"\x89PNG\r\n\x1a\n", "není tabulka"),
        (b"{\\rtf1 x", "není tabulka"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS"),
        (b"\x00\x01\x02\xff\xfe", "UTF-8"),
        (b"\xff\xfex", "UTF-8"),
        (b"PK\x03\x04", "poškozen"),
        (GOOD[:-30], "poškozen"),
        (with_part(GOOD, "xl/worksheets/sheet1.xml", b"<no"), "poškozen"),
        (with_part(GOOD, "xl/worksheets/sheet1.xml", ENTITIES), "poškozen"),
        (with_part(GOOD, "xl/vbaProject.bin", b"x"), "makra"),
        (with_part(GOOD, "xl/media/image.png", BOMB), "po rozbalení"),
        (b'a,b\n"never closed', None),
    ],
)
def test_what_is_no_table_is_refused_in_czech(content: bytes, said: str | None) -> None:
    if said is None:
        assert read_bytes(content).rows
        return
    with pytest.raises(ImportRefused, match=said):
        read_bytes(content)


def test_another_package_than_a_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", "x")
    with pytest.raises(ImportRefused, match="není sešit"):
        read_bytes(file.getvalue())


def test_there_are_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 5)
    monkeypatch.setattr(sheet, "TITLE_ROWS", 0)
    with pytest.raises(ImportRefused, match="řádků"):
        read_bytes(b"a;b;c\n" + b"1;2;3\n" * 6)
    assert len(read_bytes(b"a;b;c\n" + b"1;2;3\n" * 5).rows) == 5
    with pytest.raises(ImportRefused, match="sloupců"):
        read_bytes(b";".join([b"x"] * 201) + b"\n")
    with pytest.raises(ImportRefused, match="větší"):
        read_bytes(b"x" * (sheet.MOST_BYTES + 1))


def test_a_workbook_cannot_unpack_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "MOST_UNPACKED", 100)
    with pytest.raises(ImportRefused, match="po rozbalení"):
        read_bytes(GOOD)
