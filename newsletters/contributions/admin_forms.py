"""The centre's forms: whom to ask and by when, and why a piece is left out."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from .people import Offer, Person, own_people


class ClosingDateForm(forms.Form):
    """Until when contributions come."""

    day = forms.DateField(
        label=gettext_lazy("Closing date"),
        help_text=gettext_lazy("The last day on which contributions come by the link."),
        error_messages={"required": gettext_lazy("Fill in the closing date.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].widget = AdminDateInput(format=get_format("DATE_INPUT_FORMATS")[0])

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError(_("This day went by."))
        return day


class AskForm(ClosingDateForm):
    """Whom to ask: offered people, all ticked, and addresses of the centre's own."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Whom we write to"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own = forms.CharField(
        label=gettext_lazy("Other addresses"),
        help_text=gettext_lazy("One on each line, with a name before it if you like: Jane Brown school@town.cz"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {offer.person.email: offer.person for offer in offers}
        field: Any = self.fields["people"]
        field.choices = [(offer.person.email, _said(offer)) for offer in offers]
        field.initial = list(self.offers)

    def clean_own(self) -> list[Person]:
        return own_people(self.cleaned_data["own"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["chosen"] = [self.offers[email] for email in cleaned.get("people", [])] + list(cleaned.get("own") or [])
        if not cleaned["chosen"] and not self.errors:
            self.add_error("people", _("Choose somebody, or add an address."))
        return cleaned


class LeaveOutForm(forms.Form):
    """Why a piece isn't taken: its author reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Why not"),
        help_text=gettext_lazy("The author will read it, for example: We'll have it in the next issue."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write why, the author will read it.")},
    )


def put_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what an action refused at the form's fields; what belongs to no field goes to the top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _said(offer: Offer) -> str:
    who = ", ".join(filter(None, [offer.person.name, offer.role, offer.person.email]))
    return f"{offer.place}: {who}" if offer.place else who
