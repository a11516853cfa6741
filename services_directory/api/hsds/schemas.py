"""The objects of HSDS 3.0 as far as the directory fills them; a field that isn't known is left out."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field


class HsdsMeta(Schema):
    version: str
    profile: str
    openapi_url: str


class HsdsPage(Schema):
    total_items: int
    total_pages: int
    page_number: int
    size: int = Field(description="Objects on this page.")
    first_page: bool
    last_page: bool
    empty: bool


class HsdsTaxonomy(Schema):
    id: UUID
    name: str
    description: str
    uri: str


class HsdsTaxonomyTerm(Schema):
    id: UUID
    code: str
    name: str
    description: str
    parent_id: UUID | None = None
    taxonomy: str
    taxonomy_id: UUID
    taxonomy_detail: HsdsTaxonomy
    language: str


class HsdsAttribute(Schema):
    id: UUID
    link_id: UUID
    link_entity: str
    link_type: str
    taxonomy_term_id: UUID
    taxonomy_term: HsdsTaxonomyTerm


class HsdsOrganizationIdentifier(Schema):
    id: UUID
    organization_id: UUID
    identifier_scheme: str
    identifier_type: str
    identifier: str


class HsdsOrganizationBasic(Schema):
    id: UUID
    name: str
    description: str
    organization_identifiers: list[HsdsOrganizationIdentifier] | None = None


class HsdsPhone(Schema):
    id: UUID
    contact_id: UUID
    number: str
    type: str


class HsdsContact(Schema):
    id: UUID
    service_id: UUID
    name: str | None = None
    email: str | None = None
    phones: list[HsdsPhone] | None = None


class HsdsSchedule(Schema):
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


class HsdsServiceArea(Schema):
    id: UUID
    service_id: UUID
    name: str
    uri: str | None = None


class HsdsPostalAddress(Schema):
    id: UUID
    location_id: UUID
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: str
    address_type: Literal["physical"]


class HsdsAccessibility(Schema):
    id: UUID
    location_id: UUID
    description: str
    details: str | None = None


class HsdsLocation(Schema):
    id: UUID
    location_type: Literal["physical"]
    name: str
    latitude: float | None = None
    longitude: float | None = None
    addresses: list[HsdsPostalAddress]
    accessibility: list[HsdsAccessibility]


class HsdsServiceAtLocation(Schema):
    id: UUID
    service_id: UUID
    location_id: UUID
    location: HsdsLocation


class HsdsServiceBasic(Schema):
    id: UUID
    organization_id: UUID
    name: str
    description: str | None = None
    url: str
    email: str | None = None
    status: Literal["active", "defunct"]
    alert: str | None = Field(None, description="Said where the last day for checking it again is over.")
    assured_date: date | None = Field(None, description="When it was last checked with the place itself.")
    assurer_email: str | None = None
    last_modified: datetime
    organization: HsdsOrganizationBasic


class HsdsServiceFull(HsdsServiceBasic):
    contacts: list[HsdsContact]
    schedules: list[HsdsSchedule]
    service_areas: list[HsdsServiceArea]
    service_at_locations: list[HsdsServiceAtLocation]
    attributes: list[HsdsAttribute]


class HsdsServiceMinimal(Schema):
    id: UUID
    last_modified: datetime


class HsdsServiceLink(Schema):
    id: UUID
    name: str
    status: Literal["active", "defunct"]


class HsdsOrganization(HsdsOrganizationBasic):
    services: list[HsdsServiceLink]


class HsdsServiceAtLocationFull(HsdsServiceAtLocation):
    service: HsdsServiceFull


class HsdsServicePage(HsdsPage):
    contents: list[HsdsServiceFull | HsdsServiceBasic | HsdsServiceMinimal]


class HsdsOrganizationPage(HsdsPage):
    contents: list[HsdsOrganizationBasic]


class HsdsTaxonomyPage(HsdsPage):
    contents: list[HsdsTaxonomy]


class HsdsTaxonomyTermPage(HsdsPage):
    contents: list[HsdsTaxonomyTerm]


class HsdsServiceAtLocationPage(HsdsPage):
    contents: list[HsdsServiceAtLocation]
