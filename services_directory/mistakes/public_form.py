"""The public form: what is wrong, in a few words, and where to answer. Everything typed survives every refusal."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.core.tickets import SEND_AGAIN, Ticket, Verdict, new_ticket, read_ticket

from ..enums import MistakeTopic
from ..models import MistakeReport
from .rules import PURPOSE, looks_like_advertising

FORM_ID = "formular"
TEXT_LENGTH = MistakeReport._meta.get_field("text").max_length or 0
_sentence = lazy(lambda label: str(capfirst(label)), str)


class MistakeForm(forms.Form):
    """What a visitor says is wrong with an entry."""

    topic = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(value, _sentence(label)) for value, label in MistakeTopic.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("What should it say?"),
        help_text=_("What you know: the right hours, the new number. Please leave out other people's personal data."),
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[MinLengthValidator(3), MaxLengthValidator(TEXT_LENGTH)],
        error_messages={"required": _("Write in a few words what is wrong.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail, if you want an answer"),
        help_text=_("We write to you twice: that we have the report, and what came of it."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, action: str = "", **kwargs: Any) -> None:
        kwargs = {"initial": {"ticket": new_ticket(PURPOSE)}, "label_suffix": "", **kwargs}
        super().__init__(*args, **kwargs)
        self.read = Ticket("", Verdict.FORGED)
        self.helper = FormHelper()
        self.helper.form_class = "form"
        self.helper.form_action = action
        self.helper.layout = Layout(
            "ticket",
            "topic",
            "text",
            "email",
            Div("website", css_class="trap", aria_hidden="true"),
            Submit("send", _("Send the report"), css_class="btn"),
        )

    @property
    def is_suspicious(self) -> bool:
        """Whether a person should look at the valid form before it counts: then it is held, never thrown away."""
        data = self.cleaned_data
        return bool(data["website"]) or self.read.verdict is Verdict.TOO_FAST or looks_like_advertising(data["text"])

    def clean(self) -> dict[str, Any]:
        """A form without a ticket of ours can't be told from its copy: it is handed out anew."""
        cleaned = super().clean() or {}
        self.read = read_ticket(PURPOSE, cleaned.get("ticket", ""))
        if self.read.verdict in {Verdict.TOO_OLD, Verdict.FORGED}:
            self.add_error(None, SEND_AGAIN[self.read.verdict])
            self._replace("ticket", new_ticket(PURPOSE))
        return cleaned

    def refuse(self, message: str) -> None:
        """Add an error found after validation; what was typed stays."""
        self.add_error(None, ValidationError(message))

    def prepare_again(self) -> None:
        """Make the refused form ready to be shown, with an empty trap."""
        self._replace("website", "")

    def _replace(self, field: str, value: str) -> None:
        self.data = {**{name: self.data[name] for name in self.data}, self.add_prefix(field): value}
