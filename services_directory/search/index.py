"""Writing the search index: one entry for each published service, none for drafts."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from .text import index_terms

if TYPE_CHECKING:
    from ..models import SearchEntry, Service

BATCH = 500


def _service_model() -> Any:
    return apps.get_model("services_directory", "Service")


def _entry_model() -> Any:
    return apps.get_model("services_directory", "SearchEntry")


def entry_for(service: "Service") -> "SearchEntry":
    """The index entry of `service`, not saved. Internal contacts and drafts never come in here (D2)."""
    kind = service.kind
    names = [kind.name, kind.name_plural, kind.synonyms, *kind.translations.values()]
    field = kind.parent
    fields = [field.name, field.synonyms] if field else []
    entry: SearchEntry = _entry_model()(
        service_id=service.pk,
        site_id=service.site_id,
        name_terms=index_terms(service.name),
        kind_terms=index_terms(*names),
        other_terms=index_terms(
            service.municipality.name,
            service.part,
            service.operator_name,
            service.subject,
            service.street,
            *fields,
        ),
    )
    return entry


def _published(ids: Iterable[int] | None = None) -> Any:
    found = _service_model().objects.filter(live=True).select_related("kind__parent", "municipality")
    return found if ids is None else found.filter(pk__in=list(ids))


def index_service(service_id: int) -> None:
    """Bring one service's entry up to date; a service that isn't published loses it."""
    index_services([service_id])


@transaction.atomic
def index_services(service_ids: Iterable[int]) -> None:
    """Bring the entries of several services up to date."""
    ids = list(service_ids)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        entries = [entry_for(service) for service in _published(part)]
        _write(entries)
        _entry_model().objects.filter(service_id__in=set(part) - {entry.service_id for entry in entries}).delete()


def remove_service(service_id: int) -> None:
    """Take one service out of the index."""
    _entry_model().objects.filter(service_id=service_id).delete()


@transaction.atomic
def rebuild() -> int:
    """Write the whole index anew and return the number of entries."""
    _entry_model().objects.all().delete()
    count = 0
    batch: list[Any] = []
    for service in _published().order_by("pk").iterator(chunk_size=BATCH):
        batch.append(entry_for(service))
        if len(batch) == BATCH:
            _entry_model().objects.bulk_create(batch)
            count += len(batch)
            batch = []
    _entry_model().objects.bulk_create(batch)
    return count + len(batch)


def _write(entries: list[Any]) -> None:
    _entry_model().objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["service"],
        update_fields=["site", "name_terms", "kind_terms", "other_terms"],
    )
