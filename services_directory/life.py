"""What goes along when a service comes to the public or leaves it, whoever does it (editor, schedule, bulk, command).

Called by `Service.save`, `publish`, `unpublish`, `delete` and the same of its queryset, by nothing else: the search
index, the address, the note for those who copied our open data (O4), from when until when it was public (F9).
"""

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from portal.tenancy import versions

from . import presence
from .search.index import index_service, remove_service
from .verification.dates import months_by_site, verify_by

if TYPE_CHECKING:
    from .models import Service

NUMBER = re.compile(r"-\d+\Z")
"""What tells addresses of the same name apart."""
NEEDED = ("name", "kind", "municipality", "operator_name", "scope")
"""Fields without which nothing is published (D1), besides a public contact."""

PUBLIC_BY = frozenset({"live", "closed_on", "municipality", "municipality_id", "site", "site_id"})
"""Fields that say whether and where a service is public."""


def _model(name: str) -> Any:
    return apps.get_model("services_directory", name)


def missing_for_publishing(service: "Service") -> dict[str, str]:
    """What D1 asks for before a service is published and it has not got: field and name of the fact."""
    missing = {}
    for name in NEEDED:
        field: Any = service._meta.get_field(name)
        value = getattr(service, field.attname)
        if value is None or not str(value).strip():
            missing[name] = str(field.verbose_name)
    if not any(not contact.is_internal for contact in service.contacts.all()):
        missing["contacts"] = _("at least one public contact")
    return missing


def demand_needed(service: "Service") -> None:
    """Raise ValidationError at every field that publishing needs and `service` has not got (D1)."""
    missing = missing_for_publishing(service)
    if missing:
        raise ValidationError({field: _("Missing: %s") % label for field, label in missing.items()})


def published(service_id: int, *, user: Any = None) -> None:
    """Bring the address, the open data's list of removed services and the search index up to date.

    Checks asked for because of a contact that has been replaced end.
    """
    from .verification.checks import settle_mended

    service = _model("Service").objects.select_related("municipality").get(pk=service_id)
    if service.live:
        follow_name(service, user=user)
        _model("RemovedService").objects.filter(uid=service.uid).delete()
        settle_mended([service_id])
    index_service(service_id)


def saved(service: "Service", fields: Iterable[str] | None) -> None:
    """Follow where `service` is public and by when it must be verified; `fields` are those written, None for all."""
    if service.first_published_at is None and not service.live:
        return
    if fields is None:
        presence.follow_saved(service)
        if service.verify_by is None and service.first_published_at is not None:
            service.verify_by = verify_by(service, months_by_site([service.site_id])[service.site_id])
            rows = type(service).objects.filter(pk=service.pk, verify_by=None)
            rows.update(verify_by=service.verify_by)
            versions.touch(service.site_id, of=(type(service),))
    elif not PUBLIC_BY.isdisjoint(fields):
        presence.follow([service.uid])


def unpublished(service: "Service") -> None:
    """Take the service out of the index and note that it is gone."""
    remove_service(service.pk)
    note_removed([(service.site_id, service.uid)])


def deleted(rows: Collection[tuple[int, Any]]) -> None:
    """What was public and is deleted (site and uid) ends to be so."""
    note_removed(rows)
    presence.follow([uid for _site, uid in rows])


def note_removed(rows: Iterable[tuple[int, Any]]) -> None:
    """Note that these services (site and uid) are public no more."""
    removed = _model("RemovedService")
    gone = [removed(site_id=site_id, uid=uid) for site_id, uid in rows]
    versions.touch(*{row.site_id for row in gone}, of=(removed,))
    removed.objects.bulk_create(
        gone,
        update_conflicts=True,
        unique_fields=["uid"],
        update_fields=["site", "removed_at"],
    )


def follow_name(service: "Service", *, user: Any = None) -> None:
    """Give `service`, which has just been saved, the address of its name; one that was public leads on for good."""
    if fits(service.slug, service):
        return
    former = _model("FormerAddress").objects
    # Two services renamed at once must not take one address.
    list(Site.objects.select_for_update().filter(pk=service.site_id).values("pk"))
    old = service.slug
    own = [row.slug for row in former.filter(service=service, site=service.site_id).order_by("-pk")]
    service.slug = next((slug for slug in own if fits(slug, service)), "") or type(service).objects.free_slug(service)
    former.filter(site=service.site_id, slug=service.slug).delete()
    if service.first_published_at != service.last_published_at:
        former.get_or_create(site_id=service.site_id, slug=old, defaults={"service": service})
        log(service, "services_directory.readdress", user=user, data={"old": old, "new": service.slug})
    type(service).objects.filter(pk=service.pk).update(slug=service.slug)
    versions.touch(service.site_id, of=(type(service),))


def fits(slug: str, service: "Service") -> bool:
    """Whether `slug` is an address of the service's present name: the name, maybe its municipality, maybe a number."""
    from .querysets import plain_slug, slug_with_place

    short = plain_slug(service.name)
    longer = slug_with_place(short, service.municipality.name)
    return bool({slug, NUMBER.sub("", slug)} & {short, longer})
