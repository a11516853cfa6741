"""How many proposals of providers wait: the number in the menu and the line on the admin's home page."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from portal.tenancy.desk import DeskLine

from ...models import Proposal

WAITING, SETTLED = "waiting", "settled"
"""States by which the list is filtered."""


def waiting_count(user: Any) -> int:
    """How many proposals the user may see wait for a decision."""
    count: int = Proposal.objects.for_user(user).filter(settled_at=None).count()
    return count


def waiting_proposals(user: Any) -> DeskLine | None:
    """The line on the admin's home page, for those who decide."""
    if not policy_registry.get_by_type(Proposal).user_has_permission(user, "change"):
        return None
    count = waiting_count(user)
    if not count:
        return None
    said = ngettext("%(count)d proposal of a provider waits", "%(count)d proposals of providers wait", count)
    url = f"{reverse('service_proposals:index')}?{urlencode({'state': WAITING})}"
    return DeskLine(said % {"count": count}, url, count, "proposals")
