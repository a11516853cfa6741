"""The public form: crispy, one column, everything typed survives every refusal."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Div, Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.core.tickets import SEND_AGAIN, Verdict, new_ticket, read_ticket
from portal.core.validators import normalise_phone
from portal.tenancy.models import Association

from ..enums import RequestKind
from ..intake.guards import PURPOSE
from ..models import CitizenRequest, RequestDraft
from ..models.request import TEXT_LENGTH
from .members import MemberField
from .points import point_of
from .topics import TopicField

FORM_ID = "formular"
PREVIEW, SEND = "check", "send"
"""Names of the two buttons."""


class ContactForm(forms.Form):
    """What a citizen writes to the centre of `association`.

    With a `draft` the form goes on with what is kept there: the draft's token counts, and it is never too old.
    """

    municipality = MemberField(
        label=_("Municipality it is about"), error_messages={"required": _("Choose the municipality.")}
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the kinds.")},
    )
    topic = TopicField(label=_("What is it about?"), required=False)
    text = forms.CharField(
        label=_("Your message"),
        help_text=_("What happened or what you need, and where. Please leave out other people's personal data."),
        widget=forms.Textarea(attrs={"rows": 7}),
        validators=[MinLengthValidator(5), MaxLengthValidator(TEXT_LENGTH)],
        error_messages={"required": _("Write what you need or what happened.")},
    )
    place = forms.CharField(
        label=_("Where it is"),
        help_text=_("Street and number, or what is near."),
        max_length=200,
        required=False,
    )
    latitude = forms.CharField(widget=forms.HiddenInput, required=False)
    longitude = forms.CharField(widget=forms.HiddenInput, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We send a receipt with a number and the answer to it."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)
    follows = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(
        self, *args: Any, association: Association, action: str = "", draft: RequestDraft | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.association, self.draft = association, draft
        self.fields["municipality"].offer(association)  # type: ignore[attr-defined]
        self.fields["topic"].offer(association)  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("ticket", new_ticket(PURPOSE))
        self.submission_token = ""
        self.verdict = Verdict.FORGED
        self.action = action

    @cached_property
    def helper(self) -> FormHelper:
        """How the form is laid out, made when it is shown: one that is sent and fine never is."""
        helper = FormHelper()
        helper.form_class = "form"
        helper.form_action = self.action
        helper.attrs = {"data-contact-form": ""}
        helper.layout = _layout()
        return helper

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return normalise_phone(phone) if phone else ""

    def clean_follows(self) -> CitizenRequest | None:
        return self.followed(self.cleaned_data["follows"])

    def followed(self, token: str) -> CitizenRequest | None:
        """The association's request whose status page has this `token` (R8)."""
        requests = CitizenRequest.objects.for_association(self.association)
        is_token = bool(token) and "\0" not in token
        found: CitizenRequest | None = requests.filter(status_token=token).first() if is_token else None
        return found

    def clean(self) -> dict[str, Any]:
        """Put the guards last, so that they show together with what is wrong at the fields.

        A form without a ticket of ours can't be told from its copy: it is handed out anew. All else is stored.
        """
        cleaned = super().clean() or {}
        cleaned["point"] = point_of(cleaned.get("latitude"), cleaned.get("longitude"))
        ticket = read_ticket(PURPOSE, cleaned.get("ticket", ""))
        self.submission_token, self.verdict = ticket.token, ticket.verdict
        if self.draft is not None:
            self.submission_token = self.draft.submission_token
        elif ticket.verdict in SEND_AGAIN and ticket.verdict is not Verdict.TOO_FAST:
            self.add_error(None, SEND_AGAIN[ticket.verdict])
            self.data = self.typed() | {"ticket": new_ticket(PURPOSE)}
        return cleaned

    def typed(self) -> dict[str, str]:
        """The form's own values as they came, to be kept and shown again."""
        return {name: str(self.data.get(name, ""))[: TEXT_LENGTH * 2] for name in self.fields}

    def refuse(self, message: str) -> None:
        """Add an error found after validation; what was typed stays."""
        self.add_error(None, ValidationError(message))

    @property
    def follows_request(self) -> CitizenRequest | None:
        """The request that this one follows, for the page to name."""
        value = self["follows"].value()
        return self.followed(value) if isinstance(value, str) else None


def _layout() -> Layout:
    return Layout(
        "ticket",
        "follows",
        "latitude",
        "longitude",
        HTML('{% include "contact_centre/components/follows.html" %}'),
        "municipality",
        "kind",
        "topic",
        "text",
        HTML('{% include "contact_centre/components/live_suggestions.html" %}'),
        "place",
        HTML('{% include "contact_centre/components/place_picker.html" %}'),
        Fieldset(_("How shall we answer you?"), "email", "phone", "name", css_class="fields"),
        Div("website", css_class="trap", aria_hidden="true"),
        ButtonHolder(
            Submit(PREVIEW, _("Continue"), css_class="btn"),
            Submit(SEND, _("Send now"), css_class="btn btn--secondary"),
        ),
        HTML('{% include "contact_centre/components/two_buttons.html" %}'),
    )
