"""Who may announce something about a meeting (M9)."""

from typing import Any

from portal.tenancy.boundary import sites_of

from ..announcing.record import association_of
from ..models import Announcement


def may_announce(user: Any, meeting: Any) -> bool:
    """Whether `user` may move and cancel `meeting` and tell of its changes: the managers of its association."""
    if not getattr(user, "is_authenticated", False):
        return False
    return bool(sites_of(user, Announcement, "add").filter(pk=association_of(meeting).site_id).exists())
