"""Forms of the admin's pages on what people look for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.tenancy.forms import TenantModelForm

from ..models import ServiceKind, UnansweredQuery
from ..models.wording import LONGEST_TEXT
from .guess import Guesser


class AnswerForm(TenantModelForm):
    """The word to add for a search without a result, and the kind to add it to; the likeliest is chosen."""

    word = forms.CharField(
        label=_("word or phrase"),
        max_length=LONGEST_TEXT,
        help_text=_("What people type. Leave out what doesn't tell the kind, for example the municipality."),
    )
    kind = forms.ModelChoiceField(
        label=_("kind of service"),
        queryset=ServiceKind.objects.filter(parent__isnull=False).select_related("parent"),
        help_text=_("All services of this kind will be found by the word."),
    )

    class Meta:
        model = UnansweredQuery
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["word"].initial = self.instance.text
            self.fields["kind"].initial = Guesser().guess(self.instance.text)

    def clean_word(self) -> str:
        return " ".join(self.cleaned_data["word"].split())
