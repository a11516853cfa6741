"""Single values of a row: mended where the meaning is certain, refused where it is not."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.core.czech import fold
from portal.core.validators import normalise_ico, normalise_phone, normalise_psc, validate_ico

from ..enums import BarrierFree, ContactKind
from ..models.parts import normalise_contact
from .records import ContactRecord, Remark

EMPTY = frozenset({"", "0", "none", "null", "nan", "-"})
NOTHING = frozenset({"nenalezeno", "neuvedeno", "www.", "http://", "https://", "http://www.", "https://www."})
LEAST_ICO = 5
"""Digits of an IČO that has lost its leading zeros; fewer are rather some other number."""
SPREADSHEET_NUMBER = re.compile(r"\d+[.,]?\d*e\+?\d+", re.IGNORECASE)
HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
ACCESS = {
    "ano": BarrierFree.YES,
    "yes": BarrierFree.YES,
    "ne": BarrierFree.NO,
    "no": BarrierFree.NO,
    "castecne": BarrierFree.PARTIAL,
    "partial": BarrierFree.PARTIAL,
    "nezjisteno": BarrierFree.UNKNOWN,
    "unknown": BarrierFree.UNKNOWN,
    "": BarrierFree.UNKNOWN,
}


@dataclass
class Row:
    """The values of one row while it is read; faults make it refused, notes say what was mended."""

    line: int
    values: dict[str, str]
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def text(self, column: str) -> str:
        """The value without spaces around; "" for what sources write for nothing ("0", "None")."""
        value = " ".join(self.values.get(column, "").replace("\x00", "").split(" ")).strip()
        return "" if value.casefold() in EMPTY else value

    def raw(self, column: str) -> str:
        return self.values.get(column, "").strip()

    def refuse(self, column: str, reason: str) -> None:
        self.faults.append(Remark(self.line, column, self.raw(column), reason))

    def note(self, column: str, reason: str) -> None:
        self.notes.append(Remark(self.line, column, self.raw(column), reason))

    def ico(self, column: str) -> str:
        value = self.text(column)
        if not value:
            return ""
        padded = normalise_ico(value)
        try:
            validate_ico(padded if len(value) >= LEAST_ICO else value)
        except ValidationError as error:
            self.refuse(column, " ".join(error.messages))
            return ""
        if padded != value:
            self.note(column, _("completed with leading zeros to %s") % padded)
        return padded

    def psc(self, column: str) -> str:
        value = self.text(column)
        if not value:
            return ""
        try:
            return normalise_psc(value)
        except ValidationError as error:
            self.refuse(column, " ".join(error.messages))
            return ""

    def phone(self, column: str) -> list[ContactRecord]:
        value = self.text(column)
        if not value:
            return []
        if SPREADSHEET_NUMBER.fullmatch(value):
            self.refuse(column, _("a phone number damaged by a spreadsheet; its last digits are lost"))
            return []
        found = []
        for part in re.split(r"[;,\n]|\s/\s", value):
            if part.strip():
                try:
                    found.append(ContactRecord(ContactKind.PHONE.value, normalise_phone(part)))
                except ValidationError as error:
                    self.refuse(column, " ".join(error.messages))
        return found

    def email(self, column: str) -> list[ContactRecord]:
        found = []
        for part in re.split(r"[;,\s]+", self.text(column)):
            if part:
                try:
                    found.append(ContactRecord(ContactKind.EMAIL.value, normalise_contact("email", part)))
                except ValidationError as error:
                    self.refuse(column, " ".join(error.messages))
        return found

    def web(self, column: str) -> list[ContactRecord]:
        value = self.text(column)
        if not value:
            return []
        if fold(value) in NOTHING:
            self.refuse(column, _("no web address, only a placeholder for one"))
            return []
        parts = re.split(r"[;\s]+", value)
        if not all(HOST.fullmatch(part) for part in parts):
            self.refuse(column, _("no web address"))
            return []
        if any("://" not in part for part in parts):
            self.note(column, _("completed to a whole address with http://"))
        if len(parts) > 1:
            self.note(column, _("several addresses in one cell, each taken over"))
        found = []
        for part in parts:
            try:
                whole = part if "://" in part else f"http://{part}"
                found.append(ContactRecord(ContactKind.WEB.value, normalise_contact("web", whole)))
            except ValidationError as error:
                self.refuse(column, " ".join(error.messages))
        return found

    def degrees(self, column: str, low: float, high: float) -> float | None:
        value = self.text(column).replace(",", ".")
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            self.refuse(column, _("no number"))
            return None
        if not low <= number <= high:
            self.refuse(column, _("outside the Czech Republic"))
            return None
        return round(number, 7)

    def place(self, latitude: str, longitude: str) -> tuple[float | None, float | None]:
        """Both coordinates or neither."""
        found = self.degrees(latitude, 48.5, 51.1), self.degrees(longitude, 12.0, 18.9)
        if (found[0] is None) != (found[1] is None) and not self.faults:
            self.refuse(latitude if found[0] is None else longitude, _("one coordinate without the other"))
        return found

    def access(self, column: str) -> str:
        value = fold(self.text(column))
        if value not in ACCESS:
            self.refuse(column, _("neither yes, no, partly nor unknown"))
            return BarrierFree.UNKNOWN.value
        return ACCESS[value].value
