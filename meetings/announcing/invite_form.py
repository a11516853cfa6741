"""What a manager says when inviting: who besides the mayors, and why late (MTG-3, M2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .guests import guests_in
from .invitees import Candidate


class InviteForm(forms.Form):
    """Guests and those in office besides the mayors; the reason only where the invitation would be late."""

    with_others = forms.BooleanField(label=_("Invite deputy mayors and authorised representatives too"), required=False)
    guests = forms.CharField(
        label=_("Guests"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("An e-mail address on each line, with a name before it if you like."),
    )
    reason = forms.CharField(
        label=_("Why the invitation goes out late"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason stays in the history of the meeting for good, with your name."),
    )

    def __init__(self, *args: Any, is_late: bool = False, has_others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["reason"]
        if not has_others:
            del self.fields["with_others"]

    def clean_guests(self) -> list[Candidate]:
        return guests_in(self.cleaned_data["guests"])
