"""Which of the newsletters' rows belong to an association, and what each role may do with them."""

from portal.tenancy.audit.looks import register_personal
from portal.tenancy.boundary import register_tenant_model
from portal.tenancy.roles import CRUD, Role, grant

from .models import (
    ConsentEvent,
    ConsentWording,
    Contribution,
    Contributor,
    Delivery,
    DropPoint,
    IssueSending,
    Mailing,
    PrintDrop,
    PrintRun,
    ReviewDecision,
    ReviewLink,
    ReviewRound,
    RoundComment,
    Subscriber,
    SubscriptionTopic,
)

OF_REVIEW = (ReviewRound, ReviewDecision, RoundComment)
OF_READERS = (Subscriber, ConsentEvent, Mailing, Delivery)
"""Addresses of citizens: the Union has no right to any of them (A5)."""
OF_PAPER = (DropPoint, PrintRun, PrintDrop)


def register() -> None:
    """Tell the boundary and the roles; called once, when the app is ready."""
    for model in (*OF_REVIEW, ReviewLink, Contributor, Contribution, IssueSending, *OF_READERS, *OF_PAPER):
        register_tenant_model(model)
    register_personal(Subscriber, Delivery, in_lists=True)
    register_personal(Contributor, Contribution, in_lists=True)
    for role in Role:
        for model in (*OF_REVIEW, IssueSending):
            grant(role, model, {"view"})
    for role in (Role.MANAGER, Role.EDITOR):
        grant(role, Contributor, CRUD)
        grant(role, Contribution, {"add", "change", "view"})
    grant(Role.MANAGER, IssueSending, {"add"})
    _grant_distribution()


def _grant_distribution() -> None:
    for role in (Role.MANAGER, Role.EDITOR):
        grant(role, Subscriber, {"add", "change", "view"})
        grant(role, ConsentEvent, {"view"})
        grant(role, Mailing, {"change", "view"})
        grant(role, Delivery, {"change", "view"})
        grant(role, DropPoint, CRUD)
        for model in (PrintRun, PrintDrop):
            grant(role, model, {"add", "change", "view"})
    # To whom an issue goes for good, and what leaves the portal, is the manager's.
    grant(Role.MANAGER, Mailing, {"add"})
    grant(Role.MANAGER, Subscriber, {"export_subscriber", "erase_subscriber"})
    for role in (Role.UNION_ADMIN, Role.UNION_REVIEWER):
        grant(role, PrintRun, {"view", "archive_printrun"})
    grant(Role.UNION_ADMIN, SubscriptionTopic, {"change", "view"})
    grant(Role.UNION_ADMIN, ConsentWording, {"add", "view"})
