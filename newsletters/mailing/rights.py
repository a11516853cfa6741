"""Who does what with a mailing: the managers start it, the whole centre looks after it, the Union does neither."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.permissions import policy_registry

from portal.tenancy.models import Association

from ..models import Mailing


def may_start(user: Any, site_id: int) -> bool:
    """Whether `user` may send issues of this association to their readers."""
    return _may(user, site_id, "add")


def may_look_after(user: Any, site_id: int) -> bool:
    """Whether `user` may see who got an issue of this association, pause it and send again what is in doubt."""
    return _may(user, site_id, "change")


def _may(user: Any, site_id: int, action: str) -> bool:
    sites = policy_registry.get_by_type(Mailing).site_ids(user, (action,))
    return sites is None or site_id in sites


def starters(association: Association) -> QuerySet[Any]:
    """The people who may start a mailing, by their names."""
    people = get_user_model()._default_manager.filter(groups=association.manager_group_id, is_active=True)
    return people.order_by("last_name", "first_name", "pk")
