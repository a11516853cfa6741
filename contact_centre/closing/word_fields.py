"""The mayor's word in a form: three choices with their own fields, which work without JavaScript (R5)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from portal.tenancy.models import Mandate, Municipality

from ..enums import InformedBy
from .mayors import mayor_of
from .words import MayorWord

MAIL, TOLD, NOT_TOLD = "mail", "told", "not_told"
OTHER_WAYS = [(way.value, way.label) for way in InformedBy if way != InformedBy.MAIL]
NEEDED = {
    TOLD: {
        "mayor_by": gettext_lazy("Say how the mayor was told."),
        "mayor_on": gettext_lazy("Say on which day the mayor was told."),
        "mayor_person": gettext_lazy("Say who was told."),
    },
    NOT_TOLD: {"mayor_reason": gettext_lazy("Say why the mayor was not informed.")},
}


class WordFields(forms.Form):
    """Mix it into a form about one closing and give it the `municipality`; `word()` is what was said.

    Its template part is ``contact_centre/admin/mayor_fields.html``, which shows who would be written to.
    """

    mayor = forms.ChoiceField(
        label=gettext_lazy("How does the mayor learn how it ended?"),
        widget=forms.RadioSelect,
        choices=[
            (MAIL, gettext_lazy("Send a letter by e-mail")),
            (TOLD, gettext_lazy("I have told them in another way")),
            (NOT_TOLD, gettext_lazy("The mayor is not informed")),
        ],
        error_messages={"required": gettext_lazy("Choose how the mayor learns about it.")},
    )
    mayor_shown = forms.CharField(required=False, widget=forms.HiddenInput)
    mayor_by = forms.ChoiceField(label=gettext_lazy("How"), required=False, choices=OTHER_WAYS)
    mayor_on = forms.DateField(
        label=gettext_lazy("When"), required=False, widget=AdminDateInput, initial=timezone.localdate, localize=True
    )
    mayor_person = forms.CharField(label=gettext_lazy("Who was told"), required=False, max_length=200)
    mayor_note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=500, help_text=gettext_lazy("For the centre only.")
    )
    mayor_reason = forms.CharField(
        label=gettext_lazy("Why not"),
        required=False,
        max_length=1000,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("The reason stays with the request."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        field: Any = self.fields["mayor"]
        if self.in_office is not None:
            self.initial.setdefault("mayor_person", self.in_office.person_name)
        if self.addressee is None:
            field.choices = [choice for choice in field.choices if choice[0] != MAIL]
            return
        self.initial.setdefault("mayor", MAIL)
        # What this page shows; what is sent is compared with it when the form comes back.
        self.initial["mayor_shown"] = _mark(self.addressee)

    @cached_property
    def in_office(self) -> Mandate | None:
        """Who represents the municipality today."""
        return mayor_of(self.municipality)

    @property
    def addressee(self) -> Mandate | None:
        """Who would be written to; None hides that choice."""
        return self.in_office

    @property
    def no_letter(self) -> str:
        """Why no letter can be sent; "" when one can."""
        if self.addressee is not None:
            return ""
        return _(
            "%(municipality)s has nobody in office today among the mandates, so that no letter can be sent. "
            "Tell the mayor in another way, or say why not."
        ) % {"municipality": self.municipality.display_name}

    @property
    def mayor_choices(self) -> list[tuple[str, Any, list[Any]]]:
        """Each choice as its value, its radio button and its own fields."""
        own: dict[str, list[str]] = {
            MAIL: [],
            TOLD: ["mayor_by", "mayor_on", "mayor_person", "mayor_note"],
            NOT_TOLD: ["mayor_reason"],
        }
        radios = list(self["mayor"].subwidgets)
        return [(radio.data["value"], radio, [self[name] for name in own[radio.data["value"]]]) for radio in radios]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("mayor", "")
        for name, message in NEEDED.get(chosen, {}).items():
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, message)
        for name in self._unneeded(chosen):
            # A half-filled field of another choice is no reason to stop.
            self.errors.pop(name, None)
        if chosen == MAIL and self.addressee and cleaned.get("mayor_shown") != _mark(self.addressee):
            self.add_error("mayor", self._other_person())
        return cleaned

    def word(self) -> MayorWord:
        """What a valid form says about the mayor."""
        data = self.cleaned_data
        if data["mayor"] == MAIL:
            return MayorWord.by_mail(self.addressee)
        if data["mayor"] == NOT_TOLD:
            return MayorWord.not_told(data["mayor_reason"])
        return MayorWord.told(
            by=InformedBy(data["mayor_by"]),
            on=data["mayor_on"],
            person_name=data["mayor_person"],
            note=data["mayor_note"],
        )

    def offer(self, name: str, value: str) -> None:
        """Let the page show `value` in a field in place of what was sent."""
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix(name)] = value
        self.data = data

    def _unneeded(self, chosen: str) -> list[str]:
        told = ["mayor_by", "mayor_on", "mayor_person", "mayor_note"]
        return {MAIL: [*told, "mayor_reason"], TOLD: ["mayor_reason"], NOT_TOLD: told}.get(chosen, [])

    def _other_person(self) -> ValidationError:
        """Somebody else came into office, or got another address, while the page was open."""
        self.offer("mayor_shown", _mark(self.addressee))
        return ValidationError(_("Somebody else is in office by now: look at the name and send again."))


def _mark(mandate: Mandate | None) -> str:
    return f"{mandate.pk}:{mandate.email}" if mandate else ""
