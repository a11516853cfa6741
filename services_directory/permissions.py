"""Named questions about who may do what with a service."""

from typing import Any

from wagtail.permissions import policy_registry

from portal.tenancy.boundary import is_union_user

from .models import Proposal, Service, Verification

DELETE_PUBLIC = "delete_public"
"""The permission to delete a service that has been public; managers and the Union's administrators hold it."""


def may_delete(user: Any, service: Service) -> bool:
    """Whether `user` may delete `service`: a draft as anything else, what was public only with a right of its own.

    What was public had visitors, links and copies in open data: closing it tells them where to go, deleting does not.
    """
    policy = policy_registry.get_by_type(Service)
    action = "delete" if service.first_published_at is None else DELETE_PUBLIC
    return bool(policy.user_has_permission_for_instance(user, action, service))


def may_move(user: Any) -> bool:
    """Whether `user` may move services between associations: the Union's people who may change them anywhere."""
    return is_union_user(user) and bool(policy_registry.get_by_type(Service).user_has_permission(user, "change"))


def may_verify(user: Any, service: Service) -> bool:
    """Whether `user` may write down that `service` was checked with its provider."""
    change = policy_registry.get_by_type(Service).user_has_permission_for_instance(user, "change", service)
    return bool(change) and bool(
        policy_registry.get_by_type(Verification).user_has_permission_for_instance(user, "add", service)
    )


def may_verify_any(user: Any) -> bool:
    """Whether `user` verifies services of any association at all."""
    change = policy_registry.get_by_type(Service).user_has_permission(user, "change")
    return bool(change) and bool(policy_registry.get_by_type(Verification).user_has_permission(user, "add"))


def may_decide(user: Any, proposal: Proposal) -> bool:
    """Whether `user` may decide on `proposal`: who works with proposals there and publishes services there."""
    decides = policy_registry.get_by_type(Proposal).user_has_permission_for_instance(user, "change", proposal)
    services = policy_registry.get_by_type(Service)
    return bool(decides and services.user_has_permission_for_instance(user, "publish", proposal.service))
