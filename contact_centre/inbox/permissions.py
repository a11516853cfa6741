"""Who may do what with citizens' requests in the admin."""

from typing import Any

from wagtail.permissions import policy_registry

from ..models import CitizenRequest


def may_work_on(user: Any, request: CitizenRequest) -> bool:
    """Whether `user` may do anything with `request`: a person of the centre of its association."""
    policy = policy_registry.get_by_type(CitizenRequest)
    return bool(policy.user_has_permission_for_instance(user, "change", request))


def may_work_on_any(user: Any) -> bool:
    """Whether `user` works for the centre of any association."""
    return bool(policy_registry.get_by_type(CitizenRequest).user_has_permission(user, "change"))
