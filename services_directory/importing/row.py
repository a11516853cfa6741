"""One row while it is read: its cells as text, what was wrong with it, what was mended."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .records import Remark

EMPTY = frozenset({"", "0", "none", "null", "nan", "-", "–", "n/a"})
SPREADSHEET_ERROR = re.compile(
    r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|HODNOTA!|ODKAZ!|NÁZEV\?|N/K)", re.IGNORECASE
)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
SIGNS = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
"""What a formula begins with, in full width too."""
APOSTROPHE = re.compile(rf"\A'(?='*{SIGNS})")
"""An apostrophe that only keeps a spreadsheet from taking the text for a formula."""
LONGEST_CELL = 32_767
"""Characters a cell of Excel holds; a longer text is cut off."""


BLANKS = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """`text` as it is compared and stored: one kind of line end, no control characters, nothing around it."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def comparable(value: object) -> object:
    """`value` for a comparison: what no file can keep (kinds of blanks, the eighth decimal place) is left out."""
    if isinstance(value, str):
        return BLANKS.sub(" ", clean(value))
    if isinstance(value, float):
        return round(value, 7)
    if isinstance(value, list | tuple):
        return [comparable(each) for each in value]
    return value


@dataclass
class Row:
    """The values of one row by field; faults make it refused, notes say what was mended.

    `columns` are the names of the file's columns by field, for the messages. An `exact` row is one of our own
    export: a text is what stands there, even "0" or "None".
    """

    line: int
    values: Mapping[str, str]
    columns: Mapping[str, str] = field(default_factory=dict)
    exact: bool = False
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether the file has a column for `name` at all."""
        return name in self.values

    def text(self, name: str) -> str:
        """The value on one line; "" for what sources write for nothing ("0", "None")."""
        value = " ".join(self.long_text(name).split())
        return "" if value.casefold() in EMPTY and not self.exact else value

    def long_text(self, name: str) -> str:
        """The value as it stands, with its line ends."""
        value = clean(APOSTROPHE.sub("", self.values.get(name, ""), count=1) if name in self.values else "")
        if value.casefold() in EMPTY and not self.exact:
            return ""
        if value.startswith("#") and SPREADSHEET_ERROR.fullmatch(value):
            self.refuse(name, _("an error of the spreadsheet instead of a value"))
            return ""
        if len(value) >= LONGEST_CELL:
            self.refuse(name, _("the text is as long as a cell can be; its end is probably cut off"))
        return value

    def raw(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def refuse(self, name: str, reason: str) -> None:
        self._remark(self.faults, name, reason)

    def note(self, name: str, reason: str) -> None:
        self._remark(self.notes, name, reason)

    def _remark(self, remarks: list[Remark], name: str, reason: str) -> None:
        remark = Remark(self.line, self.columns.get(name, name), self.raw(name), reason)
        if remark not in remarks:
            remarks.append(remark)
