"""Which of the meetings' rows belong to an association, and what each role may do with them."""

from portal.tenancy.boundary import register_tenant_model
from portal.tenancy.roles import CRUD, UNION_ROLES, Role, grant

from .models import (
    Announcement,
    FollowerRun,
    Invitation,
    LateInvitation,
    MeetingBody,
    MeetingPaper,
    MeetingRules,
    Notice,
    NoticeLine,
    RequiredPoint,
)

LINES = (Announcement, LateInvitation, Notice, NoticeLine, MeetingPaper)
"""What everybody who works with meetings reads, and nobody writes by hand."""


def register() -> None:
    """Tell the boundary and the roles; called once, when the app is ready."""
    for model in (*LINES, FollowerRun, Invitation, MeetingBody, MeetingRules):
        register_tenant_model(model)
    for role in Role:
        for model in (*LINES, Invitation):
            grant(role, model, {"view"})
    grant(Role.EDITOR, MeetingBody, {"add", "change", "view"})
    grant(Role.MANAGER, MeetingBody, CRUD)
    grant(Role.EDITOR, MeetingRules, {"view"})
    grant(Role.MANAGER, MeetingRules, {"change", "view"})
    # To invite, to move and to cancel is the manager's, and so is the exception from the days (M2).
    grant(Role.MANAGER, Announcement, {"add"})
    grant(Role.MANAGER, Invitation, {"add", "change"})
    grant(Role.MANAGER, LateInvitation, {"override_invitation"})
    for role in UNION_ROLES:
        grant(role, RequiredPoint, {"view"})
    grant(Role.UNION_ADMIN, RequiredPoint, CRUD)
