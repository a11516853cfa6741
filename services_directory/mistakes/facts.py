"""What is published about an entry, short: so that one sees what one reports, and what is to be corrected."""

from dataclasses import dataclass

from ..detail import Address, address_of
from ..enums import ContactKind
from ..models import Service, ServiceContact
from ..printing.hours import HoursInWords, hours_in_words
from ..querysets import public_contacts


@dataclass(frozen=True)
class PublishedFacts:
    """The facts people report most; `contacts` are the public ones, phones first."""

    address: Address
    contacts: tuple[ServiceContact, ...]
    hours: HoursInWords
    hours_note: str

    @property
    def phones(self) -> list[ServiceContact]:
        return [contact for contact in self.contacts if contact.kind == ContactKind.PHONE]

    @property
    def emails(self) -> list[ServiceContact]:
        return [contact for contact in self.contacts if contact.kind == ContactKind.EMAIL]

    @property
    def webs(self) -> list[ServiceContact]:
        return [contact for contact in self.contacts if contact.kind == ContactKind.WEB]


def published_facts(service: Service) -> PublishedFacts:
    """The facts of `service` in the active language, in one query (its municipality comes with it)."""
    contacts = public_contacts(ServiceContact.objects.filter(service=service))
    return PublishedFacts(
        address_of(service), tuple(contacts), hours_in_words(service.opening_hours), service.hours_note
    )
