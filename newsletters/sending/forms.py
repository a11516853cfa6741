"""What the centre says about an issue that went out by other ways than the portal (N6)."""

from datetime import date, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from ..enums import SendingKind

NOON = time(12)
BY_HAND = (SendingKind.PRINT, SendingKind.MUNICIPAL)
"""E-mail is sent by the portal, which records it itself."""


class SendingForm(forms.Form):
    """How and on which day an issue went out."""

    kind = forms.ChoiceField(
        label=_("How"), choices=[(kind.value, kind.label) for kind in BY_HAND], widget=forms.RadioSelect
    )
    sent_on = forms.DateField(label=_("Day"), widget=AdminDateInput)

    @property
    def sent_at(self) -> datetime:
        """Noon of the day people gave, so that it is the same day wherever it is read; now if it is today."""
        day: date = self.cleaned_data["sent_on"]
        if day == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, NOON))
