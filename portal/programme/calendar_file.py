"""Reading a programme's calendar from a JSON file, with every fault named before anything is written.

The format: an object with `code`, `name`, `translations`, `starts_on`, `ends_on`, `note` and the lists
`periods` (kind "monitoring" or "meeting_window"), `deadlines` and `thresholds`; days are ISO dates.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from .models import Deadline, MeetingWindow, MonitoringPeriod, Programme, Threshold

type Row = MonitoringPeriod | MeetingWindow | Deadline | Threshold


class CalendarFault(Exception):
    """The file can't be loaded; `faults` says each reason with its place in the file."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Calendar:
    """Unsaved rows of a programme, checked one by one; their `programme` isn't set yet."""

    programme: Programme
    rows: list[Row] = field(default_factory=list)


class _Entry:
    """One object of the file; what it lacks or has wrong is added to the faults."""

    def __init__(self, data: Any, place: str, faults: list[str]) -> None:
        self.place = place
        self.faults = faults
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self.fault(_("an object is expected"))

    def fault(self, what: str) -> None:
        self.faults.append(f"{self.place}: {what}")

    def value(self, name: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        found = self.data.get(name, default)
        if found is ...:
            self.fault(_("“%s” is missing") % name)
            return None
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
            self.fault(_("“%(name)s” has a wrong value: %(value)r") % {"name": name, "value": found})
            return None
        return found

    def day(self, name: str, *, required: bool = True) -> date | None:
        if not required and self.data.get(name) is None:
            return None
        text = self.value(name, str)
        try:
            day = parse_date(text) if text is not None else None
        except ValueError:
            day = None
        if text is not None and day is None:
            self.fault(_("“%(name)s” is no date: %(value)r") % {"name": name, "value": text})
        return day

    def checked[M: Model](self, instance: M) -> M:
        """`instance`, its fields checked as the admin's form would."""
        try:
            instance.clean_fields(exclude=["programme"])
            instance.validate_constraints(exclude=["programme"])
        except ValidationError as error:
            labels = {f.name: str(getattr(f, "verbose_name", f.name)) for f in instance._meta.get_fields()}
            for name, messages in error.message_dict.items():
                self.fault(f"{labels.get(name, '')}: {' '.join(messages)}".removeprefix(": "))
        return instance


def read_calendar(path: Path) -> Calendar:
    """Read and check the calendar in `path`.

    Raises CalendarFault if it isn't readable, isn't JSON, or anything in it is missing, wrong or doubled.
    """
    faults: list[str] = []
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CalendarFault([_("The file can't be read: %s") % (error.strerror or error)]) from error
    except UnicodeDecodeError as error:
        raise CalendarFault([_("The file isn't in UTF-8 (byte %d).") % error.start]) from error
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise CalendarFault([_("The file isn't valid JSON (line %(line)d, column %(column)d).") % where]) from error
    except (ValueError, RecursionError) as error:
        # Thousands of digits, thousands of brackets.
        where = {"line": 1, "column": 1}
        raise CalendarFault([_("The file isn't valid JSON (line %(line)d, column %(column)d).") % where]) from error
    head = _Entry(data, "programme", faults)
    calendar = Calendar(_programme(head))
    for name, build in (("periods", _period), ("deadlines", _deadline), ("thresholds", _threshold)):
        for index, entry in enumerate(head.value(name, list) or [], start=1):
            before = len(faults)
            row = _Entry(entry, f"{name}[{index}]", faults)
            instance = build(row)
            if instance is not None and len(faults) == before:
                calendar.rows.append(instance)
    faults += _doubled(calendar.rows)
    if faults:
        raise CalendarFault(faults)
    return calendar


def _programme(row: _Entry) -> Programme:
    programme = Programme(
        code=row.value("code", str),
        name=row.value("name", str),
        translations=row.value("translations", dict, {}),
        note=row.value("note", str, ""),
        # A day that could not be read is a fault already noted.
        **{name: row.day(name) for name in ("starts_on", "ends_on")},
    )
    # A programme of this code may be there: it is brought up to the file.
    if not row.faults:
        try:
            programme.clean_fields()
            programme.validate_constraints(exclude=["code"])
        except ValidationError as error:
            row.fault(" ".join(error.messages))
    return programme


def _period(row: _Entry) -> MonitoringPeriod | MeetingWindow | None:
    kind = row.value("kind", str)
    values = row.value("values", dict, {}) or {}
    span: dict[str, Any] = {
        "number": row.value("number", int),
        "starts_on": row.day("starts_on"),
        "ends_on": row.day("ends_on"),
    }
    if None in span.values() or kind is None:
        return None
    if kind == "monitoring":
        return row.checked(MonitoringPeriod(is_checked=bool(values.get("checked", True)), **span))
    if kind == "meeting_window":
        return row.checked(MeetingWindow(is_opening=bool(values.get("opening", False)), **span))
    row.fault(_("unknown kind “%s”") % kind)
    return None


def _deadline(row: _Entry) -> Deadline | None:
    values = {"kind": row.value("kind", str), "number": row.value("number", int), "due_on": row.day("due_on")}
    return None if None in values.values() else row.checked(Deadline(**values))


def _threshold(row: _Entry) -> Threshold | None:
    value = row.value("value", (int, float))
    values = {
        "code": row.value("code", str),
        "name": row.value("name", str),
        "unit": row.value("unit", str),
        "valid_from": row.day("valid_from"),
    }
    until = row.day("valid_until", required=False)
    if value is None or None in values.values():
        return None
    translations = row.value("translations", dict, {}) or {}
    return row.checked(
        Threshold(
            value=Decimal(str(value)),
            translations=translations,
            valid_until=until,
            source=row.value("source", str, "") or "",
            **values,
        )
    )


def row_key(row: Row) -> dict[str, Any]:
    """What makes a row of a programme the same one when the file is loaded again."""
    if isinstance(row, Deadline):
        return {"kind": row.kind, "number": row.number}
    if isinstance(row, Threshold):
        return {"code": row.code, "valid_from": row.valid_from}
    return {"number": row.number}


def _doubled(rows: list[Row]) -> list[str]:
    seen: set[tuple[Any, ...]] = set()
    faults = []
    for row in rows:
        key = (type(row), *row_key(row).values())
        if key in seen:
            faults.append(_("%(kind)s: “%(row)s” is there twice") % {"kind": row._meta.verbose_name, "row": row})
        seen.add(key)
    return faults
