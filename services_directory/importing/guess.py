"""Guessing what columns mean: by their names in Czech or English, else by what stands in them."""

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

from portal.core.czech import fold
from portal.core.validators import is_valid_ico, normalise_ico, normalise_phone, normalise_psc

from .contact_cells import HOST, NOTHING, SPREADSHEET_NUMBER
from .mapping import ColumnMapping, source_from
from .places import Places
from .row import EMPTY
from .sheet import Sheet
from .targets import TARGETS
from .vocabulary import Kinds

LOOKED_AT = 200
"""How many filled cells of a column are looked at."""
ENOUGH = 0.8
"""Which part of them has to look alike."""
FEW = 3
EMAIL = re.compile(r"[^@\s;,]{1,100}@[^@\s;,]{1,200}\.[a-z]{2,20}", re.IGNORECASE)
COORDINATES = re.compile(r"(?:48|49|50|51)[.,]\d{3,}\D{1,4}1[2-8][.,]\d{3,}\D*")
OSM_HOURS = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b.*\d{1,2}:\d{2}")
CZECH_HOURS = re.compile(r"\b(?:po|út|ut|st|čt|ct|pá|pa|so|ne)\b.{0,12}\d{1,2}", re.IGNORECASE)


def guess_mapping(sheet: Sheet, *, name: str, kinds: Kinds, places: Places) -> ColumnMapping:
    """A mapping of the sheet's columns for a person to look over; columns nobody can tell are left out."""
    found = by_names(sheet.columns)
    for column in sheet.columns:
        if column not in found:
            key = by_content(_sample(sheet, column), kinds, places)
            if key and (key not in found.values() or TARGETS[key].many):
                found[column] = key
    return ColumnMapping(source_from(name), {column: found[column] for column in sheet.columns if column in found})


@cache
def _names() -> dict[str, str]:
    path = Path(__file__).parents[1] / "data" / "columns.json"
    words = json.loads(path.read_text(encoding="utf-8"))
    own = {key.replace("_", " "): key for key in TARGETS if key != "municipality"}
    return own | {name: key for key, names in words.items() for name in names}


def by_names(columns: Iterable[str]) -> dict[str, str]:
    """The meaning of each column whose name tells it: whole names first, then names that hold a known one."""
    plain = {column: " ".join(re.sub(r"[^a-z0-9]+", " ", fold(column)).split()) for column in columns}
    found: dict[str, str] = {}
    for match in (_whole, _longest_within):
        for column, text in plain.items():
            key = match(text) if column not in found else None
            if key and (key not in found.values() or TARGETS[key].many):
                found[column] = key
    return found


def _whole(text: str) -> str | None:
    # "Telefon (2)" is another phone.
    return _names().get(text) or _names().get(re.sub(r" \d+$", "", text))


def _longest_within(text: str) -> str | None:
    held = [name for name in _names() if len(name) > FEW and f" {name} " in f" {text} "]
    return _names()[max(held, key=len)] if held else None


def _sample(sheet: Sheet, column: str) -> list[str]:
    found = []
    for _line, values in sheet.rows:
        value = values[column].strip()
        if value.casefold() not in EMPTY:
            found.append(value)
            if len(found) == LOOKED_AT:
                break
    return found


def by_content(values: list[str], kinds: Kinds, places: Places) -> str | None:
    """The meaning that most of `values` speak for; None if they look like nothing we know."""
    if not values:
        return None
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("emails", lambda value: bool(EMAIL.fullmatch(value))),
        ("webs", lambda value: bool(HOST.fullmatch(value)) or fold(value) in NOTHING),
        ("coordinates", lambda value: bool(COORDINATES.fullmatch(value))),
        ("latitude", lambda value: _between(value, 48.5, 51.1)),
        ("longitude", lambda value: _between(value, 12.0, 18.9)),
        ("municipality", lambda value: value in places.names),
        ("phones", _is_phone),
        ("operator_ico", lambda value: len(value) > FEW and is_valid_ico(normalise_ico(value))),
        ("psc", _passes(normalise_psc)),
        ("opening_hours", lambda value: bool(OSM_HOURS.search(value) or CZECH_HOURS.search(value))),
        ("municipality_name", lambda value: fold(value) in places.by_name),
        ("kind", lambda value: bool(kinds.meant_by(value))),
    )
    for key, test in tests:
        if sum(map(test, values)) >= ENOUGH * len(values):
            return key
    return None


def _between(value: str, low: float, high: float) -> bool:
    match = re.fullmatch(r"(\d{2})[.,](\d{3,})", value)
    return match is not None and low <= float(f"{match[1]}.{match[2]}") <= high


def _is_phone(value: str) -> bool:
    return bool(SPREADSHEET_NUMBER.fullmatch(value)) or _passes(normalise_phone)(value)


def _passes(check: Callable[[str], str]) -> Callable[[str], bool]:
    def passes(value: str) -> bool:
        try:
            check(value)
        except ValidationError:
            return False
        return True

    return passes
