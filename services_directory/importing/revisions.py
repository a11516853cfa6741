"""Revisions of services that were changed without the editor."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import prefetch_related_objects
from django.utils import timezone
from wagtail.models import Revision

from portal.tenancy import versions

from ..models import Service

BATCH = 200


def renew_revisions(services: Sequence[Service]) -> None:
    """Give each of `services` that has a revision a new one with the values it has now, in bulk.

    The editor opens the latest revision, not the row: without this the old values would come up again and be
    published back. Services without one need none. None of them may hold a draft of somebody's.
    """
    edited = [service for service in services if service.latest_revision_id]
    if not edited:
        return
    content_type = ContentType.objects.get_for_model(Service)
    now = timezone.now()
    for start in range(0, len(edited), BATCH):
        # Read anew: what is in memory has the old contacts and parts.
        batch = list(Service.objects.filter(pk__in=[service.pk for service in edited[start : start + BATCH]]))
        prefetch_related_objects(batch, "contacts", "parts", "served")
        revisions = Revision.objects.bulk_create(
            [
                Revision(
                    content_type=content_type,
                    base_content_type=content_type,
                    object_id=str(service.pk),
                    created_at=now,
                    object_str=str(service),
                    content=service.serializable_data(),
                )
                for service in batch
            ]
        )
        for service, revision in zip(batch, revisions, strict=True):
            service.latest_revision = revision
            if service.live:
                service.live_revision = revision
                service.last_published_at = now
        Service.objects.bulk_update(batch, ["latest_revision", "live_revision", "last_published_at"])
        versions.touch(*{service.site_id for service in batch}, of=(Service,))
