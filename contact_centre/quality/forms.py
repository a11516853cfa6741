"""Drawing a sample, and writing down an outcome."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.programme.models import MonitoringPeriod

from ..enums import Asked, AskedBy, QualityOutcome
from ..forms.register import use_date_pickers
from ..models import QualityCheck
from ..models.quality import BEST, WORST
from .drawing import MOST

NOT_CHOSEN = ("", "–")


class PeriodField(forms.ModelChoiceField):
    """Periods with their days: there is a period 1 in every programme."""

    def label_from_instance(self, period: MonitoringPeriod) -> str:
        return f"{period} ({period.days})"


class DrawForm(forms.Form):
    """Which period, how many of each centre."""

    period = PeriodField(label=_("Period"), queryset=MonitoringPeriod.objects.none(), empty_label=None)
    per_centre = forms.IntegerField(
        label=_("Activities of each centre"), min_value=1, max_value=MOST, initial=3, help_text=_("1 to 20.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = begun_periods()  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """What those served said; roles, no names."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=QualityOutcome.choices, widget=forms.RadioSelect)
    asked = forms.ChoiceField(label=_("Who was asked"), choices=[NOT_CHOSEN, *Asked.choices], required=False)
    asked_by = forms.ChoiceField(label=_("How"), choices=[NOT_CHOSEN, *AskedBy.choices], required=False)
    asked_on = forms.DateField(label=_("Asked on"))
    grade = forms.TypedChoiceField(
        label=_("Grade"),
        choices=[NOT_CHOSEN, *((str(grade), str(grade)) for grade in range(BEST, WORST + 1))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("As at school: 1 is best, 5 worst."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=AdminAutoHeightTextInput,
        help_text=_("The centre reads it too. Write no names."),
    )
    corrects = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, of: QualityCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_date_pickers(self)
        names = ("outcome", "asked", "asked_by", "asked_on", "grade", "note")
        self.initial.update({name: getattr(of, name) for name in names} if of.outcome else {})
        self.initial.setdefault("asked_on", timezone.localdate())
        self.initial["corrects"] = bool(of.outcome)


def begun_periods() -> Any:
    """Periods that have begun, the last one first."""
    begun = MonitoringPeriod.objects.filter(starts_on__lte=timezone.localdate())
    return begun.select_related("programme").order_by("-starts_on", "-pk")
