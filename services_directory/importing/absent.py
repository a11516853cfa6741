"""Services that an earlier file of the same source had and this one has not: told, and only on request acted upon."""

from collections.abc import Iterable
from typing import Any

from ..actions import close_service, unpublish_service
from ..models import Service
from .directory import Directory
from .enums import Absent, Outcome
from .plan import Change


def absent_services(
    directory: Directory, *, prefix: str, seen: Iterable[str], changes: Iterable[Change], places: Iterable[str]
) -> list[Service]:
    """Services of the source (their identifiers begin with `prefix`) that no row of the file speaks about.

    Refused rows and rows of places elsewhere count as speaking (`seen`), and so do rows matched by name. `places` are
    the municipalities of the association; without a prefix (our own export) every service of theirs is asked about.
    """
    told = set(seen)
    matched = {
        change.service.pk for change in changes if change.service is not None and change.outcome is not Outcome.NEW
    }
    members = set(places)
    found = []
    for service in directory.services:
        ids = {service.source_id, str(service.uid), *(part.source_id for part in service.parts.all())} - {""}
        of_source = service.source_id.startswith(prefix) if prefix else service.municipality_id in members
        if of_source and service.pk not in matched and not ids & told:
            found.append(service)
    return sorted(found, key=lambda service: (service.sort_key, service.pk))


def deal_with(services: Iterable[Service], how: Absent, *, user: Any = None) -> int:
    """Unpublish or close `services` as `how` says; those that are no longer public are left alone. How many it was."""
    count = 0
    for service in services:
        if how is Absent.KEEP or not service.live:
            continue
        if how is Absent.UNPUBLISH:
            unpublish_service(service=service, user=user)
        elif service.closed_on is None:
            close_service(service=service, user=user)
        else:
            continue
        count += 1
    return count


def would_touch(services: Iterable[Service], how: Absent) -> list[Service]:
    """Those of `services` that `deal_with` would change."""
    if how is Absent.KEEP:
        return []
    return [service for service in services if service.live and (how is Absent.UNPUBLISH or service.closed_on is None)]
