"""Forms that end an activity of the register or take it up again (ACT-3, ACT-4, A3)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from ..closing.late_reason import late_reason
from ..enums import AttachmentKind
from ..legal.words import balance_words
from ..models import Activity, ActivityOutput
from ..register.fields import CrownsField, HoursField
from .register import FileMixin, use_date_pickers

AMOUNTS = ("hours", "legal_hours", "saved_czk", "brought_czk")


class CloseForm(FileMixin):
    """What closing an activity needs (ACT-3); one that keeps a request has a form of its own, in `closing`."""

    closed_on = forms.DateField(label=_("Ended on"), widget=AdminDateInput, initial=timezone.localdate, localize=True)
    output = forms.ModelChoiceField(
        label=_("Output"),
        queryset=ActivityOutput.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose what the activity ended with.")},
    )
    output_description = forms.CharField(
        label=_("Description of the output"),
        widget=AdminAutoHeightTextInput,
        help_text=_("What came of it, so that somebody else understands it in a year."),
        error_messages={"required": _("Describe what the activity ended with.")},
    )
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("Picture, PDF or office document, at most 10 MB.")
    )
    hours = HoursField(label=_("Hours of work"), required=False)
    legal_hours = HoursField(label=_("Hours of legal advice"), required=False)
    saved_czk = CrownsField(label=_("Money saved (CZK)"), required=False)
    brought_czk = CrownsField(
        label=_("Money brought (CZK)"), required=False, help_text=_("For example a grant that was won.")
    )

    def __init__(self, *args: Any, activity: Activity, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.fields |= late_reason(activity, user)
        self.order_fields(("closed_on", "reason", "output", "output_description", "file", *AMOUNTS))
        use_date_pickers(self)
        self.fields["output"].queryset = ActivityOutput.objects.current()  # type: ignore[attr-defined]
        if activity.handled_by.opinion_required and not activity.has_opinion:
            self.fields["file"].label = _("Written opinion")
            self.fields["file"].required = True
            self.fields["file"].error_messages["required"] = _(
                "%(handler)s handles this activity: attach the written opinion."
            ) % {"handler": activity.handled_by.label}
        self._ask_for_amounts()

    def _ask_for_amounts(self) -> None:
        """What is recorded already, and the hours of a law firm with what is left of them (LAW-1)."""
        if self.activity.handled_by.uses_legal_hours:
            self.fields["legal_hours"].help_text = balance_words(self.activity.site_id)
        else:
            del self.fields["legal_hours"]
        for name in AMOUNTS:
            self.initial.setdefault(name, getattr(self.activity, name))

    @property
    def file_kind(self) -> str:
        """An opinion where one is awaited, an attachment otherwise."""
        return AttachmentKind.OPINION if self.fields["file"].required else AttachmentKind.ATTACHMENT

    def amounts(self) -> dict[str, Decimal | int | None]:
        """What the work took and brought, by the names of the action; one that was emptied is none."""
        return {name: self._amount(name) for name in AMOUNTS if name in self.fields}

    def _amount(self, name: str) -> Decimal | int | None:
        typed: Decimal | int | None = self.cleaned_data[name]
        return 0 if typed is None and getattr(self.activity, name) is not None else typed

    def clean_closed_on(self) -> Any:
        closed_on = self.cleaned_data["closed_on"]
        if closed_on < self.activity.started_on:
            raise ValidationError(_("An activity can't end before it started."))
        return closed_on


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=AdminAutoHeightTextInput,
        help_text=_("It stays in the history. A cancelled activity never counts."),
        error_messages={"required": _("Say why the activity is cancelled.")},
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=AdminAutoHeightTextInput,
        max_length=1000,
        help_text=_("It stays in the history. Until it is closed again, the activity doesn't count."),
        error_messages={"required": _("Say why the activity is reopened.")},
    )
