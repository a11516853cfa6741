"""What may be asked of the lists of services; the descriptions stand on the reference page in its language."""

from typing import Annotated, Literal

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

from portal.tenancy.api.schemas import Moment, PlainText, Truth

from .paging import LARGEST

LONGEST_QUERY = 200
Fact = Literal["barrier_free", "accessible_toilet", "accessible_parking", "lift", "hearing_loop", "tactile_guidance"]


class ServiceFilters(Schema):
    """Filters of services; they combine by AND."""

    q: Annotated[PlainText, Field(max_length=LONGEST_QUERY)] = Field(
        "", description=gettext_noop("Words to search for, understood as in the search on this site.")
    )
    kind: str = Field(
        "",
        pattern=r"^[a-z0-9_]{0,64}$",
        description=gettext_noop("Code of a kind, or of a whole field of services."),
        json_schema_extra={"example": "public_library"},
    )
    municipality: str = Field(
        "", pattern=r"^([0-9]{6})?$", description=gettext_noop("Code of a municipality: what is in it or serves it.")
    )
    association: str = Field(
        "", pattern=r"^[-a-z0-9_]{0,60}$", description=gettext_noop("Slug of one association (Union's site).")
    )
    state: Literal["", "published", "closed"] = Field(
        "", description=gettext_noop("Only published or only closed services.")
    )
    access: list[Fact] = Field([], description=gettext_noop("Access facts that have to be a yes; may be repeated."))
    changed_since: Moment | None = Field(
        None,
        description=gettext_noop("Only services changed since this moment."),
        json_schema_extra={"example": "2026-11-22T08:00:00Z"},
    )


class Paging(Schema):
    limit: int = Field(50, ge=1, le=LARGEST, description=gettext_noop("Services on a page."))
    after: str = Field(
        "",
        max_length=100,
        pattern=r"^[-\w]*$",
        description=gettext_noop("Where the page begins; “next” of each page says it."),
    )


class ServiceQuery(ServiceFilters, Paging):
    open_now: Truth = Field(False, description=gettext_noop("Only services open at this moment."))


class RemovedQuery(Paging):
    since: Moment | None = Field(None, description=gettext_noop("Only services removed since this moment."))
