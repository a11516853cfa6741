"""What is asked for: which days, which activities, summed by what. All of it stands in the page's address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.core.remembered import Remembered
from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association

from ..models import Activity
from .dimensions import AREA, DIMENSIONS, MUNICIPALITY, PERSON, Days, Dimension, NameBook
from .measures import MEASURES, Measure
from .served import NONE, served, taking_part

BY_NAME, BY_NUMBER = "name", "number"
NOBODY = "null"
FIRST_YEAR = 2000
SHOWN = ("period", "from", "to", "rows", "columns", "measure")
NARROWING = ("municipality", "area", "person", "order")
"""What most reports do without."""
PARAMETERS = (*SHOWN, *NARROWING)


class DayField(forms.DateField):
    """A day, picked or typed as people write it."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        formats = ["%Y-%m-%d", "%d.%m.%Y", "%d. %m. %Y"]
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": f"{FIRST_YEAR}-01-01"})
        super().__init__(label=label, required=False, input_formats=formats, widget=widget, **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and day.year < FIRST_YEAR:
            raise forms.ValidationError(_("The register is younger than that."))
        return day


class ReportForm(forms.Form):
    """The days come from the chosen period unless others are written; everything has a default."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False)
    rows = forms.ChoiceField(
        label=pgettext_lazy("report", "Rows"),
        required=False,
        choices=[(each.key, each.label) for each in DIMENSIONS.values()],
    )
    columns = forms.ChoiceField(
        label=pgettext_lazy("report", "Columns"),
        required=False,
        choices=[
            ("", pgettext_lazy("columns of a report", "all sums")),
            *((each.key, each.label) for each in DIMENSIONS.values()),
        ],
    )
    measure = forms.ChoiceField(
        label=pgettext_lazy("report", "What is summed"),
        required=False,
        choices=[(each.key, each.label) for each in MEASURES.values()],
        help_text=gettext_lazy("If columns are chosen."),
    )
    municipality = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    area = forms.TypedChoiceField(label=gettext_lazy("Area"), required=False, coerce=int, empty_value=None)
    person = forms.ChoiceField(label=pgettext_lazy("report", "Person"), required=False)
    order = forms.ChoiceField(
        label=pgettext_lazy("report", "Order of rows"),
        required=False,
        choices=[
            (BY_NAME, pgettext_lazy("order", "alphabetical")),
            (BY_NUMBER, pgettext_lazy("order", "largest first")),
        ],
    )

    def __init__(self, data: Mapping[str, Any], association: Association) -> None:
        self.periods = {str(each.pk): each for each in _periods()}
        super().__init__(self._with_days(data), label_suffix="")
        self.association = association
        self.fields["from"] = DayField(gettext_lazy("From"))
        self.fields["to"] = DayField(
            pgettext_lazy("last day", "To"),
            help_text=gettext_lazy("If days are written here, they are used instead of the period."),
        )
        self.book = NameBook(association.site_id)
        self._offer()
        self.order_fields(PARAMETERS)

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SHOWN]

    @property
    def narrowing_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in NARROWING]

    @property
    def is_narrowed(self) -> bool:
        """Whether one of the fields that are put aside says something."""
        return any(self.data[name] for name in NARROWING if self.data[name] != BY_NAME)

    def _with_days(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The running period where neither a period nor days are asked for; days written down are nobody's period."""
        asked = {name: data.get(name, "") for name in PARAMETERS}
        running = (key for key, each in self.periods.items() if each.ends_on >= timezone.localdate())
        if asked["from"] or asked["to"]:
            asked["period"] = ""
        elif not asked["period"]:
            asked["period"] = next(running, "")
        return asked

    def _offer(self) -> None:
        periods = [(key, _of_period(period)) for key, period in self.periods.items()]
        self._choose("period", [("", _("days written below")), *periods])
        places, areas, people = (each.offered(self.book.names(each)) for each in (MUNICIPALITY, AREA, PERSON))
        self._choose("municipality", [("", _("all municipalities")), *places, (NONE, MUNICIPALITY.nobody)])
        self._choose("area", [("", _("all areas")), *areas])
        named = [(str(key), name) for key, name in people]
        self._choose("person", [("", pgettext("report", "everybody")), *named, (NOBODY, PERSON.nobody)])

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("from"), data.get("to")
        if bool(first) != bool(last) and not self.errors:
            self.add_error("to" if first else "from", _("Fill in both days."))
        if first and last and last < first:
            self.add_error("to", _("The last day is before the first one."))
        if data.get("columns") and data["columns"] == (data.get("rows") or MUNICIPALITY.key):
            self.add_error("columns", _("Rows and columns have to differ."))
        return data


@dataclass(frozen=True)
class Question:
    """What was asked, checked: `period` only if the days are those of one."""

    association: Association
    days: Days
    period: MonitoringPeriod | None
    by: tuple[Dimension, ...]
    measure: Measure
    by_number: bool
    municipality: str
    area: int | None
    person: str
    book: NameBook
    chosen: tuple[tuple[str, str], ...]
    """The filters in words: what, which."""

    def activities(self) -> QuerySet[Activity]:
        """The activities that count (TGT-1): of this centre only."""
        found: QuerySet[Activity] = Activity.objects.for_site(self.association.site_id).counted(*self.days)
        if self.municipality == NONE:
            found = served(found, NONE)
        elif self.municipality:
            found = taking_part(found, self.municipality)
        if self.area:
            found = found.filter(area=self.area)
        if self.person:
            found = found.filter(responsible=None if self.person == NOBODY else int(self.person))
        return found

    def opens(self) -> dict[str, str]:
        """The register's filters that list exactly these activities."""
        first, last = self.days
        listed = {"status": "closed", "closed_on_from": first.isoformat(), "closed_on_to": last.isoformat()}
        if self.municipality == NONE:
            listed["served"] = NONE
        elif self.municipality:
            listed["municipalities"] = self.municipality
        if self.area:
            listed["area"] = str(self.area)
        if self.person:
            listed["responsible"] = self.person
        return listed


def question(form: ReportForm) -> Question:
    """What a valid `form` asks."""
    data = form.cleaned_data
    period = form.periods.get(data["period"])
    columns = DIMENSIONS.get(data["columns"])
    rows = DIMENSIONS.get(data["rows"], MUNICIPALITY)
    chosen = [
        (str(form.fields[name].label), dict(_choices(form, name))[data[name]])
        for name in ("municipality", "area", "person")
        if data[name]
    ]
    return Question(
        association=form.association,
        days=_days(data, period),
        period=period,
        by=(rows, columns) if columns else (rows,),
        measure=MEASURES.get(data["measure"], MEASURES["count"]),
        by_number=data["order"] == BY_NUMBER,
        municipality=data["municipality"],
        area=data["area"],
        person=data["person"],
        book=form.book,
        chosen=tuple((what, str(which)) for what, which in chosen),
    )


def _choices(form: ReportForm, name: str) -> list[tuple[Any, Any]]:
    field: Any = form.fields[name]
    return list(field.choices)


def _days(data: Mapping[str, Any], period: MonitoringPeriod | None) -> Days:
    """The period's days or those written, else this year up to today."""
    if period:
        return period.starts_on, period.ends_on
    if data["from"]:
        return data["from"], data["to"]
    today = timezone.localdate()
    return today.replace(month=1, day=1), today


def _begun_by(day: date) -> list[MonitoringPeriod]:
    return list(MonitoringPeriod.objects.filter(starts_on__lte=day).order_by("-starts_on", "-pk"))


_begun: Remembered[date, list[MonitoringPeriod]] = Remembered(_begun_by, "programme.MonitoringPeriod")


def _periods() -> list[MonitoringPeriod]:
    """Periods that have begun, the newest first."""
    return _begun.get(timezone.localdate())


def _of_period(period: MonitoringPeriod) -> str:
    return f"{period} ({period.days})"
