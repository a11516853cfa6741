"""What citizens care about in an entry, by topic, out of the row, out of a revision and out of what a source said.

The three keep the same facts in different shapes; here they become comparable. Facts that say nothing about a change
(internal notes and contacts, coordinates, who keeps the entry, when it was verified) aren't among them.
"""

from collections.abc import Mapping
from typing import Any

from ..enums import ACCESS_FACTS
from ..models import Service, ServiceKind

ADDRESS = ("municipality", "part", "street", "number_kind", "house_number", "orientation_number", "psc")
TOPICS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "kind": ("kind", "parts"),
    "address": ADDRESS,
    "contacts": ("contacts",),
    "hours": ("opening_hours", "hours_note"),
    "operator": ("operator_name",),
    "whom": ("scope", "served"),
    "access": (*ACCESS_FACTS, "barrier_free_note"),
    "about": ("subject", "description"),
}
"""Topics in the order in which readers are told of them, each with the fields that say it."""
LISTED = frozenset({"contacts", "parts", "served"})
PLAIN = tuple(name for fields in TOPICS.values() for name in fields if name not in {*LISTED, "kind", "municipality"})

Facts = dict[str, Any]
Kinds = Mapping[int, ServiceKind]


def facts_of_row(service: Service) -> Facts:
    """The facts of a service as it is; its contacts, parts and those it serves should be prefetched."""
    return {
        **{name: getattr(service, name) for name in PLAIN},
        "kind": service.kind_id,
        "municipality": service.municipality_id,
        "contacts": _listed((row.kind, row.value, row.label) for row in service.contacts.all() if not row.is_internal),
        "parts": _listed((row.kind_id, row.name, row.note) for row in service.parts.all()),
        "served": _listed((place.pk,) for place in service.served.all()),
    }


def facts_of_revision(content: Mapping[str, Any]) -> Facts:
    """The facts in the content of a revision; those a revision of an earlier product hasn't got are left out."""
    contacts = [row for row in content.get("contacts", []) if not row.get("is_internal")]
    parts = content.get("parts", [])
    facts = {
        **{name: content[name] for name in (*PLAIN, "kind", "municipality") if name in content},
        "contacts": _listed((row["kind"], row["value"], row["label"]) for row in contacts),
        "parts": _listed((row["kind"], row["name"], row["note"]) for row in parts),
        "served": _listed((pk,) for pk in content.get("served", [])),
    }
    return {name: value for name, value in facts.items() if name in content}


def facts_of_source(values: Mapping[str, Any], kinds: Kinds) -> Facts:
    """The facts an import brought last (`Service.source_values`), as far as the source spoke of them."""
    by_code = {kind.code: kind.pk for kind in kinds.values()}
    facts = {
        **{name: values[name] for name in (*PLAIN, "municipality") if name in values},
        "kind": by_code.get(values.get("kind", "")),
        "contacts": _listed(row[:3] for row in values.get("contacts", []) if not row[3]),
        "parts": _listed((by_code.get(row[0]), row[1], row[2]) for row in values.get("parts", [])),
        "served": _listed((code,) for code in values.get("served", [])),
    }
    return {name: value for name, value in facts.items() if name in values}


def differing(before: Facts, now: Facts) -> list[str]:
    """The topics in which the two differ, as far as both speak of them."""
    changed = {name for name, value in before.items() if name in now and not _same(value, now[name])}
    return topics_of(changed)


def topics_of(fields: set[str]) -> list[str]:
    """The topics these fields belong to, in their order."""
    return [topic for topic, names in TOPICS.items() if fields.intersection(names)]


def _listed(rows: Any) -> list[tuple[Any, ...]]:
    """In an order of its own: who sorts contacts anew has changed nothing."""
    return sorted((tuple(row) for row in rows), key=repr)


def _same(value: Any, other: Any) -> bool:
    return bool(value == other) or (not value and not other)
