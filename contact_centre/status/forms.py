"""The forms of the status page: an answer or more words, and the reason for opening again."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.tickets import SEND_AGAIN, Verdict, new_ticket, read_ticket

from ..forms.files import FilesField
from .writing import LONGEST_TEXT

PURPOSE = "contact_centre.status"
WRITE, REOPEN = "psat", "otevrit"
"""What a form asks for; the name of its button."""


class _TicketForm(forms.Form):
    """A form that is stored once: its ticket is the token of the message."""

    ticket = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False
    asks_for = ""
    send_label = gettext_lazy("Send")

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        kwargs = {
            "initial": {"ticket": new_ticket(PURPOSE)},
            "label_suffix": "",
            "auto_id": f"{self.asks_for}_%s",
            **kwargs,
        }
        super().__init__(*args, **kwargs)
        self.token = ""
        self.helper = FormHelper()
        self.helper.form_class = "form"
        self.helper.form_id = self.asks_for
        self.helper.form_action = action
        names = [name for name in self.fields if name != "ticket"]
        self.helper.layout = Layout(
            "ticket", *names, Submit(self.asks_for, self.send_label, css_class="btn", css_id=f"{self.asks_for}_send")
        )

    def clean(self) -> dict[str, Any]:
        """A form without a good ticket can't be told from its copy; who has the link is no machine, however quick."""
        cleaned = super().clean() or {}
        ticket = read_ticket(PURPOSE, cleaned.get("ticket", ""))
        self.token = ticket.token
        if ticket.verdict in {Verdict.TOO_OLD, Verdict.FORGED}:
            self.add_error(None, SEND_AGAIN[ticket.verdict])
            self.data = {**{name: self.data[name] for name in self.data}, "ticket": new_ticket(PURPOSE)}
        return cleaned

    def refuse(self, error: ValidationError) -> None:
        """Show why a verb refused, at the form's own fields; what was typed stays."""
        problems = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for field, messages in problems.items():
            for message in messages:
                self.add_error(field if field in self.fields else None, message)


class WriteForm(_TicketForm):
    """What the citizen answers or adds."""

    asks_for = WRITE
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("Please leave out other people's personal data."),
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[MaxLengthValidator(LONGEST_TEXT)],
        error_messages={"required": gettext_lazy("Write something.")},
    )
    attachments = FilesField(
        label=gettext_lazy("Photos or documents"),
        help_text=gettext_lazy(
            "At most 5 files: JPEG, PNG, HEIC, PDF or DOCX, 10 MB each. We remove the place and time from photographs."
        ),
        required=False,
    )

    def prepare_again(self) -> None:
        """Say that a browser forgets chosen files."""
        if self.cleaned_data.get("attachments"):
            self.add_error("attachments", _("Please choose the files again: the browser doesn't keep them."))


class ReopenForm(_TicketForm):
    """Why the citizen wants the request opened again."""

    asks_for = REOPEN
    send_label = gettext_lazy("Open the message again")
    text = forms.CharField(
        label=gettext_lazy("What is not solved?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[MaxLengthValidator(LONGEST_TEXT)],
        error_messages={"required": gettext_lazy("Write what is not solved.")},
    )

    def prepare_again(self) -> None:
        """Nothing to do: a reason comes without files."""
