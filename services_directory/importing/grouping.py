"""Rows of one legal body at one address as one place with parts (decision 18).

A school comes as a row each for the school, its nursery, canteen and club. Joined, the place takes the name of the
row that comes first by `Kinds.rank`, the others become its parts and keep their identifiers. What was joined once
stays joined in later imports, what has an entry of its own keeps it: nothing is ever there twice.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from portal.core.czech import fold

from .directory import Directory
from .records import ContactRecord, PartRecord, Remark, ServiceRecord, Slot
from .vocabulary import Kinds

Numbered = tuple[int, ServiceRecord]


@dataclass(frozen=True)
class Joined:
    """A row that is a part of the place called `name`; `main_line` is None where only the directory has that place."""

    line: int
    record: ServiceRecord
    name: str
    main_line: int | None


@dataclass
class Grouped:
    """`records` to plan, each place once; `joined` the rows that went into them."""

    records: list[Numbered] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


def group(
    records: Iterable[Numbered], directory: Directory, kinds: Kinds, *, join: bool, seen: frozenset[str] = frozenset()
) -> Grouped:
    """Join rows that are parts of one place: those joined before, and with `join` all that belong together.

    `seen` are identifiers of all rows of the file, refused ones too: such a part is not taken out of its place.
    """
    grouped = Grouped()
    known: dict[int, list[Numbered]] = defaultdict(list)
    bodies: dict[tuple[str, ...], list[Numbered]] = defaultdict(list)
    homes: dict[tuple[str, ...], int] = {}
    for line, record in records:
        home = directory.is_grouped(record.source_id)
        key = _body(record, kinds) if join or home else None
        if home is not None:
            known[home.pk].append((line, record))
            if key and home is directory.by_id.get(record.source_id):
                homes[key] = home.pk
        elif key:
            bodies[key].append((line, record))
        else:
            grouped.records.append((line, record))
    for key, rows in bodies.items():
        if key in homes:
            known[homes[key]] += _without_entries(rows, directory, grouped)
        else:
            _join_new(rows, directory, kinds, grouped)
    services = {service.pk: service for service in directory.services} if known else {}
    for pk, rows in known.items():
        service = services[pk]
        main = next((row for row in rows if directory.by_id.get(row[1].source_id) is service), None)
        others = [row for row in rows if row is not main]
        if main is None:
            # Without its main row the place stays as it is.
            grouped.joined += [Joined(line, record, service.name, None) for line, record in others]
            continue
        told = {record.source_id for _line, record in others}
        kept = [part for part in service.parts.all() if part.source_id in seen and part.source_id not in told]
        absent = tuple(PartRecord(part.kind.code, part.name, part.note, part.source_id) for part in kept)
        order = {part.source_id: number for number, part in enumerate(service.parts.all())}
        others.sort(key=lambda row: order.get(row[1].source_id, len(order)))
        _add_place(main, others, kinds, grouped, absent)
    grouped.records.sort(key=lambda row: row[0])
    return grouped


def _body(record: ServiceRecord, kinds: Kinds) -> tuple[str, ...] | None:
    """What rows of one place have in common: legal body, address and field; None if that can't be told."""
    if not record.operator_ico or not (record.street or record.house_number):
        return None
    address = (record.municipality, fold(record.street), record.house_number, record.orientation_number)
    return record.operator_ico, kinds.fields.get(record.kind, record.kind), *address


def _without_entries(rows: list[Numbered], directory: Directory, grouped: Grouped) -> list[Numbered]:
    """The rows that have no entry of their own in the directory yet; the others stay apart, and that is said."""
    free = []
    for line, record in rows:
        if directory.same_as(record):
            grouped.records.append((line, record))
            grouped.notes.append(
                Remark(line, "name", record.name, _("has an entry of its own already, so it isn't joined"))
            )
        else:
            free.append((line, record))
    return free


def _join_new(rows: list[Numbered], directory: Directory, kinds: Kinds, grouped: Grouped) -> None:
    ranked = sorted(rows, key=lambda row: (kinds.rank(row[1].kind), row[0]))
    main = next((row for row in ranked if directory.same_as(row[1])), ranked[0])
    others = _without_entries([row for row in ranked if row is not main], directory, grouped)
    _add_place(main, others, kinds, grouped)


def _add_place(
    main: Numbered, others: list[Numbered], kinds: Kinds, grouped: Grouped, absent: tuple[PartRecord, ...] = ()
) -> None:
    line, record = main
    if not others and not absent:
        grouped.records.append(main)
        return
    grouped.records.append((line, _merged(record, [other for _line, other in others], kinds, absent)))
    for other_line, other in others:
        grouped.joined.append(Joined(other_line, other, record.name, line))
        if other.opening_hours and other.opening_hours != record.opening_hours:
            reason = _("the hours of a part are not taken over, the place has one opening time")
            grouped.notes.append(Remark(other_line, "opening_hours", other.opening_hours, reason))


def _merged(
    main: ServiceRecord, others: list[ServiceRecord], kinds: Kinds, absent: tuple[PartRecord, ...]
) -> ServiceRecord:
    """`main` with the others as its parts; their contacts that it hasn't come along under the part's name."""
    parts = [
        PartRecord(other.kind, "" if fold(other.name) == fold(main.name) else other.name, "", other.source_id)
        for other in others
    ]
    contacts = list(main.contacts)
    values = {(contact.kind, contact.value) for contact in contacts}
    for other in others:
        for contact in other.contacts:
            if (contact.kind, contact.value) not in values:
                values.add((contact.kind, contact.value))
                label = contact.label or kinds.labels.get(other.kind, "")[:100]
                contacts.append(ContactRecord(contact.kind, contact.value, label, contact.is_internal))
    placed = next((each for each in (main, *others) if each.latitude is not None), main)
    return replace(
        main,
        parts=(*main.parts, *parts, *absent),
        contacts=tuple(contacts),
        latitude=placed.latitude,
        longitude=placed.longitude,
        given=None if main.given is None else main.given | {"parts"},
        given_contacts=_slots([main, *others]),
    )


def _slots(records: list[ServiceRecord]) -> frozenset[Slot] | None:
    found: set[Slot] = set()
    for record in records:
        if record.given_contacts is None:
            return None
        found |= record.given_contacts
    return frozenset(found)
