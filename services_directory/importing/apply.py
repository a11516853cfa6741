"""Writing a plan in bulk: new services and changed ones, what belongs to them, the search index along with them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from portal.core.czech import sort_key
from portal.tenancy import versions
from portal.tenancy.models import Municipality

from ..enums import WIDE_SCOPES
from ..models import Service, ServiceContact, ServiceKind, ServicePart
from ..presence import follow
from ..querysets import free_slug
from ..search.index import index_services
from ..verification.dates import last_day, months_by_site
from .addresses import readdress, taken_slugs
from .noting import note_changes
from .plan import PLAIN_FIELDS, Change, Outcome
from .revisions import renew_revisions

BATCH = 500
SAID = ["source_values", "source_id"]
DERIVED = [
    "kind", "municipality", "closed_on", "sort_key", "serves_all", "search_text", "slug", "changed_at",
]  # fmt: skip


@transaction.atomic
def apply_plan(site: Site, changes: Sequence[Change]) -> None:
    """Store what `changes` say; services taken over from a source are published as the source has them (DIR-1).

    A few dozen statements whatever the number of rows: everything is written in bulk.
    """
    versions.touch(site.pk, of=(Service, ServiceContact, ServicePart))
    kinds = {kind.code: kind for kind in ServiceKind.objects.select_related("parent")}
    new = [change for change in changes if change.outcome is Outcome.NEW]
    changed = [change for change in changes if change.outcome is Outcome.CHANGED]
    _create(site, new, kinds)
    stale = _remember_source(changes)
    _update(site, changed, kinds)
    _upsert(stale, SAID)
    _write_lists(new, changed, kinds)
    renew_revisions([change.stored for change in changed])
    note_changes(changed)
    index_services([change.stored.pk for change in (*new, *changed)])
    follow([change.stored.uid for change in (*new, *changed)])


def _create(site: Site, changes: list[Change], kinds: dict[str, ServiceKind]) -> None:
    taken = taken_slugs(site)
    codes = {change.values["municipality"] for change in changes}
    names = dict(Municipality.objects.filter(pk__in=codes).values_list("code", "name"))
    now = timezone.now()
    verify_by = last_day(timezone.localdate(now), months_by_site([site.pk])[site.pk])
    services = []
    for change in changes:
        values, record = change.values, change.record
        slug = free_slug(values["name"], names.get(values["municipality"], ""), taken)
        taken.add(slug)
        service = Service(
            site=site,
            slug=slug,
            source_id=record.source_id,
            source_values=change.source,
            live=record.is_published,
            first_published_at=now if record.is_published else None,
            last_published_at=now if record.is_published else None,
            verify_by=verify_by if record.is_published else None,
        )
        _set_values(service, values, kinds)
        change.service = service
        services.append(service)
    Service.objects.bulk_create(services, batch_size=BATCH)


def _set_values(service: Service, values: dict[str, Any], kinds: dict[str, ServiceKind]) -> None:
    """Put `values` into `service` with everything that is derived from them."""
    for name in PLAIN_FIELDS:
        setattr(service, name, values[name])
    service.kind = kinds[values["kind"]]
    service.municipality_id = values["municipality"]
    service.closed_on = date.fromisoformat(values["closed_on"]) if values["closed_on"] else None
    service.sort_key = sort_key(values["name"])[:800]
    service.serves_all = values["scope"] in WIDE_SCOPES and not values["served"]


def _update(site: Site, changes: list[Change], kinds: dict[str, ServiceKind]) -> None:
    for change in changes:
        _set_values(change.stored, change.values, kinds)
    readdress(site, [change.stored for change in changes if {"name", "municipality"} & set(change.fields)])
    _upsert([change.stored for change in changes], [*PLAIN_FIELDS, *DERIVED, *SAID])


def _upsert(services: list[Service], names: list[str]) -> None:
    """Write `names` of services that are there already.

    One upsert writes hundreds of rows; an UPDATE with a CASE for each field of each row takes minutes for thousands.
    """
    Service.objects.bulk_create(
        services, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=names
    )


def _write_lists(new: list[Change], changed: list[Change], kinds: dict[str, ServiceKind]) -> None:
    """Contacts, parts and municipalities served: of changed services those of the old ones that differ go first."""
    through: Any = Service.served.through
    for name, model, rows in (
        ("contacts", ServiceContact, _contacts),
        ("parts", ServicePart, lambda change: _parts(change, kinds)),
        ("served", through, _served),
    ):
        differing = [change for change in changed if name in change.fields]
        for batch in _batches([change.stored.pk for change in differing]):
            model.objects.filter(service_id__in=batch).delete()
        _bulk(model, (row for change in (*new, *differing) for row in rows(change)))


def _contacts(change: Change) -> Iterable[ServiceContact]:
    for n, (kind, value, label, internal) in enumerate(change.values["contacts"]):
        yield ServiceContact(
            service=change.stored, sort_order=n, kind=kind, value=value, label=label, is_internal=internal
        )


def _parts(change: Change, kinds: dict[str, ServiceKind]) -> Iterable[ServicePart]:
    for n, (kind, name, note, source_id) in enumerate(change.values["parts"]):
        yield ServicePart(
            service=change.stored, sort_order=n, kind=kinds[kind], name=name, note=note, source_id=source_id
        )


def _served(change: Change) -> Iterable[Any]:
    for code in change.values["served"]:
        yield Service.served.through(service=change.stored, municipality_id=code)


def _bulk(model: Any, rows: Iterable[Any]) -> None:
    model.objects.bulk_create(list(rows), batch_size=BATCH)


def _batches(keys: list[int]) -> Iterable[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _remember_source(changes: Iterable[Change]) -> list[Service]:
    """Put what the source said into the services; returns those for which that is the only thing to write.

    Held services will be asked again.
    """
    stale = []
    for change in changes:
        service, record = change.service, change.record
        if service is None or change.outcome in {Outcome.HELD, Outcome.NEW}:
            continue
        adopted = not service.source_id and record.source_id not in {"", str(service.uid)}
        if adopted or service.source_values != change.source:
            service.source_values = change.source
            service.source_id = record.source_id if adopted else service.source_id
            if change.outcome is Outcome.UNCHANGED:
                stale.append(service)
    return stale
