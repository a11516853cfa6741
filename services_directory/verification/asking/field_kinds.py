"""How a provider's word about a kind of fact is read, checked, written onto a service and said in lines (F5, F6)."""

from abc import ABC, abstractmethod
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from portal.core.validators import format_psc, normalise_psc

from ...enums import NumberKind
from ...hours import from_osm, validate_opening_hours
from ...hours.czech_text import LONGEST_TEXT
from ...hours.words import schedule_lines
from ...models import Service

REGISTRATION_SIGN = "č. ev."
LONGEST_AGO, LONGEST_AHEAD = timedelta(days=3660), timedelta(days=366)
ADDRESS_PARTS = ("part", "street", "number_kind", "house_number", "orientation_number", "psc")


class VerifiableField(ABC):
    """One fact of a service that its provider may correct; its values are JSON.

    `write` changes the service in memory only, with its contacts in the cluster: whoever saves, saves it.
    """

    key: str

    @property
    @abstractmethod
    def label(self) -> "str | StrPromise":
        """The fact's name with a capital, in the active language."""

    @abstractmethod
    def read(self, service: Service) -> Any:
        """The value `service` has now, in the live row as in a draft."""

    @abstractmethod
    def write(self, service: Service, value: Any) -> None:
        """Put `value` onto `service` in memory."""

    @abstractmethod
    def clean(self, value: Any) -> Any:
        """`value` as it is stored; raises ValidationError for what can't be."""

    @abstractmethod
    def _lines(self, value: Any) -> list[str]:
        """The value in words, in the active language; empty for nothing."""

    def lines(self, value: Any, language: str | None = None) -> list[str]:
        """The value in words, line by line; in `language`, else in the active one. Empty when nothing is given."""
        with translation.override(language or translation.get_language() or "cs"):
            return self._lines(value)


class OneFact(VerifiableField):
    """A fact that is one attribute of the service."""

    def __init__(self, key: str) -> None:
        self.key = key

    @property
    def field(self) -> Any:
        return Service._meta.get_field(self.key)

    @property
    def label(self) -> str:
        return capfirst(str(self.field.verbose_name))

    def read(self, service: Service) -> Any:
        return getattr(service, self.key)

    def write(self, service: Service, value: Any) -> None:
        setattr(service, self.key, value)

    def clean(self, value: Any) -> Any:
        return value

    def _lines(self, value: Any) -> list[str]:
        return [str(value)] if value else []


class TextFact(OneFact):
    """A line or a paragraph."""

    def __init__(self, key: str, *, is_needed: bool = False, longest: int | None = None) -> None:
        super().__init__(key)
        self.is_needed, self.longest = is_needed, longest

    def clean(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\0", "").strip()
        if self.is_needed and not text:
            raise ValidationError(_("This can't be empty."), code="required")
        MaxLengthValidator(self.longest or self.field.max_length)(text)
        return text

    def _lines(self, value: Any) -> list[str]:
        return [line for line in (value or "").splitlines() if line.strip()]


class ChoiceFact(OneFact):
    """One of the field's choices."""

    def clean(self, value: Any) -> str:
        if value not in dict(self.field.choices):
            raise ValidationError(_("Choose one of the values."), code="invalid_choice")
        return str(value)

    def _lines(self, value: Any) -> list[str]:
        return [str(dict(self.field.choices).get(value, value))] if value else []


class HoursFact(OneFact):
    """Opening hours in the notation of OpenStreetMap, said in words."""

    def clean(self, value: Any) -> str:
        text = str(value or "").strip()
        if text:
            self.field.run_validators(text)
            validate_opening_hours(text)
        return text

    def _lines(self, value: Any) -> list[str]:
        schedule = from_osm(value or "")
        return [str(value)] if schedule is None else schedule_lines(schedule)


class WordsFact(VerifiableField):
    """Opening hours that a provider insists on and no program can read: a person copies them by hand.

    It is never read from an entry, and writing it changes nothing.
    """

    key = "hours_in_words"

    @property
    def label(self) -> str:
        return _("Opening hours in the provider's words, to be copied by hand")

    def read(self, service: Service) -> str:
        return ""

    def write(self, service: Service, value: Any) -> None:
        """Nothing can be written."""

    def clean(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\0", "").strip()
        MaxLengthValidator(LONGEST_TEXT)(text)
        return text

    def _lines(self, value: Any) -> list[str]:
        return [line for line in (value or "").splitlines() if line.strip()]


class EndFact(OneFact):
    """The day from which the service is no more, or nothing."""

    def read(self, service: Service) -> str | None:
        return service.closed_on.isoformat() if service.closed_on else None

    def write(self, service: Service, value: Any) -> None:
        service.closed_on = date.fromisoformat(value) if value else None

    def clean(self, value: Any) -> str | None:
        if not value:
            return None
        try:
            day = date.fromisoformat(str(value))
        except ValueError as error:
            raise ValidationError(_("Fill in the day from which the service is no more."), code="date") from error
        today = timezone.localdate()
        if not today - LONGEST_AGO <= day <= today + LONGEST_AHEAD:
            raise ValidationError(_("This day is too far away."), code="date")
        return day.isoformat()

    def _lines(self, value: Any) -> list[str]:
        if not value:
            return [_("the service goes on")]
        day = date.fromisoformat(value)
        return [_("no more since %(day)s") % {"day": f"{day.day}.\u00a0{day.month}.\u00a0{day.year}"}]


class AddressFact(VerifiableField):
    """Part, street, numbers and postcode as one: halves of an address mean nothing. The municipality stays."""

    key = "address"

    @property
    def label(self) -> str:
        return _("Address")

    def read(self, service: Service) -> dict[str, str]:
        return {name: getattr(service, name) for name in ADDRESS_PARTS}

    def write(self, service: Service, value: Any) -> None:
        for name in ADDRESS_PARTS:
            setattr(service, name, value[name])

    def clean(self, value: Any) -> dict[str, str]:
        """Errors stand at the parts: the ValidationError has a dictionary."""
        cleaned: dict[str, str] = {}
        faults: dict[str, ValidationError] = {}
        for name in ADDRESS_PARTS:
            try:
                cleaned[name] = self._clean_part(name, str((value or {}).get(name) or "").strip())
            except ValidationError as error:
                faults[name] = error
        if faults:
            raise ValidationError(faults)
        return cleaned

    def _clean_part(self, name: str, text: str) -> str:
        if not text:
            return ""
        if name == "psc":
            return normalise_psc(text)
        if name == "number_kind":
            if text not in NumberKind.values:
                raise ValidationError(_("Choose one of the values."), code="invalid_choice")
            return text
        field: Any = Service._meta.get_field(name)
        MaxLengthValidator(field.max_length)(text)
        return text

    def _lines(self, value: Any) -> list[str]:
        number = "/".join(filter(None, (value["house_number"], value["orientation_number"])))
        if number and value["number_kind"] == NumberKind.REGISTRATION:
            number = f"{REGISTRATION_SIGN} {number}"
        street = f"{value['street'] or value['part']} {number}".strip()
        part = value["part"] if value["street"] else ""
        return list(filter(None, (street, part, format_psc(value["psc"]))))
