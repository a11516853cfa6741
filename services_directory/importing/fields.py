"""Single values of a row: mended where the meaning is certain, refused where it is not."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.core.czech import fold
from portal.core.validators import normalise_ico, normalise_psc, validate_ico

from ..enums import BarrierFree, NumberKind, Scope
from .row import Row

LEAST_ICO = 5
"""Digits of an IČO that has lost its leading zeros; fewer are rather some other number."""
NORTH, EAST = (48.5, 51.1), (12.0, 18.9)
"""Between which degrees the Czech Republic lies."""
DATE_CELL = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?")
CZECH_DATE = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})")
ACCESS = {
    "ano": BarrierFree.YES, "yes": BarrierFree.YES, "a": BarrierFree.YES, "x": BarrierFree.YES,
    "true": BarrierFree.YES, "1": BarrierFree.YES, "bezbarierove": BarrierFree.YES, "bezbarierovy": BarrierFree.YES,
    "ne": BarrierFree.NO, "no": BarrierFree.NO, "n": BarrierFree.NO, "false": BarrierFree.NO,
    "castecne": BarrierFree.PARTIAL, "partial": BarrierFree.PARTIAL, "partly": BarrierFree.PARTIAL,
    "castecne bezbarierove": BarrierFree.PARTIAL,
    "nezjisteno": BarrierFree.UNKNOWN, "unknown": BarrierFree.UNKNOWN, "nevime": BarrierFree.UNKNOWN,
    "": BarrierFree.UNKNOWN,
}  # fmt: skip
SCOPES = {
    "obec": Scope.MUNICIPALITY, "jedna obec": Scope.MUNICIPALITY, "mistni": Scope.MUNICIPALITY,
    "obce": Scope.MUNICIPALITIES, "vice obci": Scope.MUNICIPALITIES, "nekolik obci": Scope.MUNICIPALITIES,
    "svazek": Scope.ASSOCIATION, "cely svazek": Scope.ASSOCIATION, "mikroregion": Scope.ASSOCIATION,
    "dso": Scope.ASSOCIATION,
    "kraj": Scope.REGION, "krajska": Scope.REGION, "cely kraj": Scope.REGION,
}  # fmt: skip
NUMBER_KINDS = {
    "": "", "c.p.": NumberKind.DESCRIPTIVE, "cp": NumberKind.DESCRIPTIVE, "c. p.": NumberKind.DESCRIPTIVE,
    "cislo popisne": NumberKind.DESCRIPTIVE, "popisne": NumberKind.DESCRIPTIVE, "cp.": NumberKind.DESCRIPTIVE,
    "c.e.": NumberKind.REGISTRATION, "c.ev.": NumberKind.REGISTRATION, "c. ev.": NumberKind.REGISTRATION,
    "ce": NumberKind.REGISTRATION, "ev.": NumberKind.REGISTRATION, "cislo evidencni": NumberKind.REGISTRATION,
    "evidencni": NumberKind.REGISTRATION, "c. e.": NumberKind.REGISTRATION,
}  # fmt: skip
_SIGN = r"(?:(?P<sign>č\.? ?p\.?|č\.? ?e(?:v\.?)?\.?|ev\. ?č\.?)\s*)?"
_NUMBER = rf"{_SIGN}(?P<house>\d{{1,4}}[a-z]?)(?:\s*/\s*(?P<orient>\d{{1,4}}[a-z]?))?"
WHOLE_NUMBER = re.compile(_NUMBER, re.IGNORECASE)
STREET_LINE = re.compile(rf"(?P<street>.{{0,200}}?\D)??[\s,]{{0,20}}\b{_NUMBER}", re.IGNORECASE)


def ico(row: Row, name: str) -> str:
    """Eight digits, with the leading zeros a spreadsheet took away."""
    value = row.text(name).replace(" ", "")
    if not value:
        return ""
    padded = normalise_ico(value)
    try:
        validate_ico(padded if len(value) >= LEAST_ICO else value)
    except ValidationError as error:
        row.refuse(name, " ".join(error.messages))
        return ""
    if padded != value:
        row.note(name, _("completed with leading zeros to %s") % padded)
    return padded


def psc(row: Row, name: str) -> str:
    value = row.text(name)
    if not value:
        return ""
    try:
        return normalise_psc(value)
    except ValidationError as error:
        row.refuse(name, " ".join(error.messages))
        return ""


def degrees(row: Row, name: str, value: str, limits: tuple[float, float]) -> float | None:
    if not value:
        return None
    try:
        number = float(value.replace(",", ".").rstrip("°NEne "))
    except ValueError:
        row.refuse(name, _("no number"))
        return None
    # NaN is within no limits.
    if not limits[0] <= number <= limits[1]:
        row.refuse(name, _("outside the Czech Republic"))
        return None
    return round(number, 7)


def place(row: Row, latitude: str, longitude: str) -> tuple[float | None, float | None]:
    """Both coordinates or neither."""
    found = degrees(row, latitude, row.text(latitude), NORTH), degrees(row, longitude, row.text(longitude), EAST)
    if (found[0] is None) != (found[1] is None) and not row.faults:
        row.refuse(latitude if found[0] is None else longitude, _("one coordinate without the other"))
    return found


def place_in_one(row: Row, name: str) -> tuple[float | None, float | None]:
    """Coordinates in one cell, as maps write them: ``50.3649, 15.6313``; the northern one may come second."""
    value = row.text(name)
    if not value:
        return None, None
    parts = (
        re.split(r"\s*[;|]\s*|\s*,\s+|\s+", value)
        if "," in value and "." not in value
        else re.split(r"[,;|\s]+", value)
    )
    parts = [part for part in parts if part.strip("NEne°")]
    if len(parts) != 2:
        row.refuse(name, _("not two coordinates"))
        return None, None
    first, second = (part.strip("NEne°") for part in parts)
    if re.fullmatch(r"1[2-8][.,]\d+", first):
        first, second = second, first
    found = degrees(row, name, first, NORTH), degrees(row, name, second, EAST)
    return found if None not in found else (None, None)


def access(row: Row, name: str, *, partly: bool = True) -> str:
    """An accessibility fact; ``partly`` is no answer for a single thing such as a lift (D8)."""
    value = ACCESS.get(fold(row.text(name)))
    if value is None or (value is BarrierFree.PARTIAL and not partly):
        row.refuse(name, _("neither yes, no, partly nor unknown") if partly else _("neither yes, no nor unknown"))
        return BarrierFree.UNKNOWN.value
    return value.value


def scope(row: Row, name: str) -> str:
    value = fold(row.text(name))
    labels = {fold(str(label)): code for code, label in Scope.choices}
    found = value if value in Scope.values else SCOPES.get(value, labels.get(value))
    if found is None:
        row.refuse(name, _("not one of: %s") % ", ".join(str(label) for label in Scope.labels))
        return Scope.MUNICIPALITY.value
    return str(found)


def number_kind(row: Row, name: str) -> str:
    value = fold(row.text(name))
    found = value if value in NumberKind.values else NUMBER_KINDS.get(value)
    if found is None:
        row.refuse(name, _("neither a descriptive nor a registration number"))
        return ""
    return str(found)


def house_number(row: Row, name: str) -> str:
    """A number of a house; refused if a spreadsheet has made a date of it (12/3 → 12 March)."""
    value = row.text(name)
    if DATE_CELL.fullmatch(value):
        row.refuse(name, _("a date instead of a number: a spreadsheet has changed it"))
        return ""
    return value


def split_number(value: str) -> tuple[str, str, str] | None:
    """Kind of number, house number and orientation number of ``č. p. 12/3``; None for anything else."""
    match = WHOLE_NUMBER.fullmatch(value.strip())
    return _numbers(match) if match else None


def split_street(value: str) -> tuple[str, str, str, str]:
    """Street, kind of number, house and orientation number of ``Husova 12/3``; a text without a number is a street."""
    match = STREET_LINE.fullmatch(value.strip())
    if match is None:
        return value, "", "", ""
    street = (match["street"] or "").strip(" ,")
    return street, *_numbers(match)


def _numbers(match: re.Match[str]) -> tuple[str, str, str]:
    sign = fold(match["sign"] or "")
    kind = NumberKind.REGISTRATION if "e" in sign else NumberKind.DESCRIPTIVE
    return kind.value, match["house"], match["orient"] or ""


def day(row: Row, name: str) -> str | None:
    """A date as YYYY-MM-DD or 24. 12. 2026; ISO text or None."""
    value = row.text(name)
    if not value:
        return None
    czech = CZECH_DATE.fullmatch(value)
    try:
        found = date(int(czech[3]), int(czech[2]), int(czech[1])) if czech else date.fromisoformat(value[:10])
    except ValueError:
        row.refuse(name, _("no date, for example 24. 12. 2026"))
        return None
    return found.isoformat()
