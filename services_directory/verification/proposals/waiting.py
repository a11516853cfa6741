"""The proposals of providers that wait for a decision, on the desk."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from portal.tenancy.desk import DeskRows

from ...models import Proposal

WAITING, SETTLED = "waiting", "settled"
"""States by which the list is filtered."""


def waiting_proposals(user: Any) -> DeskRows | None:
    """The line on the desk, for those who decide."""
    if not policy_registry.get_by_type(Proposal).user_has_permission(user, "change"):
        return None
    url = f"{reverse('service_proposals:index')}?{urlencode({'state': WAITING})}"
    return DeskRows(Proposal.objects.for_user(user).filter(settled_at=None), _words, url, "proposals")


def _words(count: int) -> str:
    said = ngettext("%(count)d proposal of a provider waits", "%(count)d proposals of providers wait", count)
    return said % {"count": count}
