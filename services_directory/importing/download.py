"""Reports and exports as files: CSV and XLSX."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.tenancy.models import Association

from ..models import Service
from . import own
from .report import COLUMNS, LABELS, Entry
from .tables import csv_lines, xlsx_bytes

FORMATS = ("csv", "xlsx")
CHUNK = 500


def format_of(path: Path) -> str:
    """By the ending of a file's name; CSV unless it says XLSX."""
    return "xlsx" if path.suffix.casefold() == ".xlsx" else "csv"


def report_headings() -> list[str]:
    """Headings for people, in the active language."""
    return [
        pgettext("import report", "Row"),
        pgettext("import report", "Outcome"),
        _("name"),
        pgettext("import report", "Column"),
        pgettext("import report", "Was"),
        pgettext("import report", "Is or would be"),
        pgettext("import report", "Reason"),
    ]


def report_rows(entries: Iterable[Entry], *, translated: bool = True) -> Iterator[list[str | int]]:
    """Entries as rows; for people the outcome is in words."""
    for each in entries:
        outcome = str(LABELS[each.outcome]) if translated and each.outcome in LABELS else each.outcome
        yield [each.line or "", outcome, each.name, each.column, each.old, each.new, each.reason]


def write_report(path: Path, entries: Iterable[Entry]) -> None:
    """Write a report with the columns of `report.COLUMNS` for other programs. Raises OSError."""
    rows = report_rows(entries, translated=False)
    if format_of(path) == "xlsx":
        path.write_bytes(xlsx_bytes("import", COLUMNS, rows))
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(COLUMNS, rows))


def exported_rows(association: Association, *, internal: bool) -> Iterator[list[object]]:
    """Rows of our own format in Czech order; without `internal` only what the public may see (D2)."""
    services = Service.objects.for_association(association)
    if not internal:
        services = services.published()
    services = (
        services.in_czech_order()
        .select_related("kind", "municipality")
        .prefetch_related("contacts", "served", "parts__kind")
    )
    columns = export_columns(internal=internal)
    for service in services.iterator(chunk_size=CHUNK):
        yield list(own.row_of(service, columns).values())


def export_columns(*, internal: bool) -> tuple[str, ...]:
    return own.COLUMNS if internal else own.PUBLIC_COLUMNS
