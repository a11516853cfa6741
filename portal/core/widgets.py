"""Widgets of admin forms."""

import json
from typing import Any

from django import forms
from django.conf import settings


class TranslationsWidget(forms.MultiWidget):
    """One line of text for each further language; the value is JSON like {"en": "…"}, empty ones left out.

    For the `translations` of rows whose name is written in Czech: ``FieldPanel("translations", widget=…)``.
    """

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.languages = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.TextInput({"aria-label": name, "placeholder": name}) for code, name in self.languages
        }
        super().__init__(inputs, attrs)

    def decompress(self, value: Any) -> list[str]:
        texts = json.loads(value) if isinstance(value, str) and value else value or {}
        return [texts.get(code, "") for code, _name in self.languages]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        texts = super().value_from_datadict(data, files, name)
        given = {code: text.strip() for (code, _name), text in zip(self.languages, texts, strict=True) if text}
        return json.dumps({code: text for code, text in given.items() if text}, ensure_ascii=False)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}_{code}" not in data for code, _name in self.languages)
