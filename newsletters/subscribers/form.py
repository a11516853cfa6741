"""The public form: where to send it, what one wants, and the consent by itself. No JavaScript (X1, X2)."""

from copy import copy
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.core.tickets import SEND_AGAIN, Verdict, new_ticket, read_ticket
from portal.tenancy.models import Association, Municipality

from ..models import SubscriptionTopic
from .proof import current_wording, offered_topics, words_of
from .provisioning import NEWSLETTER

FORM_ID = "formular"
PURPOSE = "newsletters.subscribe"
"""Whose tickets the form takes."""


class TopicsField(forms.ModelMultipleChoiceField):
    """Check boxes; each says what comes."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, topic: SubscriptionTopic) -> str:
        # The description is in Czech only.
        is_czech = (get_language() or "cs") == "cs"
        return f"{topic.label} – {topic.description}" if topic.description and is_czech else topic.label


class SubscribeForm(forms.Form):
    """What somebody asks for at the site of `association`."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("We send a letter there; the subscription begins when you confirm it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail."),
            "invalid": _("This is no e-mail address. It looks like name@example.com."),
        },
    )
    topics = TopicsField(
        label=_("What shall we send you?"),
        queryset=SubscriptionTopic.objects.none(),
        to_field_name="code",
        error_messages={"required": _("Choose at least one.")},
    )
    municipality = forms.ModelChoiceField(
        label=_("Your municipality"),
        help_text=_("News from it comes first in the mail."),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("not chosen"),
    )
    consent = forms.BooleanField(
        label=_("Consent"), error_messages={"required": _("Without your consent we may not write to you.")}
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, association: Association, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.action, self.token = action, ""
        self.fields["topics"].queryset = offered_topics()  # type: ignore[attr-defined]
        self.fields["municipality"].queryset = Municipality.objects.members_of(association)  # type: ignore[attr-defined]
        self.words = words_of(current_wording(), get_language() or "cs")
        # Chosen beforehand is only what is sent, never the consent.
        self.initial.setdefault("topics", [NEWSLETTER])
        if not self.is_bound:
            self.initial["ticket"] = new_ticket(PURPOSE)

    @cached_property
    def helper(self) -> FormHelper:
        """Made when the form is shown."""
        helper = FormHelper()
        helper.form_class, helper.form_action = "form", self.action
        helper.layout = Layout(
            "ticket",
            "email",
            "topics",
            "municipality",
            HTML('{% include "newsletters/subscribers/consent.html" %}'),
            Div("website", css_class="trap", aria_hidden="true"),
            Submit("subscribe", _("Subscribe"), css_class="btn"),
        )
        return helper

    def clean(self) -> dict[str, Any]:
        """Who was too quick or filled the trap is asked once more: a machine doesn't come back, nobody is turned away.

        A form without a ticket of ours can't be told from its copy: it is handed out anew.
        """
        cleaned = super().clean() or {}
        ticket = read_ticket(PURPOSE, cleaned.get("ticket", ""))
        self.token, verdict = ticket.token, ticket.verdict
        if verdict is Verdict.GOOD and cleaned.get("website"):
            verdict = Verdict.TOO_FAST
        if verdict is not Verdict.GOOD:
            self.add_error(None, SEND_AGAIN[verdict])
        if verdict in {Verdict.TOO_OLD, Verdict.FORGED}:
            self._replace("ticket", new_ticket(PURPOSE))
        self._replace("website", "")
        return cleaned

    def refuse(self, problem: ValidationError | str) -> None:
        """Say why what was valid is refused, at its field where it has one; what was typed stays."""
        error = problem if isinstance(problem, ValidationError) else ValidationError(problem)
        found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for field, messages in found.items():
            self.add_error(field if field in self.fields else None, messages)

    def _replace(self, field: str, value: str) -> None:
        # Not a plain dict: several topics have one name.
        data: Any = copy(self.data)
        data[field] = value
        self.data = data
