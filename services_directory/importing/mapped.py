"""Rows of any table as services, once it is known what its columns mean; our own export is one of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from portal.core.czech import fold

from ..enums import ACCESS_FACTS, ContactKind
from . import contact_cells, fields, hours_cells, identity
from .notation import read_items
from .places import Places
from .records import ContactRecord, PartRecord, ServiceRecord, Slot
from .row import Row
from .vocabulary import Kinds

PUBLISHED, DRAFT, CLOSED = "published", "draft", "closed"
STATES = {
    "": PUBLISHED, "published": PUBLISHED, "zverejneno": PUBLISHED, "closed": PUBLISHED, "ano": PUBLISHED,
    "draft": DRAFT, "koncept": DRAFT, "ne": DRAFT,
}  # fmt: skip
CONTACTS: dict[str, tuple[ContactKind, bool]] = {
    "phones": (ContactKind.PHONE, False),
    "emails": (ContactKind.EMAIL, False),
    "webs": (ContactKind.WEB, False),
    "internal_phones": (ContactKind.PHONE, True),
    "internal_emails": (ContactKind.EMAIL, True),
    "internal_webs": (ContactKind.WEB, True),
}
"""Columns of contacts: their kind, and whether they are internal."""
GIVES: dict[str, tuple[str, ...]] = {
    "municipality_name": ("municipality",),
    "street_line": ("street", "number_kind", "house_number", "orientation_number"),
    "house": ("number_kind", "house_number", "orientation_number"),
    "coordinates": ("latitude", "longitude"),
    "opening_hours": ("opening_hours", "hours_note"),
}
"""Columns that speak about several fields, or about one of another name."""
NUMBERS = frozenset(GIVES["house"])


@dataclass(frozen=True)
class MappedRows:
    """Reads rows whose cells are known by field. `source` is put before their identifiers ("" for our own export)."""

    kinds: Kinds
    places: Places
    source: str = ""

    def identify(self, row: Row) -> str:
        """The identifier of `row` for good; "" if the file gives none."""
        found = row.text("id")
        return f"{self.source}-{found}" if found and self.source else found

    def record(self, row: Row) -> ServiceRecord | None:
        """The service of `row`; None for a place outside the association or a row that has faults."""
        code = self._municipality(row)
        if code and code not in self.places.members:
            return None
        needed = ("name",) if self.source else ("id", "name")
        for name in needed:
            if not row.text(name):
                row.refuse(name, _("missing"))
        record = replace(self._texts(row), municipality=code, source_id=self.identify(row))
        record = replace(record, natural_key=identity.key_of(record))
        if row.faults:
            return None
        if not record.source_id:
            derived = f"{self.source}-{identity.id_from_key(record.natural_key)}"
            record = replace(record, source_id=derived, is_keyed=True)
        return record

    def _texts(self, row: Row) -> ServiceRecord:
        street, number_kind, house_number, orientation_number = self._address(row)
        latitude, longitude = (
            fields.place_in_one(row, "coordinates")
            if row.text("coordinates")
            else fields.place(row, "latitude", "longitude")
        )
        hours, hours_note = hours_cells.opening_hours(row)
        facts: dict[str, Any] = {name: fields.access(row, name, partly=name == "barrier_free") for name in ACCESS_FACTS}
        return ServiceRecord(
            source_id="",
            name=row.long_text("name"),
            kind=self._kind(row, "kind", row.text("kind")),
            municipality="",
            operator_name=row.long_text("operator_name"),
            operator_ico=fields.ico(row, "operator_ico"),
            subject=row.long_text("subject"),
            description=row.long_text("description"),
            scope=fields.scope(row, "scope") if row.text("scope") else "municipality",
            served=self.places.known(row, "served", self._names(row.text("served"))),
            street=street,
            number_kind=number_kind,
            house_number=house_number,
            orientation_number=orientation_number,
            part=row.long_text("part"),
            psc=fields.psc(row, "psc"),
            latitude=latitude,
            longitude=longitude,
            **facts,
            barrier_free_note=row.long_text("barrier_free_note"),
            opening_hours=hours,
            hours_note=hours_note,
            internal_note=row.long_text("internal_note"),
            closed_on=fields.day(row, "closed_on"),
            contacts=self._contacts(row),
            parts=tuple(self._parts(row)),
            is_published=self._state(row) == PUBLISHED,
            given=self._given(row) | (NUMBERS if house_number else frozenset()),
            given_contacts=self._given_contacts(row),
        )

    def _municipality(self, row: Row) -> str:
        if row.text("municipality") or not row.has("municipality_name"):
            return self.places.municipality(row, "municipality", "municipality_name")
        return self.places.by_name_alone(row, "municipality_name")

    def _names(self, text: str) -> Iterable[str]:
        """Codes apart by spaces, or names apart by commas."""
        parts = text.split() if text.replace(",", " ").replace(" ", "").isdigit() else text.split(",")
        return (part.strip(" ,;") for part in parts if part.strip(" ,;"))

    def _kind(self, row: Row, name: str, text: str) -> str:
        # Of several columns the first that tells a kind, else one that tells the whole field.
        meant = [found for part in text.split(" | ") if (found := self.kinds.meant_by(part))]
        found = next((code for code in meant if code != self.kinds.fields[code]), meant[0] if meant else "")
        if not found:
            row.refuse(name, _("unknown kind of service"))
        elif not row.exact and found == self.kinds.fields[found] and found not in text.split(" | "):
            row.note(name, _("taken for the whole field %s; which kind of it can't be told") % self.kinds.labels[found])
        return found

    def _address(self, row: Row) -> tuple[str, str, str, str]:
        """Street, kind of number, house and orientation number, from whichever columns hold them."""
        whole = "street_line" if row.has("street_line") and not row.text("street") else "street"
        apart = row.exact or row.has("house") or row.has("house_number")
        if whole == "street_line" or not apart:
            # Without a column of numbers they stand behind the street.
            found = fields.split_street(row.text(whole))
        else:
            house = row.text("house")
            split = fields.split_number(house) if house else ("", "", "")
            if split is None:
                row.refuse("house", _("no number of a house, for example 12/3"))
                split = ("", "", "")
            found = (row.long_text("street"), *split)
        number = fields.house_number(row, "house_number") or found[2]
        orientation = fields.house_number(row, "orientation_number") or found[3]
        given = fields.number_kind(row, "number_kind") or found[1]
        # A village without streets has its own name in the column.
        street = "" if self.source and found[0] == row.text("municipality_name") else found[0]
        return street, given or ("cp" if number and not row.exact else ""), number, orientation

    def _contacts(self, row: Row) -> tuple[ContactRecord, ...]:
        found: list[ContactRecord] = []
        for name, (kind, internal) in CONTACTS.items():
            if row.exact:
                found += contact_cells.own_contacts(row, name, kind, internal=internal)
            else:
                found += [replace(each, is_internal=internal) for each in contact_cells.READERS[kind](row, name)]
        label = row.text("contact_label")
        if len(label) > contact_cells.LONGEST_LABEL:
            row.refuse("contact_label", _("longer than %s characters") % contact_cells.LONGEST_LABEL)
        labelled = (replace(each, label=label) if label else each for each in found)
        return tuple(dict.fromkeys(labelled))

    def _parts(self, row: Row) -> Iterable[PartRecord]:
        for texts, _marked in read_items(row.long_text("parts")):
            kind, name, note, source_id = (*texts, "", "", "", "")[:4]
            code = self._kind(row, "parts", kind)
            if max(len(name), len(note)) > 255 or len(source_id) > 100:
                row.refuse("parts", _("longer than %s characters") % 255)
            yield PartRecord(code, name, note, source_id)

    def _state(self, row: Row) -> str:
        found = STATES.get(fold(row.text("state")))
        if found is None:
            row.refuse("state", _("not one of: %s") % ", ".join((PUBLISHED, DRAFT, CLOSED)))
            return PUBLISHED
        return found

    def _given(self, row: Row) -> frozenset[str]:
        found = {field for name in row.values for field in GIVES.get(name, (name,))}
        if hours_cells.speaks_of_hours(row):
            found |= {"opening_hours", "hours_note"}
        if any(name in CONTACTS for name in row.values):
            found.add("contacts")
        return frozenset(found)

    def _given_contacts(self, row: Row) -> frozenset[Slot]:
        return frozenset((kind.value, internal) for name, (kind, internal) in CONTACTS.items() if row.has(name))
