"""The centre's form for handing a request over: to whom, why, with what, and whether the person's data go with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from ..closing.word_fields import WordFields
from ..closing.words import MayorWord
from ..enums import DataGround
from ..forms.register import use_date_pickers
from ..models import CitizenRequest, HandOver, RequestAttachment
from .matter import person_of

MAYOR, OFFICE = "mayor", "office"


class HandOverForm(WordFields):
    """Written to the mayor the letter is the mayor's word itself; to another office the word is asked for, too."""

    to = forms.ChoiceField(
        label=gettext_lazy("Who gets the letter?"),
        widget=forms.RadioSelect,
        choices=[(MAYOR, gettext_lazy("The mayor")), (OFFICE, gettext_lazy("Another office or person"))],
        error_messages={"required": gettext_lazy("Choose who gets the letter.")},
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    body = forms.CharField(
        label=gettext_lazy("What the office is called"),
        max_length=HandOver._meta.get_field("body").max_length,
        help_text=gettext_lazy("The citizen reads it too, for example Obec Vysokov."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it goes to them"),
        widget=AdminAutoHeightTextInput,
        max_length=HandOver._meta.get_field("reason").max_length,
        help_text=gettext_lazy("It stands in the letter: name nobody here."),
        error_messages={"required": gettext_lazy("Write why it goes to them.")},
    )
    groundwork = forms.CharField(
        label=gettext_lazy("Groundwork"),
        widget=AdminAutoHeightTextInput,
        max_length=HandOver._meta.get_field("groundwork").max_length,
        required=False,
        help_text=gettext_lazy("What you have found out or prepared. It stands on the page behind the link."),
    )
    data_ground = forms.ChoiceField(
        label=gettext_lazy("Do the citizen's name and contact go with it?"),
        widget=forms.RadioSelect,
        choices=DataGround.choices,
        error_messages={"required": gettext_lazy("Say whether the name and contact go with it, and why.")},
    )
    attachments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Files that go with it"),
        queryset=RequestAttachment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, request: CitizenRequest, **kwargs: Any) -> None:
        super().__init__(*args, municipality=request.municipality, **kwargs)
        self.request = request
        use_date_pickers(self)
        fields: dict[str, Any] = self.fields
        fields["attachments"].queryset = request.attachments.all()
        self.initial.setdefault("body", _("Municipality of %(name)s") % {"name": request.municipality.name})
        if self.addressee is None:
            fields["to"].choices = [choice for choice in fields["to"].choices if choice[0] == OFFICE]
        self.initial.setdefault("to", MAYOR if self.addressee else OFFICE)
        self.is_to_mayor = (self.data.get("to") if self.is_bound else self.initial["to"]) == MAYOR
        fields["mayor"].required = not self.is_to_mayor
        fields["email"].required = not self.is_to_mayor
        fields["email"].error_messages["required"] = _("Write the address the letter goes to.")

    @property
    def to_choices(self) -> list[tuple[str, Any]]:
        """Each choice as its value and its radio button."""
        return [(radio.data["value"], radio) for radio in self["to"].subwidgets]

    @property
    def person(self) -> list[tuple[str, str]]:
        """What would be passed on a ground."""
        return person_of(self.request)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_to_mayor:
            for name in [name for name in self.errors if name == "email" or name.startswith("mayor")]:
                # A half-filled field of the other choice is no reason to stop.
                del self.errors[name]
            if cleaned.get("mayor_shown") != self.initial.get("mayor_shown"):
                self.add_error("to", self._other_person())
        return cleaned

    def prepared(self) -> dict[str, Any]:
        """What a valid form says, as `hand_over_request` takes it."""
        data = self.cleaned_data
        return {
            "body": data["body"],
            "email": self.addressee.email if self.is_to_mayor and self.addressee else data["email"],
            "mandate": self.addressee if self.is_to_mayor else None,
            "reason": data["reason"],
            "groundwork": data["groundwork"],
            "data_ground": data["data_ground"],
            "attachments": data["attachments"],
            "word": self._mayors_word(),
        }

    def _mayors_word(self) -> MayorWord | None:
        return None if self.is_to_mayor else self.word()
