"""The four forms of a report read back as one and the same: a list of rows of texts."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pikepdf
from openpyxl import load_workbook

from contact_centre.reports.measures import for_csv
from tests.services_directory.pdf_text import texts_by_mark

NBSP = "\u00a0"
Rows = list[list[str]]


class _Tables(HTMLParser):
    """Cells of the report's table on a page, and the links of its numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = []
        self.links: dict[tuple[str, str], str] = {}
        self._in_report = self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._in_report = "reports-table" in (dict(attrs).get("class") or "")
        if not self._in_report:
            return
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
            self._in_cell = True
        elif tag == "a" and self._in_cell:
            self.links[self.rows[-1][0], self.rows[0][len(self.rows[-1]) - 1]] = dict(attrs)["href"] or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._in_cell = False
        elif tag == "table":
            self._in_report = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def of_page(html: str) -> tuple[Rows, dict[tuple[str, str], str]]:
    """The table of a page, and what its numbers open by the names of row and column."""
    reader = _Tables()
    reader.feed(html)
    return [[plain(cell) for cell in row] for row in reader.rows], reader.links


def of_csv(content: bytes) -> Rows:
    assert content.startswith(b"\xef\xbb\xbf")
    return [list(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")]


def of_xlsx(content: bytes) -> Rows:
    """Numbers have to be numbers; they are written as in CSV to compare them."""
    sheet: Any = load_workbook(io.BytesIO(content)).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    found = [[str(name) for name in head]]
    for label, *cells in rows:
        assert all(cell == "–" or isinstance(cell, int | float) for cell in cells)
        found.append([label, *(cell if isinstance(cell, str) else for_csv(Decimal(str(cell))) for cell in cells)])
    return found


def of_pdf(content: bytes) -> Rows:
    """The table as a screen reader gets it, from the tags; parts that stand side by side in one again."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        texts = {page.objgen: texts_by_mark(page) for page in pdf.pages}
        parts = [_rows(table, texts) for table in _elements(pdf.Root.StructTreeRoot.K, "/Table")]
    first, *others = parts
    for part in others:
        if part[0][1:] and [row[0] for row in part] == [row[0] for row in first]:
            first = [[*row, *more[1:]] for row, more in zip(first, part, strict=True)]
    return first


def _rows(table: Any, texts: dict[Any, dict[int, str]]) -> Rows:
    rows = []
    for row in _elements(table.K, "/TR"):
        cells = [each for each in _kids(row.K) if str(each.get("/S", "")) in ("/TH", "/TD")]
        assert all("/Headers" in cell.A for cell in cells if str(cell.S) == "/TD"), "a cell knows its headers"
        rows.append([plain(" ".join(_said(cell, texts))) for cell in cells])
    return rows


def _said(element: Any, texts: dict[Any, dict[int, str]], page: Any = None) -> Iterator[str]:
    page = element.get("/Pg", page)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            yield texts[page.objgen].get(int(kid), "")
        elif "/MCID" in kid:
            yield texts[kid.get("/Pg", page).objgen].get(int(kid.MCID), "")
        else:
            yield from _said(kid, texts, page)


def _kids(kids: Any) -> list[Any]:
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in listed if isinstance(kid, pikepdf.Dictionary)]


def _elements(kids: Any, kind: str) -> Iterator[Any]:
    for kid in _kids(kids):
        if str(kid.get("/S", "")) == kind:
            yield kid
        elif "/K" in kid:
            yield from _elements(kid.K, kind)


def plain(text: str) -> str:
    return " ".join(text.replace(NBSP, " ").split())
