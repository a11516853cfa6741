"""Editing the Union's code lists: the Czech name, the other languages, when an entry ends (ACT-6)."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from portal.core.models import CodeListEntry


class CodeListForm(WagtailAdminModelForm):
    """One name field for each language besides the default one, kept in `translations`.

    The code is chosen once: rules and records refer to it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entry: CodeListEntry = self.instance
        self.languages = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        names = dict(settings.LANGUAGES)
        for code in self.languages:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": names[code]},
                initial=entry.translations.get(code, ""),
                max_length=255,
                required=False,
            )
        if entry.pk:
            self.fields["code"].disabled = True
        self.fields["retired_on"].help_text = _("From this day it can't be chosen; old records keep it.")
        self.order_fields(["code", "name", *(f"name_{code}" for code in self.languages)])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for code in self.languages:
            if name := cleaned.get(f"name_{code}"):
                self.instance.translations[code] = name
            else:
                self.instance.translations.pop(code, None)
        return cleaned
