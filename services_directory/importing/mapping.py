"""What the columns of a file mean; kept as JSON with the import and given to the command as a file."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.core.czech import fold

from .sheet import ImportRefused
from .targets import FIXED, TARGETS, label_of

LONGEST_SOURCE = 40
SOURCE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TAKEN_SOURCES = frozenset({"khk", "own"})
"""Sources with a shape of their own."""


@dataclass(frozen=True)
class ColumnMapping:
    """`columns`: name of a column → what it means (`targets.TARGETS`); columns left out are not imported.

    `fixed` holds what is the same for all rows. `source` names the source for good: identifiers of two sources
    never meet, and the services of a source that are missing from its next file are told.
    """

    source: str
    columns: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Raises ImportRefused if `data` is no mapping."""
        if not isinstance(data, dict) or not isinstance(data.get("columns"), dict):
            raise ImportRefused(_('A mapping has the form {"source": "…", "columns": {"column": "field"}}.'))
        texts = {name: data.get(name) or {} for name in ("columns", "fixed")}
        if not all(isinstance(value, str) for part in texts.values() for value in part.values()):
            raise ImportRefused(_("In a mapping every column means one field."))
        return cls(str(data.get("source") or ""), dict(texts["columns"]), dict(texts["fixed"]))

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Raises ImportRefused for a file that isn't there or holds no mapping."""
        try:
            return cls.from_json(json.loads(path.read_text(encoding="utf-8-sig")))
        except (OSError, ValueError) as error:
            raise ImportRefused(_("%(file)s can't be read: %(error)s") % {"file": path, "error": error}) from error

    def as_json(self) -> dict[str, Any]:
        return {"source": self.source, "columns": self.columns, "fixed": self.fixed}

    def fields(self) -> dict[str, list[str]]:
        """The columns that mean each field."""
        found: dict[str, list[str]] = {}
        for column, key in self.columns.items():
            found.setdefault(key, []).append(column)
        return found

    def check(self, columns: Iterable[str]) -> None:
        """Raise ValidationError with everything wrong with this mapping for a file with these `columns`."""
        known = set(columns)
        used = {column: key for column, key in self.columns.items() if column in known}
        problems = [_("There is no field “%s”.") % key for key in sorted({*used.values(), *self.fixed} - set(TARGETS))]
        problems += [
            _("“%s” may be said for the whole file only by a column.") % key
            for key in sorted(set(self.fixed) - set(FIXED))
        ]
        for key, count in Counter(used.values()).items():
            if count > 1 and key in TARGETS and not TARGETS[key].many:
                problems.append(_("Two columns can't both be “%s”.") % label_of(key))
        problems += self._missing({*used.values(), *(key for key, value in self.fixed.items() if value)})
        if not SOURCE.fullmatch(self.source) or len(self.source) > LONGEST_SOURCE or self.source in TAKEN_SOURCES:
            problems.append(
                _("The name of the source consists of small letters without diacritics, digits and hyphens.")
            )
        if problems:
            raise ValidationError(problems)

    def _missing(self, said: set[str]) -> list[str]:
        missing = []
        if "name" not in said:
            missing.append(_("No column is “%s”.") % label_of("name"))
        if "kind" not in said:
            missing.append(_("No column says the kind of service. Choose one for the whole file."))
        if not said & {"municipality", "municipality_name"}:
            missing.append(_("No column says the municipality. Choose one for the whole file."))
        if len(said & {"latitude", "longitude"}) == 1:
            missing.append(_("One coordinate is of no use without the other."))
        return missing

    def values_of(self, cells: Mapping[str, str], fields: Mapping[str, list[str]]) -> dict[str, str]:
        """The cells of one row by field; what several columns say stands together. `fields` is `fields()`, once."""
        values = {}
        for key, columns in fields.items():
            said = [cells[column] for column in columns]
            values[key] = said[0] if len(said) == 1 else " | ".join(filter(str.strip, said))
        return values | {key: value for key, value in self.fixed.items() if value and not values.get(key, "").strip()}


def header_key(columns: Iterable[str]) -> str:
    """The same for every file with these columns, in whichever order: by it a mapping is remembered."""
    return hashlib.sha256("\n".join(sorted(fold(column) for column in columns)).encode()).hexdigest()


def source_from(name: str) -> str:
    """A source's name made of a file's: ``Knihovny 2026-05.xlsx`` → ``knihovny``."""
    words = [word for word in slugify(fold(Path(name).stem.replace("_", " "))).split("-") if not word.isdigit()]
    found = "-".join(words)[:LONGEST_SOURCE].strip("-")
    return found if found and found not in TAKEN_SOURCES else "soubor"
