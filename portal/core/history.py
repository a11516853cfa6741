"""Lines of a record's history, several in one statement."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.log_actions import get_active_log_context, registry
from wagtail.models import ModelLogEntry

from .inserts import insert


def log_together(*lines: tuple[Model, str], user: Any = None) -> None:
    """Write what `wagtail.log_actions.log` would: for each row that it is about, what happened (a registered action).

    For rows that Wagtail keeps in its general log, by the one `user` who did all of it. Unlike `log` it asks the
    database nothing: each line of that costs two statements. Raises ValueError for an action nobody registered.
    """
    insert(*lines_about(*lines, user=user))


def lines_about(*lines: tuple[Model, str], user: Any = None) -> list[ModelLogEntry]:
    """The same lines, to be stored together with other rows (`portal.core.inserts.insert_all`)."""
    context, now = get_active_log_context(), timezone.now()
    for _row, action in lines:
        if not registry.action_exists(action):
            raise ValueError(f"The log action {action!r} has not been registered")
    return [
        ModelLogEntry(
            content_type=ContentType.objects.get_for_model(row, for_concrete_model=False),
            object_id=str(row.pk),
            label=str(row),
            action=action,
            timestamp=now,
            user=user or context.user,
            uuid=context.uuid,
        )
        for row, action in lines
    ]
