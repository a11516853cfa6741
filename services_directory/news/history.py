"""What citizens read of services at a moment in the past, and in what they have changed since.

The directory's own history says it: the revision that was public then. An entry that came by import has none before
somebody edits it first; of it speak what the source said last, and the log, in which imports note what they changed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry, Revision

from ..importing.noting import ACTION as IMPORTED
from ..models import Service
from .topics import Facts, Kinds, differing, facts_of_revision, facts_of_row, facts_of_source, topics_of


def changed_topics(services: Sequence[Service], since: datetime, kinds: Kinds) -> dict[int, list[str]]:
    """Which topics of each of `services` differ from what was public at `since`; those alike are left out.

    Four queries, however many they are. Their contacts, parts and those they serve should be prefetched.
    """
    if not services:
        return {}
    content_type = ContentType.objects.get_for_model(Service)
    keys = [str(service.pk) for service in services]
    entries = ModelLogEntry.objects.filter(content_type=content_type, object_id__in=keys).order_by()
    before = _public_before(content_type, keys, entries, since)
    imported = _imported_since(entries, since)
    found = {}
    for service in services:
        now = facts_of_row(service)
        if service.pk in before:
            topics = differing(before[service.pk], now)
        else:
            said = facts_of_source(service.source_values, kinds)
            topics = topics_of({*imported[service.pk], *_fields(said, now)})
        if topics:
            found[service.pk] = topics
    return found


def _fields(before: Facts, now: Facts) -> set[str]:
    return {name for name in before if differing({name: before[name]}, now)}


def _public_before(content_type: Any, keys: list[str], entries: Any, since: datetime) -> dict[int, Facts]:
    """What the last revision that was public before `since` says, by service."""
    earlier = entries.filter(action="wagtail.publish", timestamp__lt=since, revision__isnull=False)
    published = set(earlier.values_list("revision", flat=True))
    revisions = Revision.objects.filter(content_type=content_type, object_id__in=keys, created_at__lt=since)
    chosen: dict[str, int] = {}
    for pk, key, user in revisions.order_by("created_at", "pk").values_list("pk", "object_id", "user"):
        # What an import renews is public at once, without a person and without an entry in the log.
        if pk in published or user is None:
            chosen[key] = pk
    contents: Mapping[str, Any] = dict(
        Revision.objects.filter(pk__in=chosen.values()).values_list("object_id", "content")
    )
    return {int(key): facts_of_revision(content) for key, content in contents.items()}


def _imported_since(entries: Any, since: datetime) -> dict[int, set[str]]:
    """The fields that imports changed since, by service."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = entries.filter(action=IMPORTED, timestamp__gte=since).values_list("object_id", "data")
    for key, data in rows:
        found[int(key)].update(data.get("fields", []))
    return found
