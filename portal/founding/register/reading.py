"""Reading the national list of associations: a CSV, or a register in the form of the open formal norm.

The CSV has the columns ``ico`` and ``name`` (or ``ucjed_nazev``, as the State Treasury calls it) and any of the others
in `COLUMNS`. Of a register by the norm "Rejstříky svazků obcí" everything is read but the bodies: they name people
with their homes, and those are never stored (T3).
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from portal.tenancy.municipalities import UnreadableTable, decode

from .judging import Judge, Reading, plain, seat_of

COLUMNS = {
    "ico": "ico",
    "ucjed_nazev": "name",
    "name": "name",
    "legal_status": "legal_status",
    "purpose": "purpose",
    "street": "seat_street",
    "psc": "seat_psc",
    "town": "seat_town",
    "nuts_id": "district_code",
    "data_box": "data_box_id",
    "start_date": "founded_on",
    "end_date": "ended_on",
    "members": "members",
}
"""Columns of a CSV and what they are here; the rest is left alone."""
MOST_ROWS = 20_000
LARGEST = 30 * 1024 * 1024
"""Bytes of a file: the list of the whole country with its members has some two million."""
OBEC_IRI = re.compile(r"/ruian/obec/(\d{6})$")
REGISTER = "eviduje_svazky_obcí"
OWN_NAMES = {
    "ico": "ičo", "name": "název", "legal_status": "typ", "purpose": "předmět_činnosti", "data_box_id": "idds",
    "founded_on": "datum_vzniku", "ended_on": "datum_zániku", "members": "má_člena",
    **dict.fromkeys(("seat_street", "seat_psc", "seat_town"), "adresa_sídla_neevidovaná_v_rúian"),
}  # fmt: skip
"""The norm's attributes, for messages."""


def read_register(raw: bytes) -> Reading:
    """Judge every row of the list; nothing is written. Raises UnreadableTable for a file that is neither."""
    if len(raw) > LARGEST:
        raise UnreadableTable(_("The file is too big."))
    text = decode(raw).lstrip("\ufeff").strip()
    return _read_norm(text) if text.startswith("{") else _read_csv(text)


def _read_csv(text: str) -> Reading:
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        names = {column: COLUMNS[column] for column in reader.fieldnames or [] if column in COLUMNS}
        missing = sorted({"ico", "name"} - set(names.values()))
        if missing:
            raise UnreadableTable(_("The header lacks these columns: %s.") % ", ".join(missing))
        judge = Judge({own: column for column, own in names.items()})
        for row in reader:
            _count(judge)
            judge.take(reader.line_num, {own: row[column] or "" for column, own in names.items()})
    except csv.Error as error:
        raise UnreadableTable(
            _("Line %(line)s is no CSV: %(error)s") % {"line": reader.line_num, "error": error}
        ) from error
    return judge.reading


def _read_norm(text: str) -> Reading:
    try:
        register = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableTable(_("The file is no JSON: %s") % error) from error
    rows = register.get(REGISTER)
    if not isinstance(rows, list):
        raise UnreadableTable(_("The file has no list of associations (%s).") % REGISTER)
    judge = Judge(OWN_NAMES)
    for number, row in enumerate(rows, start=1):
        _count(judge)
        judge.take(number, _of_norm(row) if isinstance(row, dict) else {})
    return judge.reading


def _of_norm(row: dict[str, Any]) -> dict[str, str]:
    return {
        "ico": plain(row.get("ičo")),
        "name": plain(row.get("název")),
        "legal_status": plain(row.get("typ")),
        "purpose": plain(row.get("předmět_činnosti")),
        "data_box_id": plain(row.get("idds")),
        "founded_on": plain(row.get("datum_vzniku")),
        "ended_on": plain(row.get("datum_zániku")),
        "members": " ".join(_codes(row.get("má_člena"))),
        **seat_of(plain(row.get("adresa_sídla_neevidovaná_v_rúian"))),
    }


def _codes(members: Any) -> Iterator[str]:
    """Codes of the municipalities that are members and haven't left."""
    for member in members if isinstance(members, list) else []:
        if not isinstance(member, dict) or member.get("den_zániku_členství"):
            continue
        territory = member.get("spravuje_obec")
        found = OBEC_IRI.search(plain(territory.get("iri"))) if isinstance(territory, dict) else None
        if found:
            yield found[1]


def _count(judge: Judge) -> None:
    if judge.reading.rows >= MOST_ROWS:
        raise UnreadableTable(_("The file has more than %s rows.") % MOST_ROWS)
