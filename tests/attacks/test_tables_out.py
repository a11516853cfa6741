"""No cell of any table we give out runs as a formula, and our own table comes back as it was."""

import ast
import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from contact_centre.reports.files import csv_of
from portal.core.exports import harmless
from portal.tenancy.models import Association
from services_directory.importing.csv_file import read_csv
from services_directory.importing.run import Options, import_file
from services_directory.importing.tables import csv_lines, xlsx_bytes
from services_directory.importing.xlsx_file import read_xlsx
from services_directory.models import Service
from tests.services_directory.factories import make_service

from .patterns import ROOT, sources
from .tries import tried

FORMULAS = (
    "=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", '"=1+1',
    "'=1+1", "\uff1d1+1", "x;=1+1;y", "x\n=HYPERLINK(1)", "x\t@SUM(1)", 'x;"=1+1', "x; =1", "\u00a0=1+1", "-A1", "+A1",
)  # fmt: skip
SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
LINES = st.lists(
    st.lists(st.sampled_from([*FORMULAS, "Knihovna", "5", ";", '"', "a,b", "\n", ""]), min_size=2, max_size=2)
)


def cells_a_czech_spreadsheet_shows(text: str) -> list[str]:
    """Each piece it could take for a cell of its own, whichever sign it looks for between them, as it looks at it."""
    pieces = [text]
    for sign in ";\t\r\n":
        pieces = [part for piece in pieces for part in piece.split(sign)]
    return [piece.strip(' \u00a0"') for piece in pieces]


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_text(text: str) -> None:
    shown = harmless(text)
    assert not any(cell.startswith(SIGNS) for cell in cells_a_czech_spreadsheet_shows(shown))
    assert shown.replace("'", "") == text.replace("'", "")


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    "text", ["-5,5", "+420 491 000 101", "Po – Pá; - kromě svátků", "a@b.cz", "1=1", "- ", "žádná"]
)
def test_what_is_no_formula_stays_readable(text: str) -> None:
    assert harmless(text).lstrip("'") == text


@pytest.mark.only_on("sqlite")
def test_every_view_that_exports_writes_its_cells_through_the_guard() -> None:
    """Wagtail's reports too: whoever writes rows in another way is noticed here."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - makes every view
    kinds, left = set(), [SpreadsheetExportMixin]
    while left:
        kind = left.pop()
        kinds.add(kind)
        left += kind.__subclasses__()
    assert len(kinds) > 40
    assert SpreadsheetExportMixin.write_csv_row.__module__ == "portal.core.exports"
    for kind in kinds - {SpreadsheetExportMixin}:
        own = {"write_csv_row", "stream_csv", "write_xlsx", "generate_xlsx_row"} & vars(kind).keys()
        assert not own, f"{kind.__module__}.{kind.__name__} writes its own {own}"


WRITERS = {
    "portal/tenancy/keeping/archive.py", "services_directory/api/files.py", "services_directory/importing/tables.py",
    "contact_centre/reports/files.py", "contact_centre/reports/lines.py",
}  # fmt: skip


@pytest.mark.only_on("sqlite")
def test_nobody_else_writes_tables() -> None:
    """Each of these is tested here or in its own tests; another one has to be."""
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"csv.writer", "csv.DictWriter", "Workbook"}:
                found.add(str(path.relative_to(ROOT)))
    assert found <= WRITERS


@pytest.mark.only_on("sqlite")
@tried(30)
@given(rows=LINES)
def test_our_own_tables_hold_no_formula_and_are_read_back(rows: list[list[str]]) -> None:
    written = "".join(csv_lines(["a", "b"], rows))
    for row in csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=";"):
        assert not any(cell.startswith((*SIGNS, "\t", "\r", "\n")) for cell in row)
    report = csv_of(["a", "b"], rows).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(report, newline=""), delimiter=";"):
        assert not any(cell.lstrip(' "').startswith(SIGNS) for cell in row if not cell.lstrip("+-").isdigit())
    book = xlsx_bytes("a", ["a", "b"], rows)
    for cells in load_workbook(io.BytesIO(book)).active.iter_rows():
        assert not any(cell.data_type == "f" for cell in cells)
    if rows and all(any(cell.strip() for cell in row) for row in rows):
        assert len(read_csv(written.encode()).rows) == len(read_xlsx(book).rows) == len(rows)


@pytest.mark.django_db
def test_a_list_of_the_admin_gives_out_no_formula(client: Client, manager_a: Any, dso_a: Association) -> None:
    for text in FORMULAS:
        make_service(dso_a, name=text.strip() or "x", operator_name=text[:100])
    client.force_login(manager_a)
    address = "/admin/snippets/services_directory/service/?export="
    answer = client.get(address + "csv", headers={"host": "horni.localhost"})
    written = b"".join(answer.streaming_content).decode()
    for row in csv.reader(io.StringIO(written, newline="")):
        assert not any(cell.lstrip(' "').startswith(SIGNS) for cell in row if not cell[1:2].isdigit())
        assert "1+1;y" not in " ".join(row) or "'=1+1;y" in " ".join(row)
    answer = client.get(address + "xlsx", headers={"host": "horni.localhost"})
    for cells in load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows():
        assert not any(cell.data_type == "f" for cell in cells)


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_our_own_export_with_formulas_in_it_comes_back_as_it_was(
    ending: str, dso_a: Association, tmp_path: Path
) -> None:
    for text in FORMULAS:
        name = " ".join(text.split())
        make_service(dso_a, name=name, description=text.strip())
    path = tmp_path / f"export.{ending}"
    call_command("export_services", str(path), association="horni")
    summary = import_file(path, dso_a, options=Options())
    assert summary.faults == []
    assert summary.counts["unchanged"] == len(FORMULAS)
    assert Service.objects.count() == len(FORMULAS)
