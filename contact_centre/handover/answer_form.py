"""The receiver's form: one of three answers, what goes with it, and who answers. No JavaScript needed."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..enums import HandOverState
from ..models import HandOver

FORM_ID = "odpoved"
ANSWERS = [
    (HandOverState.ACCEPTED.value, gettext_lazy("We take it over and will deal with it")),
    (HandOverState.SOLVED.value, gettext_lazy("It is solved")),
    (HandOverState.RETURNED.value, gettext_lazy("It isn't ours")),
]

MISSING = {
    HandOverState.SOLVED.value: gettext_lazy("Write what the citizen is to read."),
    HandOverState.RETURNED.value: gettext_lazy("Write why it isn't yours."),
}
"""Answers that say nothing without words."""


class AnswerForm(forms.Form):
    """`only_solved`: it has been taken over, what is left to say is how it ended."""

    state = forms.ChoiceField(
        label=gettext_lazy("What do you answer?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )
    answer = forms.CharField(
        label=gettext_lazy("Text of the answer"),
        help_text=gettext_lazy(
            "Solved: what the citizen is to read. Not yours: why, for the centre. Taken over: what you are going to "
            "do, if you like; the citizen will read it."
        ),
        max_length=HandOver._meta.get_field("answer").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    answered_by = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("So that the centre knows who answered. The citizen doesn't see it."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write who answers.")},
    )

    hide_optional = True
    """Which words an answer needs is said at the field."""
    use_required_attribute = False

    def __init__(self, *args: Any, action: str, only_solved: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if only_solved:
            del self.fields["state"]
            answer = self.fields["answer"]
            answer.label, answer.help_text = _("How was it solved?"), _("The citizen will read it.")
        self.helper = FormHelper()
        self.helper.form_class = "form"
        self.helper.form_action = f"{action}#{FORM_ID}"
        rows = [*([] if only_solved else ["state"]), "answer", "answered_by"]
        self.helper.layout = Layout(*rows, Submit("send", _("Send the answer"), css_class="btn"))

    def clean(self) -> dict[str, Any]:
        """Say at the field which words an answer lacks: two of the three need some."""
        cleaned = super().clean() or {}
        if "state" not in self.fields:
            cleaned["state"] = HandOverState.SOLVED.value
        missing = MISSING.get(cleaned.get("state", ""))
        if missing and not cleaned.get("answer") and "answer" not in self.errors:
            self.add_error("answer", missing)
        return cleaned
