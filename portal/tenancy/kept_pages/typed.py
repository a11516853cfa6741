"""What people typed into a form that could not be taken in: shown again, ready to be sent once more."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

MACHINERY = frozenset({"csrfmiddlewaretoken"})
SECRET = ("password", "heslo", "code", "otp")
MOST = 60
"""Fields shown again; our forms have fewer."""

_forms: list[tuple[frozenset[str], dict[str, Any]]] = []
"""Public forms: the names of all their fields, and labels of those people type into."""


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
    fields: dict[str, forms.Field] = form.base_fields  # type: ignore[attr-defined]
    typed = {name: field for name, field in fields.items() if isinstance(field, forms.CharField)}
    labels = {name: field.label for name, field in typed.items() if not field.widget.is_hidden}
    _forms.append((frozenset(fields), labels))


def _labels_of(names: set[str]) -> dict[str, Any]:
    """The labels of the form that has most of these fields, and fewest others."""
    by_likeness = sorted(_forms, key=lambda form: (len(form[0] & names), -len(form[0])))
    return by_likeness[-1][1] if by_likeness else {}


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
    labels = _labels_of({name for name, _value in pairs})
    fields = [Typed(name, value, str(labels.get(name) or "")) for name, value in pairs if not _is_secret(name)]
    # An empty field goes along too, the form asks for it; nobody has to see it.
    shown = [field if field.value.strip() else Typed(field.name, field.value) for field in fields[:MOST]]
    return shown, [file.name for _name, uploads in files.lists() for file in uploads if file.name]


def _is_secret(name: str) -> bool:
    return name not in MACHINERY and any(word in name.lower() for word in SECRET)
