"""The public contacts of a service as facts its provider may correct (D2, F6)."""

import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from portal.core.validators import format_phone

from ...enums import ContactKind
from ...models import Service, ServiceContact
from ...models.parts import normalise_contact
from .field_kinds import VerifiableField

MOST_CONTACTS = 12
LONGEST_LABEL = 100


class ContactsFact(VerifiableField):
    """The public contacts of one kind with their labels; internal ones are neither shown nor touched (D2)."""

    def __init__(self, key: str, kind: ContactKind, name: Callable[[], str]) -> None:
        self.key, self.kind, self._name = key, kind, name

    @property
    def label(self) -> str:
        return self._name()

    def read(self, service: Service) -> list[dict[str, str]]:
        return [{"value": contact.value, "label": contact.label} for contact in self._own(service)]

    def write(self, service: Service, value: Any) -> None:
        """Contacts that stay keep their rows; a changed one takes the row of one that went."""
        everything = list(service.contacts.all())
        own = self._own(service, everything)
        free = list(own)
        wanted: list[ServiceContact | None] = [None] * len(value)
        for is_same in (_is_same_contact, _has_same_value, _is_any):
            for place, row in enumerate(value):
                if wanted[place] is None:
                    wanted[place] = next((contact for contact in free if is_same(contact, row)), None)
                    free = [contact for contact in free if contact is not wanted[place]]
        kept = [contact or ServiceContact(kind=self.kind) for contact in wanted]
        for contact, row in zip(kept, value, strict=True):
            contact.value, contact.label = row["value"], row["label"]
        _put_in_order(kept, everything)
        mine = {id(contact) for contact in own}
        service.contacts.set([*(contact for contact in everything if id(contact) not in mine), *kept])

    def clean(self, value: Any) -> list[dict[str, str]]:
        """Errors name the row: the ValidationError has a dictionary of row numbers. Rows without a value go."""
        cleaned, faults = [], {}
        for number, row in enumerate(value or []):
            text, label = str(row.get("value") or "").strip(), " ".join(str(row.get("label") or "").split())
            if not text:
                continue
            try:
                MaxLengthValidator(LONGEST_LABEL)(label)
                normal = normalise_contact(self.kind, text)
                MaxLengthValidator(ServiceContact._meta.get_field("value").max_length)(normal)
                cleaned.append({"value": normal, "label": label})
            except ValidationError as error:
                faults[str(number)] = error
        if faults:
            raise ValidationError(faults)
        if len(cleaned) > MOST_CONTACTS:
            raise ValidationError(_("This is more than a page can show."), code="too_many")
        return cleaned

    def _lines(self, value: Any) -> list[str]:
        shown = [(row["label"], format_phone(row["value"])) for row in value or []]
        return [f"{label}: {text}" if label else text for label, text in shown]

    def _own(self, service: Service, everything: list[ServiceContact] | None = None) -> list[ServiceContact]:
        found = list(service.contacts.all()) if everything is None else everything
        mine = [contact for contact in found if contact.kind == self.kind and not contact.is_internal]
        return sorted(mine, key=lambda contact: (contact.sort_order or 0, contact.pk or sys.maxsize))


def _is_same_contact(contact: ServiceContact, row: dict[str, str]) -> bool:
    return contact.value == row["value"] and contact.label == row["label"]


def _has_same_value(contact: ServiceContact, row: dict[str, str]) -> bool:
    return contact.value == row["value"]


def _is_any(contact: ServiceContact, row: dict[str, str]) -> bool:
    return True


def _put_in_order(kept: list[ServiceContact], everything: list[ServiceContact]) -> None:
    """Number `kept` as they stand; those in order already keep their numbers."""
    last = -1
    top = max((contact.sort_order or 0 for contact in everything), default=-1)
    for contact in kept:
        if contact.sort_order is None or contact.sort_order <= last:
            top += 1
            contact.sort_order = top
        last = contact.sort_order
