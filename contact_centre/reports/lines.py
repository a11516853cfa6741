"""The activities behind a report, a line each, with everything a report sums by: the lines add up to its total."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from ..models import Activity
from .asked import Question
from .dimensions import DIMENSIONS, MUNICIPALITY, Names
from .files import NUMBER_FORMATS, allowed, csv_of, keep_text, saved
from .measures import MEASURES, for_csv, plain
from .served import place

NAMED = [each for each in DIMENSIONS.values() if each.key not in {"month", "municipality"}]
"""What is written as the name of a group; the month stands in the day, municipalities have two columns."""
AMOUNTS = [each for each in MEASURES.values() if each.key not in {"count", "advice"}]
AMOUNT_FIELDS = ("hours", "legal_hours", "saved_czk", "brought_czk")
HEAD = (
    gettext_lazy("Number"),
    gettext_lazy("Title"),
    gettext_lazy("Ended on"),
    pgettext_lazy("report", "Municipality in the report"),
    gettext_lazy("Municipalities concerned"),
    *(each.label for each in NAMED),
    *(each.label for each in AMOUNTS),
)
FIRST_AMOUNT = len(HEAD) - len(AMOUNTS)


def lines(asked: Question) -> Iterator[list[Any]]:
    """A line for each activity that counts, in the order in which they ended: words, a day, numbers."""
    found = asked.activities().annotate(served_place=place()).order_by("closed_on", "pk")
    concerned = _municipalities(found)
    places = asked.book.names(MUNICIPALITY, {code for codes in concerned.values() for code in codes})
    groups = [each.expression().name for each in NAMED]
    rows = list(found.values_list("pk", "reference", "title", "closed_on", "served_place", *groups, *AMOUNT_FIELDS))
    first = 5
    names: list[Names] = [
        asked.book.names(each, {row[first + number] for row in rows}) for number, each in enumerate(NAMED)
    ]
    for pk, reference, title, closed_on, served_place, *values in rows:
        keys, amounts = values[: len(NAMED)], values[len(NAMED) :]
        yield [
            reference,
            title,
            closed_on,
            MUNICIPALITY.name(served_place, places),
            ", ".join(places[code] for code in concerned.get(pk, ())),
            *(each.name(key, known) for each, key, known in zip(NAMED, keys, names, strict=True)),
            *amounts,
        ]


def _municipalities(found: QuerySet[Activity]) -> dict[int, list[str]]:
    """Codes of the municipalities each activity concerns, in Czech order."""
    served = Activity.municipalities.through.objects.filter(activity__in=found.order_by().values("pk"))
    concerned: dict[int, list[str]] = {}
    for pk, code in served.order_by("municipality__sort_key").values_list("activity", "municipality"):
        concerned.setdefault(pk, []).append(code)
    return concerned


def lines_csv(asked: Question) -> bytes:
    return csv_of([str(name) for name in HEAD], ([_for_csv(value) for value in line] for line in lines(asked)))


def _for_csv(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return for_csv(value) if isinstance(value, int | Decimal) else value


def lines_xlsx(asked: Question) -> bytes:
    workbook = Workbook(write_only=True)
    table: Any = workbook.create_sheet(_("Activities")[:31])
    table.freeze_panes = "B2"
    head = [WriteOnlyCell(table, value=str(name)) for name in HEAD]
    for cell in head:
        cell.font = Font(bold=True)
    table.append(head)
    formats = [NUMBER_FORMATS[each.kind] for each in AMOUNTS]
    for line in lines(asked):
        words, amounts = line[:FIRST_AMOUNT], line[FIRST_AMOUNT:]
        cells = [WriteOnlyCell(table, value=allowed(value)) for value in words]
        for cell in cells:
            keep_text(cell)
        for value, shown_as in zip(amounts, formats, strict=True):
            cells.append(WriteOnlyCell(table, value=None if value is None else plain(value)))
            cells[-1].number_format = shown_as
        table.append(cells)
    return saved(workbook)
