"""Which of the newsletters' rows belong to an association, and what each role may do with them."""

from portal.tenancy.boundary import register_tenant_model
from portal.tenancy.roles import CRUD, Role, grant

from .models import (
    Contribution,
    Contributor,
    IssueSending,
    ReviewDecision,
    ReviewLink,
    ReviewRound,
    RoundComment,
)

OF_REVIEW = (ReviewRound, ReviewDecision, RoundComment)


def register() -> None:
    """Tell the boundary and the roles; called once, when the app is ready."""
    for model in (*OF_REVIEW, ReviewLink, Contributor, Contribution, IssueSending):
        register_tenant_model(model)
    for role in Role:
        for model in (*OF_REVIEW, IssueSending):
            grant(role, model, {"view"})
    for role in (Role.MANAGER, Role.EDITOR):
        grant(role, Contributor, CRUD)
        grant(role, Contribution, {"add", "change", "view"})
    grant(Role.MANAGER, IssueSending, {"add"})
