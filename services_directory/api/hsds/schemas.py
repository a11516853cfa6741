"""The objects of HSDS 3.0 as far as the directory fills them; a field that isn't known is left out."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field


class Meta(Schema):
    version: str
    profile: str
    openapi_url: str


class Page(Schema):
    total_items: int
    total_pages: int
    page_number: int
    size: int = Field(description="Objects on this page.")
    first_page: bool
    last_page: bool
    empty: bool


class Taxonomy(Schema):
    id: UUID
    name: str
    description: str
    uri: str


class TaxonomyTerm(Schema):
    id: UUID
    code: str
    name: str
    description: str
    parent_id: UUID | None = None
    taxonomy: str
    taxonomy_id: UUID
    taxonomy_detail: Taxonomy
    language: str


class Attribute(Schema):
    id: UUID
    link_id: UUID
    link_entity: str
    link_type: str
    taxonomy_term_id: UUID
    taxonomy_term: TaxonomyTerm


class OrganizationIdentifier(Schema):
    id: UUID
    organization_id: UUID
    identifier_scheme: str
    identifier_type: str
    identifier: str


class OrganizationBasic(Schema):
    id: UUID
    name: str
    description: str
    organization_identifiers: list[OrganizationIdentifier] | None = None


class Phone(Schema):
    id: UUID
    contact_id: UUID
    number: str
    type: str


class Contact(Schema):
    id: UUID
    service_id: UUID
    name: str | None = None
    email: str | None = None
    phones: list[Phone] | None = None


class Schedule(Schema):
    id: UUID
    service_id: UUID
    freq: Literal["WEEKLY"] | None = None
    byday: str | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    description: str | None = None
    notes: str | None = None


class ServiceArea(Schema):
    id: UUID
    service_id: UUID
    name: str
    uri: str | None = None


class PostalAddress(Schema):
    id: UUID
    location_id: UUID
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: str
    address_type: Literal["physical"]


class Accessibility(Schema):
    id: UUID
    location_id: UUID
    description: str
    details: str | None = None


class Location(Schema):
    id: UUID
    location_type: Literal["physical"]
    name: str
    latitude: float | None = None
    longitude: float | None = None
    addresses: list[PostalAddress]
    accessibility: list[Accessibility]


class ServiceAtLocation(Schema):
    id: UUID
    service_id: UUID
    location_id: UUID
    location: Location


class ServiceBasic(Schema):
    id: UUID
    organization_id: UUID
    name: str
    description: str | None = None
    url: str
    email: str | None = None
    status: Literal["active", "defunct"]
    assured_date: date | None = Field(None, description="When it was last checked with the place itself.")
    assurer_email: str | None = None
    last_modified: datetime
    organization: OrganizationBasic


class ServiceFull(ServiceBasic):
    contacts: list[Contact]
    schedules: list[Schedule]
    service_areas: list[ServiceArea]
    service_at_locations: list[ServiceAtLocation]
    attributes: list[Attribute]


class ServiceMinimal(Schema):
    id: UUID
    last_modified: datetime


class ServiceLink(Schema):
    id: UUID
    name: str
    status: Literal["active", "defunct"]


class Organization(OrganizationBasic):
    services: list[ServiceLink]


class ServiceAtLocationFull(ServiceAtLocation):
    service: ServiceFull


class ServicePage(Page):
    contents: list[ServiceFull | ServiceBasic | ServiceMinimal]


class OrganizationPage(Page):
    contents: list[OrganizationBasic]


class TaxonomyPage(Page):
    contents: list[Taxonomy]


class TaxonomyTermPage(Page):
    contents: list[TaxonomyTerm]


class ServiceAtLocationPage(Page):
    contents: list[ServiceAtLocation]
