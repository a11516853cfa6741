"""What people typed into a form that could not be taken in: shown again, ready to be sent once more."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

MACHINERY = frozenset({"csrfmiddlewaretoken"})
SECRET = ("password", "heslo", "code", "otp")
MOST = 60
"""Fields shown again; our forms have fewer."""

_labels: dict[str, Any] = {}


@dataclass(frozen=True)
class Typed:
    """A field with its value; one without a label only goes along."""

    name: str
    value: str
    label: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.value) > 60 or "\n" in self.value


def name_fields(form: type[forms.BaseForm]) -> None:
    """Let what is typed into the fields of a public form be shown again under their labels."""
    for name, field in form.base_fields.items():  # type: ignore[attr-defined]
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput):
            _labels.setdefault(name, field.label)


def typed_in(request: HttpRequest) -> tuple[list[Typed], list[str]]:
    """What was posted, and the names of files that came with it. Nothing of it is stored."""
    if request.method != "POST" or request.path.startswith(("/admin/", "/ucet/", "/api/", "/open311/", "/anymail/")):
        return [], []
    try:
        posted, files = request.POST, request.FILES
    except Exception:
        # Too large, broken off, no form at all: there is nothing to show again.
        return [], []
    pairs = [(name, value) for name, values in posted.lists() for value in values if isinstance(value, str)]
    fields = [Typed(name, value, str(_labels.get(name, ""))) for name, value in pairs if not _is_secret(name)]
    # An empty field goes along too, the form asks for it; nobody has to see it.
    shown = [field if field.value.strip() else Typed(field.name, field.value) for field in fields[:MOST]]
    return shown, [file.name for _name, uploads in files.lists() for file in uploads if file.name]


def _is_secret(name: str) -> bool:
    return name not in MACHINERY and any(word in name.lower() for word in SECRET)
