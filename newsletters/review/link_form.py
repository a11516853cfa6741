"""The form of a reviewer without an account: a comment, comments at places, and one of two buttons."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..enums import Outcome
from .places import Place

FORM_ID = "rozhodnuti"
AT = "at-"
LONGEST, LONGEST_AT_PLACE = 8000, 2000
"""Characters: two pages in all, a long paragraph at each place."""


class DecisionForm(forms.Form):
    """`places` can be commented on; to return an issue something has to be said, at a place or about the whole."""

    decision = forms.ChoiceField(
        choices=[(Outcome.APPROVED.value, ""), (Outcome.RETURNED.value, "")],
        error_messages={"required": gettext_lazy("Choose one of the two buttons.")},
        widget=forms.HiddenInput,
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment on the whole issue"),
        help_text=gettext_lazy("To return it: what has to change. To approve it you need not write anything."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    hide_optional = True
    use_required_attribute = False

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.places = places
        for number, place in enumerate(places):
            self.fields[f"{AT}{number}"] = forms.CharField(
                label=_("Comment: %(place)s") % {"place": place.label},
                required=False,
                max_length=LONGEST_AT_PLACE,
                widget=forms.Textarea(attrs={"rows": 3, "aria-describedby": f"place-{number}"}),
            )

    @property
    def place_rows(self) -> list[dict[str, Any]]:
        """Each place with its field, for the template; what has words or a fault stands open."""
        rows = [(place, self[f"{AT}{number}"]) for number, place in enumerate(self.places)]
        return [{"place": place, "field": field, "is_open": bool(field.value())} for place, field in rows]

    @property
    def said_at_places(self) -> dict[str, str]:
        """What was written at each place."""
        written = ((place, self.cleaned_data.get(f"{AT}{number}", "")) for number, place in enumerate(self.places))
        return {place.place: text for place, text in written if text}

    @property
    def asks_again(self) -> bool:
        """Whether the next press of “approve” is meant: the comments have been pointed out."""
        return self.is_bound and self.cleaned_data.get("decision") == Outcome.APPROVED and bool(self.said_at_places)

    def clean(self) -> dict[str, Any]:
        """Refuse a return that says nothing, and an approval that asks for changes without meaning it."""
        cleaned = super().clean() or {}
        decision = cleaned.get("decision")
        if decision == Outcome.RETURNED and not cleaned.get("comment") and "comment" not in self.errors:
            if self.said_at_places:
                cleaned["comment"] = _("See the comments at the places.")
            else:
                self.add_error("comment", _("Say what has to change."))
        if decision == Outcome.APPROVED and self.said_at_places and not self.data.get("sure"):
            said = _(
                "You have written comments at places, but by approving you publish the issue as it is. If that is what "
                "you want, press “Approve” once more; if the centre is to change something, press “Return”."
            )
            self.add_error(None, said)
        return cleaned
