"""What an import would do with each record, worked out before anything is written."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Site

from ..enums import ContactKind
from ..models import Service
from .directory import PLAIN_FIELDS, Directory, stored_values
from .enums import Outcome
from .records import Remark, ServiceRecord, Slot
from .row import comparable

__all__ = ["PLAIN_FIELDS", "Change", "Outcome", "fingerprint_of", "make_plan", "stored_values"]

ORDER = {kind.value: number for number, kind in enumerate(ContactKind)}
Listed = list[list[Any]]


@dataclass
class Change:
    """One record against the service it belongs to; `values` are what would be stored, `fields` what differs.

    `before` holds the values of the service as they are, `source` what the source says (with what it said before of
    fields it is silent about now).
    """

    line: int
    record: ServiceRecord
    outcome: Outcome
    service: Service | None = None
    values: dict[str, Any] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)

    @property
    def stored(self) -> Service:
        """The service this is about; of a new one once it is made."""
        if self.service is None:
            raise ValueError("The service isn't made yet.")
        return self.service


def make_plan(
    site: Site,
    records: Sequence[tuple[int, ServiceRecord]],
    *,
    directory: Directory | None = None,
    follows_source: bool = True,
    faults: list[Remark] | None = None,
) -> list[Change]:
    """What to do with each record: four queries, nothing is written.

    An import brings in what has changed *in the source* since the last time (`Service.source_values`); an editor's
    correction of something the source hasn't changed stays. Without `follows_source` (our own export) what stands in
    the file holds. A record that may be several services is put among `faults` instead.
    """
    known = directory or Directory.load(site)
    changes = []
    taken: dict[int, int] = {}
    for line, record in records:
        found = known.same_as(record)
        first = taken.setdefault(found[0].pk, line) if len(found) == 1 else line
        if len(found) > 1 and faults is not None:
            faults.append(
                Remark(line, "name", record.name, _("several services of the directory are called and placed so"))
            )
        elif first != line and faults is not None:
            faults.append(Remark(line, "name", record.name, _("the same place as on line %s") % first))
        else:
            changes.append(_change(line, record, found[0] if found else None, follows_source=follows_source))
    return changes


def _change(line: int, record: ServiceRecord, service: Service | None, *, follows_source: bool) -> Change:
    new = record.values()
    if service is None:
        given = new if follows_source else {}
        return Change(line, record, Outcome.NEW, None, new, sorted(new), source=_said(record, given, {}))
    current = stored_values(service)
    before = current | service.source_values if follows_source else current
    values = {
        name: value if record.speaks_of(name) and not _same(value, before[name]) else current[name]
        for name, value in new.items()
    }
    if record.speaks_of("contacts"):
        values["contacts"] = merged_contacts(record, new["contacts"], before["contacts"], current["contacts"])
    if record.speaks_of("parts"):
        values["parts"] = _merged(new["parts"], before["parts"], current["parts"])
    fields = sorted(name for name, value in values.items() if _differs(name, value, current[name]))
    source = _said(record, new, service.source_values) if follows_source else service.source_values
    if not fields:
        return Change(line, record, Outcome.UNCHANGED, service, values, before=current, source=source)
    outcome = Outcome.HELD if service.has_unpublished_changes and service.latest_revision_id else Outcome.CHANGED
    return Change(line, record, outcome, service, values, fields, current, source)


def _said(record: ServiceRecord, new: dict[str, Any], earlier: dict[str, Any]) -> dict[str, Any]:
    """What the source has said so far, with what it says now; of contacts by their sorts."""
    said = earlier | {name: value for name, value in new.items() if record.speaks_of(name)}
    slots = slots_of(record)
    if "contacts" in said and slots is not None and record.speaks_of("contacts") and new:
        others = [contact for contact in earlier.get("contacts", []) if slot_of(contact) not in slots]
        said["contacts"] = new["contacts"] + others
    return said


def slot_of(contact: Sequence[Any]) -> Slot:
    return contact[0], contact[3]


def slots_of(record: ServiceRecord) -> frozenset[Slot] | None:
    """The sorts of contacts `record` speaks about; None for all of them."""
    if record.given_contacts is None:
        return None
    return record.given_contacts | {(contact.kind, contact.is_internal) for contact in record.contacts}


def merged_contacts(record: ServiceRecord, new: Listed, before: Listed, current: Listed) -> Listed:
    """The contacts to store: the source's where it has changed them, an editor's own, and sorts it is silent about."""
    slots = slots_of(record)
    if slots is None:
        return _merged(new, before, current)
    silent = [contact for contact in current if slot_of(contact) not in slots]
    spoken = [[each for each in listed if slot_of(each) in slots] for listed in (before, current)]
    return _merged(new, spoken[0], spoken[1]) + silent


def _merged(new: Listed, before: Listed, current: Listed) -> Listed:
    if _sorted(new) == _sorted(before):
        return current
    added = [each for each in current if each not in before and each not in new]
    return new + added


def _differs(name: str, value: Any, current: Any) -> bool:
    if name == "contacts":
        return _sorted(value) != _sorted(current)
    return not _same(value, current)


def _same(value: Any, other: Any) -> bool:
    return bool(value == other) or comparable(value) == comparable(other)


def _sorted(listed: Listed) -> Any:
    """In the order of our export: by sort, inside a sort as they stand. Parts keep their order."""
    if listed and listed[0][0] in ORDER:
        listed = sorted(listed, key=lambda each: (ORDER[each[0]], each[3]))
    return comparable(listed)


def fingerprint_of(changes: Iterable[Change], absent: Iterable[Service]) -> str:
    """Names exactly what would be written; another file, or a directory that has changed, has another one."""
    digest = hashlib.sha256()
    for change in changes:
        if change.outcome in {Outcome.NEW, Outcome.CHANGED}:
            told: list[Any] = [change.service.pk if change.service else None, change.record.source_id]
            told += [[name, change.before.get(name), change.values[name]] for name in change.fields]
            digest.update(json.dumps(told, default=str).encode())
    digest.update(json.dumps(sorted(service.pk for service in absent)).encode())
    return digest.hexdigest()
