"""What can be done with services and their kinds. Other features may call these functions."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.delete import DeleteAction
from wagtail.log_actions import log

from .life import demand_needed
from .models import Service, ServiceKind
from .moving import move_service
from .news.reading import service_news
from .problems.finding import services_for_problem
from .problems.likeness import likeness
from .problems.topics import Vocabulary, read_vocabulary
from .search.index import index_services
from .verification.record import record_verification


@transaction.atomic
def publish_service(*, service: Service, user: Any = None) -> None:
    """Publish `service` as it stands in memory, with a revision and a log entry.

    Raises ValidationError naming every field that D1 asks for and that is missing.
    """
    demand_needed(service)
    service.full_clean()
    service.save_revision(user=user, clean=False).publish(user=user)  # cleaned just above
    service.refresh_from_db()


@transaction.atomic
def unpublish_service(*, service: Service, user: Any = None) -> None:
    """Take `service` off the site; it stays in the admin as a draft."""
    service.unpublish(user=user)


@transaction.atomic
def delete_service(*, service: Service, user: Any = None) -> None:
    """Delete `service` for good, with a log entry; one that was public is listed among the removed ones (O4)."""
    DeleteAction(service, user=user).execute(skip_permission_checks=True)


@transaction.atomic
def close_service(
    *, service: Service, on: date | None = None, successor: Service | None = None, user: Any = None
) -> None:
    """Note that `service` is no more from the day `on` (today in Prague); until then it stays as it is.

    Its page remains and says so. `successor` is where people go instead. A draft that waits keeps its other changes.
    Raises ValidationError for a service that isn't published and for a successor of another association.
    """
    if not service.live:
        raise ValidationError(_("Only a published service can be closed."))
    if successor is not None and (successor.site_id != service.site_id or successor.pk == service.pk):
        raise ValidationError({"successor": _("Choose another service of the same association.")})
    day = on or timezone.localdate()
    _write_end(service, day, successor)
    data = {"on": day.isoformat(), "successor": str(successor or "")}
    log(service, "services_directory.close", user=user, data=data)


@transaction.atomic
def reopen_service(*, service: Service, user: Any = None) -> None:
    """Take back that `service` is closed. Nothing happens to one that is not."""
    if service.closed_on is None:
        return
    _write_end(service, None, None)
    log(service, "services_directory.reopen", user=user)


def _write_end(service: Service, day: date | None, successor: Service | None) -> None:
    """Write the end into the live row and into drafts that would bring the old one back when they are published."""
    service.closed_on, service.successor = day, successor
    service.save(update_fields=["closed_on", "successor", "changed_at"])
    waiting = Q(approved_go_live_at__isnull=False)
    if service.has_unpublished_changes:
        waiting |= Q(pk=service.latest_revision_id)
    for revision in service.revisions.filter(waiting):
        revision.content["closed_on"] = day.isoformat() if day else None
        revision.content["successor"] = successor.pk if successor else None
        revision.save(update_fields=["content"])


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
    "Vocabulary",
    "close_service",
    "delete_service",
    "likeness",
    "move_service",
    "publish_service",
    "published_services_count",
    "read_vocabulary",
    "record_verification",
    "reindex_kind",
    "reopen_service",
    "service_news",
    "services_for_problem",
    "unpublish_service",
]
