"""The public form: crispy, one column, everything typed survives every refusal."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.utils.translation import gettext_lazy as _

from portal.core.tickets import SEND_AGAIN, Verdict, new_ticket, read_ticket
from portal.core.validators import normalise_phone
from portal.tenancy.models import Association, Municipality

from ..enums import RequestKind
from ..intake.guards import PURPOSE
from ..models import RequestCategory
from ..models.request import TEXT_LENGTH
from ..uploads import CheckedFile, check_upload

FORM_ID = "formular"


class ContactForm(forms.Form):
    """What a citizen writes to the centre of `association`. Typed values survive every refusal."""

    municipality = forms.ModelChoiceField(
        label=_("Municipality it is about"),
        queryset=Municipality.objects.none(),
        empty_label=_("Choose a municipality"),
        error_messages={"required": _("Choose the municipality.")},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the kinds.")},
    )
    category = forms.ModelChoiceField(
        label=_("What is it about?"),
        queryset=RequestCategory.objects.none(),
        required=False,
        empty_label=_("I don't know or something else"),
    )
    text = forms.CharField(
        label=_("Your message"),
        help_text=_("What happened or what you need, and where. Please leave out other people's personal data."),
        widget=forms.Textarea(attrs={"rows": 7}),
        validators=[MinLengthValidator(5), MaxLengthValidator(TEXT_LENGTH)],
        error_messages={"required": _("Write what you need or what happened.")},
    )
    attachment = forms.FileField(
        label=_("Photo or document"),
        help_text=_("One file: JPEG, PNG, PDF or DOCX, at most 10 MB. We remove the place and time from photographs."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf,.docx"}),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("So that we can answer you. We send a receipt with a number to it."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, association: Association, action: str = "", **kwargs: Any) -> None:
        kwargs = {"initial": {"ticket": new_ticket(PURPOSE)}, "label_suffix": "", **kwargs}
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = Municipality.objects.members_of(association).distinct()  # type: ignore[attr-defined]
        self.fields["category"].queryset = RequestCategory.objects.current()  # type: ignore[attr-defined]
        self.checked_file: CheckedFile | None = None
        self.submission_token = ""
        self.helper = FormHelper()
        self.helper.form_class = "form"
        self.helper.form_action = action
        self.helper.layout = Layout(
            "ticket",
            "municipality",
            "kind",
            "category",
            "text",
            "attachment",
            "name",
            "email",
            "phone",
            Div("website", css_class="trap", aria_hidden="true"),
            Submit("send", _("Send the message"), css_class="btn"),
        )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return normalise_phone(phone) if phone else ""

    def clean_attachment(self) -> UploadedFile | None:
        upload = self.cleaned_data["attachment"]
        if upload:
            self.checked_file = check_upload(upload)
        return upload

    def clean(self) -> dict[str, Any]:
        """Put the guards last, so that they show together with what is wrong at the fields."""
        cleaned = super().clean() or {}
        ticket = read_ticket(PURPOSE, cleaned.get("ticket", ""))
        self.submission_token = ticket.token
        if cleaned.get("website"):
            self.add_error(None, _("A field that people don't see was filled in. Please send the form once more."))
        elif ticket.verdict is not Verdict.GOOD:
            self.add_error(None, SEND_AGAIN[ticket.verdict])
        if ticket.verdict in {Verdict.TOO_OLD, Verdict.FORGED}:
            self._replace("ticket", new_ticket(PURPOSE))
        return cleaned

    def refuse(self, message: str) -> None:
        """Add an error found after validation; what was typed stays."""
        self.add_error(None, ValidationError(message))

    def prepare_again(self) -> None:
        """Make the refused form ready to be shown: an empty trap, and a word about the file a browser forgets."""
        self._replace("website", "")
        if self.checked_file is not None:
            self.add_error("attachment", _("Please choose the file again: the browser doesn't keep it."))

    def _replace(self, field: str, value: str) -> None:
        self.data = {**{name: self.data[name] for name in self.data}, self.add_prefix(field): value}
