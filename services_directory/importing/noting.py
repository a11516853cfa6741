"""What an import changed in each entry, noted in the entry's own history."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import ModelLogEntry

from ..models import Service
from .plan import Change

ACTION = "services_directory.import_change"
BATCH = 500


def note_changes(changes: Iterable[Change]) -> None:
    """Write a line for each of `changes`, with the names of the fields that differ, in bulk."""
    content_type = ContentType.objects.get_for_model(Service)
    now = timezone.now()
    ModelLogEntry.objects.bulk_create(
        [
            ModelLogEntry(
                content_type=content_type,
                object_id=str(change.stored.pk),
                label=str(change.stored)[:255],
                action=ACTION,
                timestamp=now,
                content_changed=True,
                data={"fields": change.fields},
            )
            for change in changes
        ],
        batch_size=BATCH,
    )
