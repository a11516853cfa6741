"""Identifiers of rows: the source's own, or a natural key where it has none (decision 18)."""

import hashlib

from portal.core.czech import fold

from .records import ServiceRecord


def natural_key(name: str, kind: str, municipality: str, *address: str) -> str:
    """What names a place without an identifier: its name, kind, municipality and address, whatever their spelling."""
    return "\n".join(map(fold, (name, kind, municipality, *address)))


def key_of(record: ServiceRecord) -> str:
    """The natural key of `record`."""
    return natural_key(
        record.name, record.kind, record.municipality, record.part, record.street, record.house_number,
        record.orientation_number,
    )  # fmt: skip


def id_from_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:24]
