"""Rows of the region's open data as services (the shape of the real ``services.csv``)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ..enums import NumberKind
from .fields import Row
from .places import Places
from .records import ServiceRecord

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
NUMBER_KINDS = {"": "", "č.p.": "cp", "cp": "cp", "č. p.": "cp", "č.e.": "ce", "č.ev.": "ce", "č. ev.": "ce"}


@cache
def _tables() -> dict[str, Any]:
    path = Path(__file__).parents[1] / "data" / "region.json"
    tables: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return tables


@dataclass(frozen=True)
class RegionRows:
    """Reads rows of the region's shape; `kinds` are the codes of the code list."""

    kinds: frozenset[str]
    places: Places

    def record(self, row: Row) -> ServiceRecord | None:
        """The service of `row`; None for a place outside the association or a row that has faults."""
        code = self.places.municipality(row, "obec_code", "obec")
        if code and code not in self.places.members:
            return None
        name, layer = row.text("name"), row.text("layer")
        source_id = row.text("source_id")
        if not source_id:
            row.refuse("source_id", _("the identifier is missing"))
        if not name:
            row.refuse("name", _("the name is missing"))
        if layer in _tables()["names"]:
            name = f"{_tables()['names'][layer]} {name}"
        number_kind = NUMBER_KINDS.get(row.text("number_type").lower())
        if number_kind is None:
            row.refuse("number_type", _("neither a descriptive nor a registration number"))
        house_number = row.text("house_number")
        latitude, longitude = row.place("lat", "lon")
        record = ServiceRecord(
            source_id=f"{PREFIX}{source_id}",
            name=name,
            kind=self._kind(row),
            municipality=code,
            operator_name=self._operator(row, name),
            operator_ico=row.ico("ico"),
            description=row.text("description"),
            street=self._street(row),
            number_kind=(number_kind or NumberKind.DESCRIPTIVE.value) if house_number else "",
            house_number=house_number,
            orientation_number=row.text("orientation_number"),
            psc=row.psc("psc"),
            latitude=latitude,
            longitude=longitude,
            barrier_free=row.access("accessibility"),
            contacts=(*row.phone("phone"), *row.email("email"), *row.web("web")),
        )
        return None if row.faults else record

    def _kind(self, row: Row) -> str:
        """The kind by the source's own word, else by the layer, else the whole field."""
        tables = _tables()
        found = tables["kinds"].get(row.text("kind").lower()) or tables["layers"].get(row.text("layer"))
        found = found or row.text("category")
        if found not in self.kinds:
            row.refuse("kind" if row.text("kind") else "category", _("unknown kind of service"))
        return found

    def _operator(self, row: Row, name: str) -> str:
        """The body that runs the service: what the source says, unless it only says which sort of body it is."""
        tables = _tables()
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
