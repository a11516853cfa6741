"""Services and kinds as the API gives them. What is not listed here never leaves the portal (D2)."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from portal.tenancy.api.schemas import AssociationRef, Licence, MunicipalityRef, Source

from ..enums import Access, BarrierFree, ContactKind, Method, NumberKind, Scope


class KindRef(Schema):
    code: str
    name: str
    field: str | None = Field(description="Code of the whole field of services it belongs to.")


class KindOut(KindRef):
    name_plural: str
    translations: dict[str, str] = Field(description="The name in other languages, by language code.")
    plural_translations: dict[str, str]
    retired_on: date | None = Field(description="From this day on no new service gets the kind.")
    changed_at: datetime


class Operator(Schema):
    name: str
    ico: str = Field(description="Eight digits; empty if it is not known.")


class Address(Schema):
    text: str = Field(description="The address as it is written on an envelope.")
    street: str
    number_kind: NumberKind | Literal[""] = Field(description="cp: descriptive number, ce: registration number.")
    house_number: str
    orientation_number: str
    part: str
    psc: str = Field(description="Postcode, five digits.")


class Position(Schema):
    """WGS 84, degrees."""

    latitude: float
    longitude: float


class Contact(Schema):
    kind: ContactKind
    value: str
    label: str


class Part(Schema):
    """A part of a place under one roof: the nursery and the canteen of a school."""

    kind: KindRef
    name: str
    note: str


class OpeningHours(Schema):
    osm: str = Field(description="In the notation of OpenStreetMap, with Czech public holidays (PH); empty: not known.")
    note: str


class Accessibility(Schema):
    """unknown: nobody has found out yet."""

    barrier_free: BarrierFree
    note: str
    accessible_toilet: Access
    accessible_parking: Access
    lift: Access
    hearing_loop: Access
    tactile_guidance: Access


class ServiceOut(Schema):
    uid: UUID = Field(description="Identifier for good.")
    url: str = Field(description="The service's page.")
    state: Literal["published", "closed"]
    closed_on: date | None = Field(description="The first day on which the service is no more.")
    successor: UUID | None = Field(description="Identifier of the service people go to instead.")
    association: AssociationRef
    name: str
    kind: KindRef
    parts: list[Part]
    operator: Operator
    subject: str
    description: str
    scope: Scope
    served: list[MunicipalityRef] = Field(description="Municipalities served; empty if the scope says it all.")
    municipality: MunicipalityRef = Field(description="Where the service is.")
    address: Address
    position: Position | None
    contacts: list[Contact]
    opening_hours: OpeningHours
    accessibility: Accessibility
    verified_on: date | None = Field(description="When it was last checked with the place itself; null: never.")
    verified_how: Method | Literal[""] = Field(description="How it was checked; empty: never.")
    verify_by: date | None = Field(description="The last day by which it is to be checked again.")
    is_overdue: bool = Field(description="That day is over: what stands here may be out of date.")
    changed_at: datetime


class ServicePage(Schema):
    licence: Licence
    source: Source
    total: int = Field(description="Services that the filters let through, on all pages.")
    next: str | None = Field(description="Address of the next page; null on the last one.")
    items: list[ServiceOut]


class ServiceDetail(ServiceOut):
    licence: Licence


class RemovedOut(Schema):
    uid: UUID
    removed_at: datetime
    association: str = Field(description="Slug of the association.")


class RemovedPage(Schema):
    licence: Licence
    next: str | None
    items: list[RemovedOut]


class KindList(Schema):
    licence: Licence
    items: list[KindOut]
