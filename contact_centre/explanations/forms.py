"""What the centre writes and what the Union answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from ..enums import Verdict
from ..models import Explanation

LENGTH = 5000


class ExplainForm(forms.Form):
    """Reasons and measures; it goes to the Union as it is written."""

    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=LENGTH,
        widget=AdminAutoHeightTextInput,
        help_text=_("Why the targets were not met, in detail. Write no personal data: the Union reads it."),
    )
    measures = forms.CharField(
        label=_("Proposed measures"),
        max_length=LENGTH,
        widget=AdminAutoHeightTextInput,
        help_text=_("What you will do so that it doesn't happen again in the next period."),
    )


class AnswerForm(forms.Form):
    """The Union's opinion on one explanation, which the page shows."""

    explanation = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label=_("Opinion"), choices=Verdict.choices, widget=forms.RadioSelect)
    opinion = forms.CharField(
        label=_("To the centre"),
        required=False,
        max_length=LENGTH,
        widget=AdminAutoHeightTextInput,
        help_text=_("If something is missing, what. The centre gets it by e-mail."),
    )

    def __init__(self, *args: Any, of: Explanation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["explanation"] = of.pk
