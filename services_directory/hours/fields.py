"""The form field of opening hours: rows in the editor's form, OpenStreetMap's notation in the database."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import rows
from .evaluation import PRAGUE
from .notation import from_osm, validate_opening_hours
from .schedule import WEEK, Mode
from .typed import CLOSED, Typed, TypedDated, TypedSpan

MOST_SPANS, MOST_DATED = 12, 60
CHECK_ROWS = _("Some of the opening hours need correcting; it is said at each of them.")
EITHER = _("Either keep the written form, or delete it and fill in the rows.")


def today() -> date:
    return timezone.localdate(timezone=PRAGUE)


class HoursWidget(forms.Widget):
    """Rows for Monday to Sunday, holidays and exceptions, and a box for pasted text."""

    template_name = "services_directory/admin/hours.html"
    use_fieldset = True

    class Media:
        css = {"all": ["services_directory/css/hours.css"]}
        js = [Script("services_directory/js/hours.js", type="module")]

    def id_for_label(self, id_: str | None, index: str | int | None = None) -> str:
        return ""

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key == name or key.startswith(f"{name}-") for key in data)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        def text(*parts: object) -> str:
            return str(data.get("-".join(map(str, (name, *parts))), "")).strip()

        def spans(section: str, row: int) -> list[TypedSpan]:
            return [
                TypedSpan(
                    text(section, row, place, "from"),
                    text(section, row, place, "to"),
                    text(section, row, place, "mode") or Mode.OPEN.value,
                )
                for place in range(MOST_SPANS)
                if f"{name}-{section}-{row}-{place}-from" in data
            ]

        def exception(row: int) -> TypedDated:
            first, last, kind, reason = (text("dated", row, part) for part in ("first", "last", "kind", "reason"))
            return TypedDated(first, last, kind or CLOSED, reason, spans("dated", row))

        dated = [exception(row) for row in range(MOST_DATED) if f"{name}-dated-{row}-first" in data]
        week = [spans("week", day) for day in range(WEEK)]
        return Typed(week, text("rule"), spans("holidays", 0), dated, str(data.get(name, "")).strip())

    def get_context(self, name: str, value: "str | Typed | None", attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        typed = value if isinstance(value, Typed) else typed_of(value or "")
        faults = []
        if isinstance(value, Typed) and (attrs or {}).get("aria-invalid"):
            faults = typed.read(today())[1]
        context["hours"] = rows.shown(name, typed, faults)
        context["read_url"] = reverse("services_directory_read_hours")
        return context


def typed_of(text: str) -> Typed:
    """The rows of what is stored, without exceptions that have passed (D5); the notation if rows can't hold it."""
    schedule = from_osm(text)
    return Typed(raw=text) if schedule is None else Typed.of(schedule.from_day(today()))


class HoursField(forms.Field):
    """Cleans to the notation; every fault is shown at its row, and what was typed is kept."""

    widget = HoursWidget

    def clean(self, value: "Typed | str | None") -> str:
        typed = value if isinstance(value, Typed) else typed_of(value or "")
        if typed.raw and from_osm(typed.raw) is None:
            if typed.has_rows:
                raise ValidationError(EITHER, code="either")
            validate_opening_hours(typed.raw)
            return typed.raw
        if typed.raw and not typed.has_rows:
            typed = typed_of(typed.raw)
        schedule, faults = typed.read(today())
        if faults:
            raise ValidationError(CHECK_ROWS, code="rows")
        return schedule.to_osm()

    def has_changed(self, initial: str | None, data: "Typed | str | None") -> bool:
        if self.disabled:
            return False
        try:
            cleaned = self.clean(data)
        except ValidationError:
            return True
        return cleaned != (initial or "")
