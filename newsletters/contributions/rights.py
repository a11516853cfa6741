"""Whose contributions are: the people of the association's centre ask for them and decide; the Union doesn't."""

from typing import Any

from wagtail.permissions import policy_registry

from portal.tenancy.models import Association

from ..models import Contribution


def may_work_with(user: Any, association: Association) -> bool:
    """Whether contributions to this association's issues are `user`'s to ask for and to decide about."""
    sites = policy_registry.get_by_type(Contribution).site_ids(user, ("change",))
    return sites is None or association.site_id in sites
