"""Reading the national table of municipalities: every row is judged, good ones are written together.

The operator's file is a CSV with the columns in `COLUMNS` (any order, more may stand there), in UTF-8 or
Windows-1250, separated by commas or semicolons. It comes from the Czech Statistical Office and RÚIAN.
"""

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.validators import is_valid_ico, normalise_ico

from .models import Municipality

COLUMNS = {
    "obec_code": "code",
    "name": "name",
    "status": "status",
    "ico": "ico",
    "orp_code": "orp_code",
    "orp": "orp_name",
    "district_nuts": "district_code",
    "district": "district_name",
    "region_nuts": "region_code",
    "region": "region_name",
    "population_2018": "population",
    "psc": "psc",
    "lat": "latitude",
    "lon": "longitude",
}
STATUSES = {str(label).casefold(): status for status, label in (
    (Municipality.Status.VILLAGE, "obec"),
    (Municipality.Status.MARKET_TOWN, "městys"),
    (Municipality.Status.TOWN, "město"),
    (Municipality.Status.STATUTORY_CITY, "statutární město"),
    (Municipality.Status.CAPITAL, "hlavní město"),
    (Municipality.Status.MILITARY, "vojenský újezd"),
)}  # fmt: skip
NOT_KEYS = [f.name for f in Municipality._meta.concrete_fields if not f.primary_key]


class UnreadableTable(Exception):
    """The file as a whole can't be read: encoding or header. Its text says what is wrong."""


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row: its line in the file, the column, the value found and the reason."""

    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return _("line %(line)s, %(column)s “%(value)s”: %(reason)s") % {
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }


@dataclass
class Reading:
    """A judged table: rows ready to be written and the faults of the others."""

    municipalities: list[Municipality] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def decode(raw: bytes) -> str:
    """The text of a CSV in UTF-8 (with or without a mark) or Windows-1250. Raises UnreadableTable otherwise."""
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(_("The file is neither in UTF-8 nor in Windows-1250."))


def read_table(raw: bytes) -> Reading:
    """Judge every row of the table; nothing is written.

    Raises UnreadableTable for a file whose encoding or header is wrong, naming what is missing.
    """
    text = decode(raw)
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        missing = sorted(set(COLUMNS) - set(reader.fieldnames or []))
    except csv.Error as error:
        raise UnreadableTable(_("Line %(line)s is no CSV: %(error)s") % {"line": 1, "error": error}) from error
    if missing:
        raise UnreadableTable(_("The header lacks these columns: %s.") % ", ".join(missing))
    reading = Reading()
    seen: dict[str, int] = {}
    try:
        for row in reader:
            _judge(reader.line_num, row, seen, reading)
    except csv.Error as error:
        raise UnreadableTable(
            _("Line %(line)s is no CSV: %(error)s") % {"line": reader.line_num, "error": error}
        ) from error
    return reading


def _judge(line: int, row: dict[str, str | None], seen: dict[str, int], reading: Reading) -> None:
    values = {name: (row[column] or "").strip() for column, name in COLUMNS.items()}
    columns = {name: column for column, name in COLUMNS.items()}
    faults: list[RowFault] = []

    def refuse(name: str, reason: str) -> None:
        faults.append(RowFault(line, columns[name], values[name], reason))

    status = STATUSES.get(values["status"].casefold())
    if status is None:
        refuse("status", _("an unknown status"))
    ico = normalise_ico(values["ico"]) if values["ico"] else ""
    if ico and not is_valid_ico(ico):
        refuse("ico", _("a wrong check digit"))
    numbers: dict[str, float | None] = {}
    for name in ("population", "latitude", "longitude"):
        try:
            numbers[name] = _finite(values[name]) if values[name] else None
        except ValueError:
            refuse(name, _("no number"))
            numbers[name] = None
    if values["code"] in seen:
        refuse("code", _("the same code as on line %s") % seen[values["code"]])
    seen.setdefault(values["code"], line)
    population = numbers.pop("population")
    municipality = Municipality(
        **{
            **values,
            "status": status or Municipality.Status.VILLAGE,
            "ico": ico,
            "psc": values["psc"].replace(" ", ""),
            **numbers,
            "population": None if population is None else int(population),
        }
    )
    try:
        municipality.clean_fields(exclude=["sort_key", "search_text", "ico"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            refuse(name, " ".join(messages))
    if faults:
        reading.faults += faults
    else:
        reading.municipalities.append(municipality)


def _finite(text: str) -> float:
    number = float(text.replace(",", "."))
    if not math.isfinite(number):
        raise ValueError(text)
    return number


@transaction.atomic
def write_municipalities(municipalities: Iterable[Municipality]) -> int:
    """Insert new municipalities and update known ones, in one transaction; returns how many were given."""
    rows = list(municipalities)
    for row in rows:
        row.prepare_keys()
    Municipality.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=NOT_KEYS, batch_size=400
    )
    return len(rows)
