"""The parameters of Open Referral UK's lists."""

from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import BeforeValidator, Field, WithJsonSchema

from portal.tenancy.api.schemas import Moment, PlainText, Truth

LARGEST = 100
LAST_PAGE = 1_000_000


def _uuid(value: Any) -> Any:
    if isinstance(value, str) and len(value) != len("00000000-0000-0000-0000-000000000000"):
        raise ValueError("an identifier (UUID) is expected")
    return value


Identifier = Annotated[UUID, BeforeValidator(_uuid), WithJsonSchema({"type": "string", "format": "uuid"})]


class Pages(Schema):
    page: int = Field(1, ge=1, le=LAST_PAGE, description=gettext_noop("Number of the page, from 1."))
    per_page: int = Field(50, ge=1, le=LARGEST, description=gettext_noop("Objects on a page."))


class SearchQuery(Pages):
    search: Annotated[PlainText, Field(max_length=200)] = Field(
        "", description=gettext_noop("Words to search for, understood as in the search on this site.")
    )


class HsdsQuery(SearchQuery):
    taxonomy_term_id: Identifier | None = Field(None, description=gettext_noop("Identifier of a kind of service."))
    taxonomy_id: Identifier | None = Field(None, description=gettext_noop("Identifier of the taxonomy."))
    organization_id: Identifier | None = Field(None, description=gettext_noop("Identifier of an operating body."))
    modified_after: Moment | None = Field(None, description=gettext_noop("Only services changed since this moment."))


class ServicesQuery(HsdsQuery):
    full: Truth = Field(False, description=gettext_noop("Whole services with everything that belongs to them."))
    minimal: Truth = Field(False, description=gettext_noop("Only identifiers and the last change."))


class TermsQuery(Pages):
    taxonomy_id: Identifier | None = Field(None, description=gettext_noop("Identifier of the taxonomy."))
    parent_id: Identifier | None = Field(None, description=gettext_noop("Only terms below this one."))
    top_only: Truth = Field(False, description=gettext_noop("Only terms without a parent."))
