"""What can be done with services and their kinds. Other features may call these functions."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .enums import ContactKind
from .models import Service, ServiceKind
from .search.index import index_service, index_services


def missing_for_publishing(service: Service) -> dict[str, str]:
    """What D1 asks for before a service is published and it has not got: field and message."""
    labels = {field.name: str(field.verbose_name) for field in Service._meta.fields}
    missing = {field: labels[field] for field in ("name", "operator_name", "scope") if not getattr(service, field)}
    if not any(not contact.is_internal for contact in service.contacts.all()):
        missing["contacts"] = _("at least one public contact")
    return missing


@transaction.atomic
def publish_service(*, service: Service, user: Any = None) -> None:
    """Publish `service` as it stands in memory, with a revision and a log entry.

    Raises ValidationError naming every field that D1 asks for and that is missing.
    """
    missing = missing_for_publishing(service)
    if missing:
        raise ValidationError({field: _("Missing: %s") % label for field, label in missing.items()})
    service.full_clean()
    service.save_revision(user=user).publish(user=user)
    service.refresh_from_db()


@transaction.atomic
def unpublish_service(*, service: Service, user: Any = None) -> None:
    """Take `service` off the site; it stays in the admin as a draft."""
    service.unpublish(user=user)


@transaction.atomic
def record_verification(*, service: Service, on: date | None = None, user: Any = None, by: str = "") -> None:
    """Note that what we say about `service` was checked with the place itself on `on` (today in Prague).

    The only way `verified_on` moves. A day in the future raises ValidationError; an older day than the
    one noted changes nothing.
    """
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"verified_on": _("A verification can't lie in the future.")})
    if service.verified_on is not None and day <= service.verified_on:
        return
    service.verified_on = day
    Service.objects.filter(pk=service.pk).update(verified_on=day)
    log(instance=service, action="services_directory.verify", user=user, data={"on": day.isoformat(), "by": by})


@transaction.atomic
def reindex_kind(*, kind: ServiceKind) -> int:
    """Bring the search index up to date after `kind` was renamed or got other synonyms; returns how many services."""
    ids = list(Service.objects.published().of_kind(kind).values_list("pk", flat=True))
    index_services(ids)
    return len(ids)


def published_services_count() -> int:
    """How many services all associations publish together."""
    return Service.objects.published().count()


__all__ = [
    "ContactKind",
    "index_service",
    "missing_for_publishing",
    "publish_service",
    "published_services_count",
    "record_verification",
    "reindex_kind",
    "unpublish_service",
]
