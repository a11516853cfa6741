"""Forms of the centre: move a meeting, cancel it, tell of a change (M9)."""

from hashlib import sha256
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from portal.tenancy.models import Association, Municipality

from ..enums import BarrierFree
from ..models import MeetingPage
from .standing import LONGEST_REASON

LOOKED = "looked"


class AnnounceForm(forms.Form):
    """What every announcement of a change asks for: its reason."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who was invited reads it, and it stands in the public history of the meeting."),
        error_messages={"required": _("Write the reason: everybody who was invited reads it.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, meeting: MeetingPage, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.association = association

    @property
    def wanted(self) -> dict[str, Any]:
        """What the action is asked to do, by its own names; of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    @property
    def digest(self) -> str:
        """A mark of what was typed, so that exactly what was looked at is confirmed."""
        return sha256(repr(sorted((name, str(value)) for name, value in self.wanted.items())).encode()).hexdigest()


class CancelForm(AnnounceForm):
    """Why the meeting won't be held."""


class TellForm(AnnounceForm):
    """What has changed in the notice, in words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What has changed")


class MoveForm(AnnounceForm):
    """The new time and place, and why."""

    starts_at = forms.DateTimeField(label=_("Begins"), widget=AdminDateTimeInput)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=AdminDateTimeInput, required=False)
    place = forms.CharField(label=_("Place"), max_length=200)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=_("Municipality"), required=False)
    barrier_free = forms.ChoiceField(
        label=_("Barrier-free access"),
        choices=BarrierFree.choices,
        required=False,
        help_text=_("Of a new place. What was said of the old one no longer holds, its point on the map neither."),
    )
    barrier_free_note = forms.CharField(label=_("How to get in"), max_length=250, required=False)
    late_reason = forms.CharField(
        label=_("Why it can't wait"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The new day is nearer than the rule for invitations asks. Stays in the history of the centre."),
    )

    field_order = (
        "starts_at",
        "ends_at",
        "place",
        "address",
        "municipality",
        "barrier_free",
        "barrier_free_note",
        "reason",
        "late_reason",
        "seen",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = self.fields["municipality"]
        members = Municipality.objects.members_of(self.association)
        chooser.queryset = Municipality.objects.filter(
            Q(pk__in=members.values("pk")) | Q(pk=self.meeting.municipality_id)
        )
        # Once a municipality is said it can be another one, not none.
        chooser.required = self.meeting.municipality_id is not None

    @property
    def asks_late_reason(self) -> bool:
        """Whether the field is shown: it is asked for, or something stands in it."""
        return bool(self["late_reason"].errors or self["late_reason"].value())
