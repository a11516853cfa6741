"""What an import says about each row of its file, for people: entries that are shown, stored as JSON and downloaded."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from ..models import Service
from .enums import Outcome
from .plan import Change
from .targets import TARGETS

REFUSED, ELSEWHERE, MENDED, ABSENT = "refused", "elsewhere", "mended", "absent"
LABELS = {
    Outcome.NEW.value: pgettext_lazy("rows of an import", "new"),
    Outcome.CHANGED.value: pgettext_lazy("rows of an import", "changed"),
    Outcome.UNCHANGED.value: pgettext_lazy("rows of an import", "unchanged"),
    Outcome.HELD.value: pgettext_lazy("rows of an import", "held back"),
    Outcome.JOINED.value: pgettext_lazy("rows of an import", "parts of another place"),
    REFUSED: pgettext_lazy("rows of an import", "refused"),
    ELSEWHERE: pgettext_lazy("rows of an import", "elsewhere"),
    MENDED: pgettext_lazy("rows of an import", "completed values"),
    ABSENT: pgettext_lazy("rows of an import", "no longer in the file"),
}
MOST_SHOWN = 300
"""Characters of a value that are shown; a report is no copy of the directory."""


@dataclass(frozen=True)
class Entry:
    """One line of a report. `line` is that of the file, 0 for what isn't in it."""

    line: int
    outcome: str
    name: str = ""
    column: str = ""
    old: str = ""
    new: str = ""
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}


COLUMNS = ("line", "outcome", "name", "column", "old", "new", "reason")


@dataclass(frozen=True)
class Names:
    """How kinds and municipalities are called."""

    kinds: dict[str, str]
    places: dict[str, str]

    def shown(self, field: str, value: Any) -> str:
        """A stored value in words."""
        if field in SHOWN:
            return SHOWN[field](self, value)[:MOST_SHOWN]
        if value is None:
            return ""
        if field in CHOICES:
            return str(CHOICES[field].get(value, value))
        return str(value)[:MOST_SHOWN]


def _contacts(names: Names, value: Any) -> str:
    internal = pgettext("contact", "internal")
    return "; ".join(
        " ".join(filter(None, (each, f"({label})" if label else "", f"[{internal}]" if is_internal else "")))
        for _kind, each, label, is_internal in value
    )


def _parts(names: Names, value: Any) -> str:
    return "; ".join(
        " – ".join(filter(None, (names.kinds.get(kind, kind), name, note))) for kind, name, note, _id in value
    )


SHOWN: dict[str, Callable[[Names, Any], str]] = {
    "kind": lambda names, value: names.kinds.get(value, value),
    "municipality": lambda names, value: names.places.get(value, value),
    "served": lambda names, value: ", ".join(names.places.get(code, code) for code in value),
    "contacts": _contacts,
    "parts": _parts,
}
CHOICES = {field.name: dict(field.flatchoices) for field in Service._meta.fields if field.choices}


def label_of(field: str) -> str:
    """A field's name for people."""
    if field == "contacts":
        return _("contacts")
    if field == "municipality":
        return _("municipality")
    if field == "kind":
        return pgettext("column", "kind of service")
    return str(TARGETS[field].label) if field in TARGETS else field


def entries_of(changes: Iterable[Change], names: Names) -> Iterable[Entry]:
    """One entry for a row, one for each changed field of a changed one."""
    for change in changes:
        name = change.service.name if change.service is not None and change.service.pk else change.record.name
        if change.outcome is Outcome.NEW:
            yield Entry(change.line, change.outcome.value, change.record.name, new=_summary(change, names))
        elif change.outcome is Outcome.UNCHANGED:
            yield Entry(change.line, change.outcome.value, name)
        else:
            reason = (
                _("somebody has a draft of it; publish or discard it first") if change.outcome is Outcome.HELD else ""
            )
            for field in change.fields:
                old, new = (names.shown(field, each[field]) for each in (change.before, change.values))
                yield Entry(change.line, change.outcome.value, change.before["name"], label_of(field), old, new, reason)


def _summary(change: Change, names: Names) -> str:
    """A new service in a line: kind, address, contacts."""
    record = change.record
    number = "/".join(filter(None, (record.house_number, record.orientation_number)))
    address = " ".join(filter(None, (record.street or record.part, number)))
    place = names.places.get(record.municipality, record.municipality)
    shown = (
        names.kinds.get(record.kind, record.kind), address, place,
        names.shown("contacts", change.values["contacts"]), names.shown("parts", change.values["parts"]),
    )  # fmt: skip
    return ", ".join(filter(None, shown))
