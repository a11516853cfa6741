"""Writing a plan: new services in bulk, changed ones field by field, the search index along with them."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from portal.core.czech import sort_key
from portal.tenancy.models import Municipality

from ..enums import WIDE_SCOPES
from ..models import Service, ServiceContact, ServiceKind
from ..querysets import free_slug
from ..search.index import index_services
from .plan import PLAIN_FIELDS, Change, Outcome

BATCH = 500


@transaction.atomic
def apply_plan(site: Site, changes: list[Change]) -> None:
    """Store what `changes` say; services taken over from a source are published as the source has them (DIR-1)."""
    kinds = dict(ServiceKind.objects.values_list("code", "pk"))
    new = [change for change in changes if change.outcome is Outcome.NEW]
    changed = [change for change in changes if change.outcome is Outcome.CHANGED]
    _create(site, new, kinds)
    for change in changed:
        _update(change, kinds)
    _remember_source(changes)
    index_services([change.service.pk for change in (*new, *changed) if change.service is not None])


def _create(site: Site, changes: list[Change], kinds: dict[str, int]) -> None:
    taken = set(Service.objects.for_site(site).values_list("slug", flat=True))
    codes = {change.values["municipality"] for change in changes}
    names = dict(Municipality.objects.filter(pk__in=codes).values_list("code", "name"))
    now = timezone.now()
    services = []
    for change in changes:
        values, record = change.values, change.record
        slug = free_slug(values["name"], names.get(values["municipality"], ""), taken)
        taken.add(slug)
        service = Service(
            site=site,
            slug=slug,
            source_id=record.source_id,
            kind_id=kinds[values["kind"]],
            municipality_id=values["municipality"],
            source_values=record.values(),
            sort_key=sort_key(values["name"])[:800],
            serves_all=values["scope"] in WIDE_SCOPES and not values["served"],
            live=record.is_published,
            first_published_at=now if record.is_published else None,
            last_published_at=now if record.is_published else None,
            **{name: values[name] for name in PLAIN_FIELDS},
        )
        change.service = service
        services.append(service)
    Service.objects.bulk_create(services, batch_size=BATCH)
    _write_contacts(changes)
    through = Service.served.through
    through.objects.bulk_create(
        [
            through(service_id=change.service.pk, municipality_id=code)
            for change in changes
            if change.service is not None
            for code in change.values["served"]
        ],
        batch_size=BATCH,
    )


def _write_contacts(changes: list[Change]) -> None:
    ServiceContact.objects.bulk_create(
        [
            ServiceContact(
                service_id=change.service.pk, sort_order=n, kind=kind, value=value, label=label, is_internal=internal
            )
            for change in changes
            if change.service is not None
            for n, (kind, value, label, internal) in enumerate(change.values["contacts"])
        ],
        batch_size=BATCH,
    )


def _update(change: Change, kinds: dict[str, int]) -> None:
    service: Any = Service.objects.get(pk=change.service.pk) if change.service else None
    for name in set(change.fields) & set(PLAIN_FIELDS):
        setattr(service, name, change.values[name])
    service.kind_id = kinds[change.values["kind"]]
    service.municipality_id = change.values["municipality"]
    if "served" in change.fields:
        service.served = list(Municipality.objects.filter(pk__in=change.values["served"]))
    service.save()
    if "contacts" in change.fields:
        ServiceContact.objects.filter(service=service).delete()
        _write_contacts([change])


def _remember_source(changes: list[Change]) -> None:
    """Keep what the source said, also where it made no difference; held services will be asked again."""
    stale = []
    for change in changes:
        values = change.record.values()
        if change.service is not None and change.outcome is not Outcome.HELD and change.service.source_values != values:
            change.service.source_values = values
            stale.append(change.service)
    Service.objects.bulk_update(stale, ["source_values"], batch_size=BATCH)
