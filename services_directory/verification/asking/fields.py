"""The facts of a service that its provider may correct (F5, F6), in the order in which they are shown.

What is for the association only, and what it alone decides (kind, municipality, scope), isn't among them.
"""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from ...enums import ACCESS_FACTS, ContactKind
from ...models import Service
from .contact_facts import ContactsFact
from .field_kinds import (
    AddressFact,
    ChoiceFact,
    EndFact,
    HoursFact,
    TextFact,
    VerifiableField,
    WordsFact,
)

LONGEST_PARAGRAPH = 4000

_ALL: list[VerifiableField] = [
    ContactsFact("phones", ContactKind.PHONE, lambda: _("Phone")),
    ContactsFact("emails", ContactKind.EMAIL, lambda: _("E-mail")),
    ContactsFact("webs", ContactKind.WEB, lambda: _("Website")),
    HoursFact("opening_hours"),
    WordsFact(),
    TextFact("hours_note"),
    TextFact("name", is_needed=True),
    TextFact("operator_name", is_needed=True),
    TextFact("subject", longest=LONGEST_PARAGRAPH),
    TextFact("description", longest=LONGEST_PARAGRAPH),
    AddressFact(),
    ChoiceFact(ACCESS_FACTS[0]),
    TextFact("barrier_free_note"),
    *(ChoiceFact(name) for name in ACCESS_FACTS[1:]),
    EndFact("closed_on"),
]
FIELDS: dict[str, VerifiableField] = {field.key: field for field in _ALL}
CONTACT_FIELDS = ("phones", "emails", "webs")


def values_of(service: Service) -> dict[str, Any]:
    """Every fact of `FIELDS` as `service` has it."""
    return {key: field.read(service) for key, field in FIELDS.items()}


def in_words(key: str, value: Any, language: str = "cs") -> str:
    """One fact as one line of words; "" for nothing."""
    return "; ".join(FIELDS[key].lines(value, language))


def change_in_words(key: str, old: Any, new: Any, language: str = "cs") -> dict[str, str]:
    """A changed fact as the log of verifications keeps it (`Verification.changes`)."""
    with translation.override(language):
        label = str(FIELDS[key].label)
    return {"field": key, "label": label, "old": in_words(key, old, language), "new": in_words(key, new, language)}
