"""Who does what with printed issues: the centre prints and carries, its managers say it is out, the Union archives."""

from typing import Any

from wagtail.permissions import policy_registry

from ..models import IssueSending, PrintRun


def may_print(user: Any, site_id: int) -> bool:
    """Whether `user` arranges printing and delivery of this association's issues."""
    return _may(user, PrintRun, "change", site_id)


def may_let_out(user: Any, site_id: int) -> bool:
    """Whether `user` says that an issue came out on paper, which closes it for good."""
    return _may(user, IssueSending, "add", site_id)


def may_archive(user: Any, site_id: int) -> bool:
    """Whether `user` keeps the Union's archive of this association's issues."""
    return _may(user, PrintRun, "archive", site_id)


def _may(user: Any, model: Any, action: str, site_id: int) -> bool:
    sites = policy_registry.get_by_type(model).site_ids(user, (action,))
    return user.is_active and (sites is None or site_id in sites)
