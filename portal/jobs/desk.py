"""Mail that waits for a person's decision, on the desk of the Union's administrators (U1)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from portal.tenancy.desk import LATE, DeskLine, for_user, register_desk_line

from .enums import STUCK, OutboxState
from .models import OutboxMessage


def stuck_mail(user: Any) -> Iterator[DeskLine]:
    """How much mail failed, and of how much nobody knows whether it went."""
    if not policy_registry.get_by_type(OutboxMessage).user_has_permission(user, "view"):
        return
    rows = OutboxMessage.objects.filter(state__in=STUCK).order_by("state").values_list("state")
    for state, count in rows.annotate(count=Count("pk")):
        url = f"{reverse('outbox:index')}?state={state}"
        yield DeskLine(_words(state, count), url, count, f"mail_{state}", LATE)


def _words(state: str, count: int) -> str:
    if state == OutboxState.FAILED:
        said = ngettext("%(count)d message could not be sent", "%(count)d messages could not be sent", count)
    else:
        said = ngettext("%(count)d message is in doubt", "%(count)d messages are in doubt", count)
    return said % {"count": count}


def register() -> None:
    """Put the lines on the desk."""
    register_desk_line("union", 90, for_user(stuck_mail))
