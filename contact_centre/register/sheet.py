"""The sheet: an activity a row, recorded whole by keyboard (A2). What is left empty is as in the row above."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .fields import CrownsField, DayField, HoursField
from .recording import ENDING
from .sheet_choices import NOBODY, SheetChoices, labels

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 5, 5, 60
TYPED = ("title", "description", "municipalities", "hours", "output_description")
"""What a person types anew in each row; a row without any of it is empty, whatever is chosen in it."""
CARRIED = ("started_on", "trigger", "area", "subarea", "handled_by", "responsible", "is_expert_advice")
MONEY = ("saved_czk", "brought_czk")


def _chosen(label: Any, **kwargs: Any) -> Any:
    return forms.TypedChoiceField(label=label, required=False, empty_value=None, **kwargs)


def _text(label: Any, rows: int = 2) -> Any:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}))


class SheetRow(forms.Form):
    """One activity; `place` is its place among the rows, from 0, `me` the key of who probably answers for it."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    municipalities = forms.CharField(
        label=gettext_lazy("Municipalities"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "sheet-municipalities"}),
    )
    description = _text(gettext_lazy("Description"))
    output_description = _text(gettext_lazy("What came of it"))
    hours = HoursField(label=gettext_lazy("Hours"), required=False)
    started_on = DayField(label=gettext_lazy("Started on"), required=False)
    trigger = _chosen(gettext_lazy("Trigger"))
    area = _chosen(gettext_lazy("Area"))
    subarea = _chosen(gettext_lazy("Sub-area"))
    handled_by = _chosen(gettext_lazy("Handled by"))
    responsible = _chosen(gettext_lazy("Responsible person"))
    is_expert_advice = _chosen(
        gettext_lazy("Expert advice"), choices=[("", ""), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
    )
    closed_on = DayField(label=gettext_lazy("Ended on"), required=False)
    output = _chosen(gettext_lazy("Output"))
    saved_czk = CrownsField(label=gettext_lazy("Money saved (CZK)"), required=False)
    brought_czk = CrownsField(label=gettext_lazy("Money brought (CZK)"), required=False)

    def __init__(self, *args: Any, choices: SheetChoices, place: int | None, me: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if place == 0:
            self.initial = {"started_on": timezone.localdate(), "responsible": me}
        self.lists = choices
        self.place = place
        first = place == 0
        above = _("Choose") if first else _("as above")
        offered: dict[str, tuple[list[Any], dict[str, Any]]] = {
            "trigger": (labels(choices.triggers), choices.triggers),
            "area": (labels(choices.areas), choices.areas),
            "subarea": (choices.subarea_groups(), choices.subareas),
            "handled_by": (choices.handler_labels(), choices.handlers),
            "output": (labels(choices.outputs), choices.outputs),
        }
        fields: dict[str, Any] = self.fields
        for name, (listed, rows) in offered.items():
            fields[name].choices = [("", above), *listed]
            fields[name].coerce = rows.__getitem__
        nobody = [] if first else [(NOBODY, _("Nobody yet"))]
        fields["responsible"].choices = [("", _("Nobody yet") if first else above), *nobody, *labels(choices.people)]
        fields["responsible"].coerce = lambda key: choices.people.get(key, NOBODY)
        fields["is_expert_advice"].choices = [
            ("", _("as usual for the sub-area")),
            *fields["is_expert_advice"].choices[1:],
        ]
        fields["is_expert_advice"].coerce = lambda key: key == "yes"
        if not first:
            for name in ("started_on", "closed_on"):
                fields[name].widget.attrs["placeholder"] = above

    @property
    def is_empty(self) -> bool:
        """Whether nobody has typed anything here."""
        return not any(str(self[name].value() or "").strip() for name in (*TYPED, *MONEY))

    @property
    def has_money(self) -> bool:
        """Whether money is written in, so that it has to be seen."""
        return any(self[name].value() or self[name].errors for name in MONEY) if self.is_bound else False

    @property
    def closes(self) -> bool:
        """Whether the row says that the activity has ended."""
        return any(self.cleaned_data.get(name) for name in ENDING)

    def texts(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("title", "municipalities", "description", "output_description", "hours"))

    def carried(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in (*CARRIED, "closed_on", "output"))

    def money(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in MONEY)

    def clean_municipalities(self) -> list[Any]:
        found, unknown = self.lists.find_municipalities(self.cleaned_data["municipalities"])
        if unknown:
            names = ", ".join(unknown)
            raise ValidationError(_("No single municipality here begins like this: %(names)s.") % {"names": names})
        return found


class SheetRows(forms.BaseFormSet[SheetRow]):
    """The rows of a sheet. Empty ones are left out; the others take what they leave out from the row above."""

    form_kwargs: dict[str, Any]

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "place": index}

    def filled(self) -> list[SheetRow]:
        """Rows somebody wrote into, in their order."""
        return [form for form in self.forms if not form.is_empty]

    def clean(self) -> None:
        """Complete the rows; what is missing is told at the row that lacks it."""
        above: dict[str, Any] = {}
        for form in self.filled():
            above = self._completed(form, above)

    def values(self) -> list[dict[str, Any]]:
        """What `record_activities` takes, one for each of `filled`."""
        return [self._values(form) for form in self.filled()]

    def _completed(self, form: SheetRow, above: dict[str, Any]) -> dict[str, Any]:
        data = form.cleaned_data
        self._complete_area(form, above)
        for name in ("started_on", "trigger", "handled_by", "responsible"):
            if data.get(name) is None and name not in form.errors:
                data[name] = above.get(name)
        if data.get("started_on") is None and "started_on" not in form.errors:
            data["started_on"] = timezone.localdate()
        if form.closes:
            data["closed_on"] = data.get("closed_on") or above.get("closed_on") or timezone.localdate()
            data["output"] = data.get("output") or above.get("output")
        for name, message in MISSING.items():
            if not data.get(name) and name not in form.errors:
                form.add_error(name, message)
        return {**above, **{name: value for name, value in data.items() if value is not None}}

    def _complete_area(self, form: SheetRow, above: dict[str, Any]) -> None:
        """A sub-area says its area; an area alone takes the sub-area above if that one is its own."""
        data = form.cleaned_data
        area, subarea = data.get("area"), data.get("subarea")
        if subarea is None and "subarea" not in form.errors:
            higher = above.get("subarea")
            if higher is not None and (area is None or higher.area == area):
                subarea = data["subarea"] = higher
        if area is None and subarea is not None and "area" not in form.errors:
            data["area"] = subarea.area

    def _values(self, form: SheetRow) -> dict[str, Any]:
        data = dict(form.cleaned_data)
        if data["responsible"] == NOBODY:
            data["responsible"] = None
        if not form.closes:
            data = {name: value for name, value in data.items() if name not in ENDING}
        return data


MISSING = {
    "title": gettext_lazy("Give the activity a title."),
    "description": gettext_lazy("Describe what it is about."),
    "trigger": gettext_lazy("Choose what made the centre start."),
    "subarea": gettext_lazy("Choose the sub-area."),
    "handled_by": gettext_lazy("Choose who handles it."),
}
"""What every row needs, its own or from above."""

SheetFormSet = forms.formset_factory(
    SheetRow, formset=SheetRows, extra=FIRST_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)
