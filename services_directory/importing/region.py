"""Rows of the region's open data as services (the shape of the real ``services.csv``)."""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ..enums import ContactKind, NumberKind
from . import contact_cells, fields, identity
from .places import Places
from .records import ServiceRecord
from .row import Row
from .vocabulary import Kinds

SHAPE = "region"
COLUMNS = frozenset(
    (
        "layer", "source_id", "category", "name", "kind", "provider", "ico", "obec_code", "obec", "street",
        "number_type", "house_number", "orientation_number", "psc", "web", "phone", "email", "lat", "lon",
        "accessibility", "description",
    )
)  # fmt: skip
PREFIX = "khk-"
"""Identifiers of the region's open data among those of other sources."""
SOURCE = "khk"
GIVEN = frozenset(
    (
        "name", "kind", "municipality", "operator_name", "operator_ico", "description", "street", "number_kind",
        "house_number", "orientation_number", "psc", "latitude", "longitude", "barrier_free", "contacts",
    )
)  # fmt: skip
"""The fields these data speak about."""
PUBLIC = frozenset((kind.value, False) for kind in ContactKind)


@cache
def region_tables() -> dict[str, Any]:
    path = Path(__file__).parents[1] / "data" / "region.json"
    tables: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return tables


@dataclass(frozen=True)
class RegionRows:
    """Reads rows of the region's shape."""

    kinds: Kinds
    places: Places

    def identify(self, row: Row) -> str:
        """The identifier of `row` for good; "" if it has none."""
        found = row.text("source_id")
        return f"{PREFIX}{found}" if found else ""

    def record(self, row: Row) -> ServiceRecord | None:
        """The service of `row`; None for a place outside the association or a row that has faults."""
        code = self.places.municipality(row, "obec_code", "obec")
        if code and code not in self.places.members:
            return None
        name, layer = row.text("name"), row.text("layer")
        if not row.text("source_id"):
            row.refuse("source_id", _("the identifier is missing"))
        if not name:
            row.refuse("name", _("the name is missing"))
        if layer in region_tables()["names"]:
            name = f"{region_tables()['names'][layer]} {name}"
        number_kind = fields.number_kind(row, "number_type")
        house_number = fields.house_number(row, "house_number")
        latitude, longitude = fields.place(row, "lat", "lon")
        contacts = (
            *contact_cells.phones(row, "phone"),
            *contact_cells.emails(row, "email"),
            *contact_cells.webs(row, "web"),
        )
        record = ServiceRecord(
            source_id=self.identify(row),
            name=name,
            kind=self._kind(row),
            municipality=code,
            operator_name=self._operator(row, name),
            operator_ico=fields.ico(row, "ico"),
            description=row.long_text("description"),
            street=self._street(row),
            number_kind=(number_kind or NumberKind.DESCRIPTIVE.value) if house_number else "",
            house_number=house_number,
            orientation_number=fields.house_number(row, "orientation_number"),
            psc=fields.psc(row, "psc"),
            latitude=latitude,
            longitude=longitude,
            barrier_free=fields.access(row, "accessibility"),
            contacts=tuple(dict.fromkeys(contacts)),
            given=GIVEN,
            given_contacts=PUBLIC,
        )
        return None if row.faults else replace(record, natural_key=identity.key_of(record))

    def _kind(self, row: Row) -> str:
        """The kind by the source's own word, else by the layer, else the whole field."""
        tables = region_tables()
        found = tables["kinds"].get(row.text("kind").lower()) or tables["layers"].get(row.text("layer"))
        found = found or row.text("category")
        if found not in self.kinds.codes:
            row.refuse("kind" if row.text("kind") else "category", _("unknown kind of service"))
        return found

    def _operator(self, row: Row, name: str) -> str:
        """The body that runs the service: what the source says, unless it only says which sort of body it is."""
        tables = region_tables()
        provider = row.text("provider")
        if provider.isdigit() or provider.lower() in tables["not_operators"]:
            provider = ""
        if provider:
            return provider
        fallback = name if row.text("ico") else ""
        operator: str = tables["operators"].get(row.text("layer"), fallback)
        return operator

    def _street(self, row: Row) -> str:
        """The street; a village without streets has its own name in the column."""
        street = row.text("street")
        return "" if street == row.text("obec") else street
