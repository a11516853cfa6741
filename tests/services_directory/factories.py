"""Services for tests, published as an editor would publish them or in bulk as an import does."""

from typing import Any

import factory

from portal.tenancy.models import Association, Municipality
from services_directory.actions import publish_service
from services_directory.importing.apply import apply_plan
from services_directory.importing.plan import make_plan
from services_directory.importing.records import ContactRecord, ServiceRecord
from services_directory.kinds import load_kinds
from services_directory.models import Service, ServiceContact, ServiceKind


def kind(code: str) -> ServiceKind:
    """A kind of the code list, which is loaded if it isn't there."""
    if not ServiceKind.objects.filter(code=code).exists():
        load_kinds()
    return ServiceKind.objects.get(code=code)


def members(association: Association) -> list[Municipality]:
    return list(Municipality.objects.members_of(association))


class ServiceFactory(factory.django.DjangoModelFactory[Service]):
    """A draft of a library in the association's first municipality, without contacts."""

    class Meta:
        model = Service

    class Params:
        association = None

    name = factory.Sequence(lambda n: f"Knihovna {n}")
    site = factory.LazyAttribute(lambda o: o.association.site)
    kind = factory.LazyFunction(lambda: kind("public_library"))
    municipality = factory.LazyAttribute(lambda o: members(o.association)[0])
    operator_name = "Obec Lhota"
    psc = "54901"
    live = False


def make_service(association: Association, *, phone: str = "+420491000101", **details: Any) -> Service:
    """A published service with one phone."""
    if isinstance(details.get("kind"), str):
        details["kind"] = kind(details["kind"])
    served = details.pop("served", [])
    service: Service = ServiceFactory.create(association=association, **details)
    service.contacts = [ServiceContact(kind="phone", value=phone)]
    service.served = served
    publish_service(service=service)
    return service


def record(association: Association, n: int, **details: Any) -> ServiceRecord:
    """The `n`-th of many records, spread over kinds and municipalities."""
    places = members(association)
    codes = ("public_library", "primary_school", "municipal_office", "home_care")
    kind(codes[0])
    return ServiceRecord(
        **{
            "source_id": f"test-{n}",
            "name": f"Služba {n:03d}",
            "kind": codes[n % len(codes)],
            "municipality": places[n % len(places)].code,
            "operator_name": "Obec Lhota",
            "operator_ico": "00194972",
            "latitude": 50.4 + n / 10_000,
            "longitude": 16.1,
            "contacts": (ContactRecord("phone", "+420491000101"), ContactRecord("email", "info@example.org")),
            **details,
        }
    )


def make_many(association: Association, count: int, *, start: int = 0) -> None:
    """`count` published services in bulk."""
    records = [(n, record(association, n)) for n in range(start, start + count)]
    apply_plan(association.site, make_plan(association.site, records))
