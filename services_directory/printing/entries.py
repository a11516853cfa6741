"""A service as paper shows it: everything in words, public contacts only (D2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from ..detail import Address, address_of, served_names
from ..enums import ACCESS_FACTS, BarrierFree, ContactKind, Scope
from ..models import Service, ServiceContact, ServicePart
from ..querysets import public_contacts
from ..verification.freshness import Freshness, freshness_of
from .hours import HoursInWords, hours_in_words


@dataclass(frozen=True)
class Entry:
    """One service. `url` is its full address on the web, `short_url` the same as people copy it from paper."""

    service: Service
    address: Address
    phones: tuple[ServiceContact, ...]
    emails: tuple[ServiceContact, ...]
    webs: tuple[ServiceContact, ...]
    hours: HoursInWords
    access: tuple[str, ...]
    serves: str
    parts: tuple[str, ...]
    url: str

    @property
    def name(self) -> str:
        return self.service.name

    @property
    def kind(self) -> str:
        return self.service.kind.label

    @property
    def municipality(self) -> str:
        return self.service.municipality.name

    @property
    def freshness(self) -> Freshness:
        return freshness_of(self.service)

    @property
    def short_url(self) -> str:
        return self.url.split("://", 1)[-1].rstrip("/")


def entries(services: Any, directory_url: str) -> list[Entry]:
    """The services of a queryset in its order, in four queries however many they are.

    `directory_url` is the full address of the directory, with a slash at its end.
    """
    with_all = services.select_related("kind__parent", "municipality").prefetch_related(
        Prefetch("contacts", queryset=public_contacts(ServiceContact.objects.all()), to_attr="public_contacts"),
        Prefetch("parts", queryset=ServicePart.objects.select_related("kind"), to_attr="listed_parts"),
        "served",
    )
    return [_entry(service, directory_url) for service in with_all]


def _entry(service: Any, directory_url: str) -> Entry:
    def of_kind(kind: ContactKind) -> tuple[ServiceContact, ...]:
        return tuple(contact for contact in service.public_contacts if contact.kind == kind)

    return Entry(
        service=service,
        address=address_of(service),
        phones=of_kind(ContactKind.PHONE),
        emails=of_kind(ContactKind.EMAIL),
        webs=of_kind(ContactKind.WEB),
        hours=hours_in_words(service.opening_hours),
        access=tuple(access_in_words(service)),
        serves=whom_it_serves(service),
        parts=tuple(_parts(service.listed_parts)),
        url=f"{directory_url}{service.slug}/",
    )


def _parts(parts: Iterable[ServicePart]) -> Iterable[str]:
    for part in parts:
        words = f"{part.name} ({part.kind.label})" if part.name else part.kind.label
        yield f"{words}, {part.note}" if part.note else words


def access_in_words(service: Service) -> Iterable[str]:
    """What is known about access, nothing that is not (D8): "barrier-free access: yes (ramp at the back)"."""
    labels = {field.name: field.verbose_name for field in Service._meta.fields}
    for name in ACCESS_FACTS:
        if getattr(service, name) != BarrierFree.UNKNOWN:
            words = f"{labels[name]}: {getattr(service, f'get_{name}_display')()}"
            note = service.barrier_free_note if name == "barrier_free" else ""
            yield f"{words} ({note})" if note else words
    if service.barrier_free == BarrierFree.UNKNOWN and service.barrier_free_note:
        yield service.barrier_free_note


def whom_it_serves(service: Service) -> str:
    """The municipalities named, or what the scope says (D3)."""
    served = served_names(service)
    if served:
        return ", ".join(served)
    if service.scope == Scope.MUNICIPALITY:
        return service.municipality.name
    if service.scope == Scope.ASSOCIATION:
        return _("all municipalities of the association")
    if service.scope == Scope.REGION:
        return _("people from the whole region")
    return service.get_scope_display()
