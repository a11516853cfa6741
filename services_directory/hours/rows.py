"""The rows of the editor's form as its template shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from .schedule import DAY, Fault, HolidayRule, Mode
from .typed import CLOSED, OWN, Typed, TypedDated, TypedSpan, read_time
from .words import day_names

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LAST_WORKDAY, SATURDAY = 4, 5
ROW, SPAN, DATED = "__row__", "__span__", "__dated__"
"""Stand in the templates of new rows for what the browser fills in: the row, the number of a time, of an exception."""
KINDS = [(CLOSED, HolidayRule.CLOSED.label), (OWN, HolidayRule.OWN.label)]


@dataclass
class SpanRow:
    """One time: `name` begins the names of its controls."""

    name: str
    span: TypedSpan = field(default_factory=TypedSpan)
    errors: "list[str | StrPromise]" = field(default_factory=list)

    @property
    def modes(self) -> list[tuple[str, Any]]:
        return [(Mode.OPEN.value, _("without an appointment")), *Mode.choices[1:]]

    @property
    def is_overnight(self) -> bool:
        try:
            ends = read_time(self.span.ends)
            return 0 < ends < read_time(self.span.starts) <= DAY
        except ValueError:
            return False


@dataclass
class Row:
    """A day's (or exception's) times; `label` names it."""

    name: str
    label: str
    spans: list[SpanRow]
    errors: "list[str | StrPromise]" = field(default_factory=list)
    copy_label: str = ""
    dated: TypedDated | None = None

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return KINDS


@dataclass
class HoursForm:
    """All of the rows; `rule` is the holiday rule's value."""

    name: str
    raw: str
    week: list[Row]
    rule: str
    holidays: Row
    dated: list[Row]
    blank_span: SpanRow
    blank_dated: Row

    @property
    def rules(self) -> list[tuple[str, Any]]:
        return list(HolidayRule.choices)

    @property
    def has_own_holidays(self) -> bool:
        return self.rule == HolidayRule.OWN


def shown(name: str, typed: Typed, faults: Sequence[Fault] = (), first_dated: int = 0) -> HoursForm:
    """The rows with what was typed and the faults at them; every day has at least one row.

    Exceptions are numbered from `first_dated`.
    """
    at: dict[tuple[str, int, int | None], list[str | StrPromise]] = {}
    for fault in faults:
        at.setdefault(fault.place, []).append(fault.text)

    def row(section: str, number: int, label: str, spans: list[TypedSpan], **more: Any) -> Row:
        prefix = f"{name}-{section}-{number}"
        built = [
            SpanRow(f"{prefix}-{place}", span, at.get((section, number, place), []))
            for place, span in enumerate(spans or [TypedSpan()])
        ]
        return Row(prefix, label, built, at.get((section, number, None), []), **more)

    week = [
        row("week", number, label, spans, copy_label=_copy_label(number))
        for number, (label, spans) in enumerate(zip(day_names(), typed.week, strict=True))
    ]
    dated = [
        row("dated", number, _("Exception"), each.spans, dated=each)
        for number, each in enumerate(typed.dated, start=first_dated)
    ]
    blank = Row(f"{name}-dated-{DATED}", _("Exception"), [SpanRow(f"{name}-dated-{DATED}-0")], dated=TypedDated())
    holidays = row("holidays", 0, _("Public holidays"), typed.holidays)
    return HoursForm(name, typed.raw, week, typed.rule, holidays, dated, SpanRow(f"{ROW}-{SPAN}"), blank)


def _copy_label(weekday: int) -> str:
    """What the button that copies a day's times says; "" where there is nothing below to copy to."""
    if weekday < LAST_WORKDAY:
        return _("Copy down to Friday")
    return _("Copy to Sunday") if weekday == SATURDAY else ""
