"""Named questions about who may do what with reported mistakes."""

from typing import Any

from wagtail.permissions import policy_registry

from portal.tenancy.boundary import is_union_user

from ..models import MistakeReport, Verification


def may_answer(user: Any, report: MistakeReport) -> bool:
    """Whether `user` may take over, answer, release and put aside `report`."""
    policy = policy_registry.get_by_type(MistakeReport)
    return bool(policy.user_has_permission_for_instance(user, "change", report))


def may_verify(user: Any, report: MistakeReport) -> bool:
    """Whether `user` may note on this occasion that the entry was verified."""
    policy = policy_registry.get_by_type(Verification)
    return report.service_id is not None and bool(
        policy.sites_user_has_any_permission_for(user, ["add"]).filter(pk=report.site_id).exists()
    )


def may_see_reporter(user: Any) -> bool:
    """Whether `user` may see who reported: the centre that answers; the Union reaches no personal data (A5)."""
    return not is_union_user(user)
