"""What the kernel itself gives as open data, and what features share."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

MUNICIPALITY_IRI = "https://linked.cuzk.cz/resource/ruian/obec/"


def in_utc(moment: datetime) -> datetime:
    """`moment` in UTC: databases don't take every offset. The first and the last ones there are stay in range."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        return first if moment.year == 1 else last


def _moment(value: Any) -> datetime:
    """A moment written as RFC 3339 asks; numbers and days alone are refused."""
    text = str(value).strip()
    if len(text) < len("2026-01-01T00:00Z") or text[4:5] != "-" or text[10:11] not in "Tt ":
        raise ValueError("a moment like 2026-11-22T08:00:00Z is expected")
    moment = datetime.fromisoformat(text.upper())
    if moment.tzinfo is None:
        raise ValueError("the moment needs its time zone, for example Z")
    return in_utc(moment)


Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
"""A parameter that is a moment with its time zone."""


def _truth(value: Any) -> Any:
    if isinstance(value, str) and value.lower() not in ("true", "false"):
        raise ValueError("true or false is expected")
    return value


Truth = Annotated[bool, BeforeValidator(_truth)]
"""A parameter that is true or false in so many words."""


def _plain(value: str) -> str:
    return " ".join(value.replace("\x00", "").split())


PlainText = Annotated[str, AfterValidator(_plain)]
"""A parameter that people type: spaces in order, no control characters that databases refuse."""


class Licence(Schema):
    name: str
    url: str


class Source(Schema):
    """Whom to name as the source."""

    name: str
    url: str


class AssociationRef(Schema):
    slug: str
    name: str
    ico: str
    url: str = Field(description="Home page of the association.")


class MunicipalityRef(Schema):
    code: str = Field(description="Code of the municipality (RÚIAN, the same as LAU 2 without CZ).")
    name: str
    iri: str = Field(description="The municipality in the register of addresses as linked data.")


class MunicipalityOut(MunicipalityRef):
    district: str
    region: str
    population: int | None
    latitude: float | None
    longitude: float | None
    association: str = Field(description="Slug of the association.")
    member_since: date


class AssociationOut(AssociationRef):
    short_name: str
    legal_status: str
    phone: str
    email: str
    data_box: str
    members: int


class MunicipalityList(Schema):
    licence: Licence
    items: list[MunicipalityOut]


class AssociationList(Schema):
    licence: Licence
    items: list[AssociationOut]
