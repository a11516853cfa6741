"""What holds for any file: no cell makes the importer stumble, a second run changes nothing, exports come back."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.tenancy.models import Association
from services_directory.importing.csv_file import read_csv
from services_directory.importing.directory import stored_values
from services_directory.importing.download import export_columns, exported_rows
from services_directory.importing.enums import Outcome
from services_directory.importing.mapping import ColumnMapping
from services_directory.importing.notation import read_items, write_items
from services_directory.importing.places import Places
from services_directory.importing.plan import make_plan
from services_directory.importing.reader import read_bytes
from services_directory.importing.row import comparable
from services_directory.importing.rows import parse
from services_directory.importing.run import Options, compare, import_file, read_rows
from services_directory.importing.sheet import ImportRefused, Sheet
from services_directory.importing.source import source_of
from services_directory.importing.tables import csv_lines, xlsx_bytes
from services_directory.importing.targets import TARGETS
from services_directory.importing.vocabulary import Kinds
from services_directory.kinds import load_kinds
from services_directory.models import Service, ServiceContact, ServicePart

from .factories import kind, make_service, members

QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
KNOWN_DIRT = (
    "0", "None", "-", "www.", "4,2049142774e+11", "=1+1", "'=1+1", "+420491000101", "50,3 15,6", "Po 8-12", "nan",
    "inf", "1e999", "x" * 300, "2026-02-31", "12/3", "|", " | ", "=", "\\|", "(internal)", "Hořice", "🏫", "\x00",
)  # fmt: skip
DIRT = st.one_of(TEXT, st.sampled_from(KNOWN_DIRT), st.integers().map(str), st.floats().map(str))


@pytest.fixture
def kinds(association: Association) -> Kinds:
    load_kinds()
    return Kinds.load()


@given(st.binary(max_size=200))
@example(b"PK\x03\x04")
@QUICK
def test_any_file_is_read_or_refused_in_words(content: bytes) -> None:
    try:
        found = read_bytes(content)
    except ImportRefused:
        return
    assert found.columns


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=5))
@QUICK
def test_any_table_of_texts_is_read_as_it_was_written(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["a", "b", "c", "d"], *rows])
    try:
        found = read_csv(text.getvalue().replace("\x00", "").encode())
    except ImportRefused:
        return
    written = [[cell.replace("\x00", "") for cell in row] for row in rows]
    filled = [row for row in written if any(cell.strip() for cell in row)]
    assert [
        list(values.values())[: len(row)] for (_line, values), row in zip(found.rows, filled, strict=True)
    ] == filled


@given(st.lists(st.lists(TEXT, min_size=1, max_size=3), max_size=4))
@example([["a | b", "= c", "d ="], ["|", "\\|", "\\\\="], ["(internal)", "x (internal)"]])
@QUICK
def test_several_things_in_one_cell_come_back_as_they_were(items: list[list[str]]) -> None:
    plain = [[" ".join(text.split()) for text in item] for item in items]
    for item in plain:
        while item and not item[-1]:
            item.pop()
    read = read_items(write_items(items))
    assert read == [(item, False) for item in plain if item]


@given(st.lists(TEXT, min_size=1, max_size=4))
@example(["=1+1", "'=1+1", "''@x", "+420491000101", "-", "\t=1", "＝1", "'"])  # noqa: RUF001
@QUICK
def test_no_cell_runs_as_a_formula_and_every_text_comes_back(texts: list[str]) -> None:
    header = [f"h{n}" for n in range(len(texts))]
    lines = list(csv.reader(io.StringIO("".join(csv_lines(header, [texts])), newline="")))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in lines[-1])  # noqa: RUF001
    book = load_workbook(io.BytesIO(xlsx_bytes("t", header, [texts])))
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)


@given(st.dictionaries(st.sampled_from(sorted(TARGETS)), DIRT, min_size=1, max_size=8))
@QUICK
def test_no_cell_makes_the_importer_stumble(association: Association, kinds: Kinds, cells: dict[str, str]) -> None:
    row = {"name": "Knihovna", "kind": "Muzeum", "municipality_name": "Hořice"} | cells
    if {"latitude", "longitude"} & set(row):
        row = {"latitude": "", "longitude": ""} | row
    sheet = Sheet("csv", "utf-8", ",", tuple(row), [(2, row)])
    source = source_of(sheet, ColumnMapping("zdroj", {name: name for name in row}))
    parsed = parse(sheet, source, kinds=kinds, places=Places.of(association))
    assert len(parsed.records) + len(parsed.elsewhere) + len(parsed.refused) == 1
    assert all(fault.reason and fault.line == 2 for fault in parsed.faults)
    for _line, record in parsed.records:
        service = Service(site=association.site, slug="x", **_fields(record.values(), association))
        service.clean_fields(exclude=["operator_name", "sort_key"])


def _fields(values: dict[str, Any], association: Association) -> dict[str, Any]:
    plain = {name: value for name, value in values.items() if name not in {"served", "contacts", "parts"}}
    return plain | {"kind": kind(values["kind"]), "municipality": members(association)[0]}


@given(rows=st.lists(st.tuples(DIRT, st.sampled_from(["Muzeum", "Knihovna", "?"]), DIRT, DIRT), min_size=1, max_size=4))
@settings(QUICK, max_examples=10)
def test_a_second_run_of_any_file_changes_nothing_and_refused_rows_are_never_stored(
    association: Association, kinds: Kinds, rows: list[tuple[str, ...]], tmp_path: Path
) -> None:
    Service.objects.for_association(association).delete()
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Název", "Druh", "Telefon", "Popis", "Obec"])
        writer.writerows([[*(cell.replace("\x00", "") for cell in row), "Hořice"] for row in rows])
    columns = {
        "Název": "name",
        "Druh": "kind",
        "Telefon": "phones",
        "Popis": "description",
        "Obec": "municipality_name",
    }
    mapping = ColumnMapping("zdroj", columns)
    first = import_file(path, association, mapping=mapping, options=Options(partial=True))
    assert Service.objects.for_association(association).count() == first.counts["new"]
    assert sum(first.counts.values()) == first.rows
    again = import_file(path, association, mapping=mapping, options=Options(partial=True))
    assert again.counts == first.counts | {"new": 0, "unchanged": first.counts["new"]}
    assert again.absent == []


LINE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).map(str.strip)


@given(name=LINE.filter(bool), text=TEXT, label=LINE, part=LINE)
@example(name="=HYPERLINK(1)", text="'=1\r\n-2", label="(internal)", part="| = \\|")
@example(name="None", text="0", label="a | b = c", part="-")
@example(name="'+420", text="#REF", label="x (internal)", part="=")
@settings(QUICK, max_examples=8)
def test_an_export_comes_back_without_a_change_in_csv_and_xlsx(
    association: Association, kinds: Kinds, name: str, text: str, label: str, part: str
) -> None:
    Service.objects.for_association(association).delete()
    service = make_service(association, name="Knihovna")
    Service.objects.filter(pk=service.pk).update(
        name=name, description=text.replace("\x00", ""), internal_note=text.replace("\x00", ""), closed_on="2031-01-01"
    )
    ServiceContact.objects.create(service=service, kind="web", value="https://a.example.org/?a=1", label=label)
    ServiceContact.objects.create(service=service, kind="phone", value="+420606000111", label=label, is_internal=True)
    ServicePart.objects.create(service=service, kind=kind("gallery"), name=part, note=label, source_id="x-1")
    columns = export_columns(internal=True)
    rows = list(exported_rows(association, internal=True))
    for content in ("".join(csv_lines(columns, rows)).encode(), xlsx_bytes("t", columns, rows)):
        sheet = read_bytes(content)
        summary = compare(read_rows(sheet, source_of(sheet), association), Options())
        assert summary.faults == []
        assert [(change.outcome, change.fields) for change in summary.changes] == [(Outcome.UNCHANGED, [])]
        records = summary.parsed.records
        new = make_plan(association.site, [(n, record) for n, record in records])
        assert [change.outcome for change in new] == [Outcome.UNCHANGED]


def test_what_counts_as_the_same_is_only_what_no_file_can_keep(association: Association, kinds: Kinds) -> None:
    assert comparable("a\r\nb ") == comparable("a\nb")
    assert comparable("a  b") == comparable("a\u00a0b")
    assert comparable("a\nb") != comparable("a b")
    assert comparable(50.12345678) == comparable(50.12345681)
    assert comparable("a") != comparable("A")
    assert stored_values(make_service(association))["parts"] == []
