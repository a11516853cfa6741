"""Which of the directory's rows belong to an association, and what each role may do with them."""

from portal.tenancy.audit.looks import register_personal
from portal.tenancy.boundary import register_tenant_model
from portal.tenancy.roles import CRUD, Role, grant

from .models import (
    ImportRun,
    MistakeReport,
    Proposal,
    ProviderAsk,
    ReminderStage,
    SearchSynonym,
    Service,
    ServiceKind,
    UnansweredQuery,
    Verification,
    VerificationPlan,
    VerificationPolicy,
)

OWNED = (
    Service, ImportRun, UnansweredQuery, SearchSynonym,
    Verification, VerificationPolicy, VerificationPlan, ProviderAsk, Proposal, MistakeReport,
)  # fmt: skip
READ_BY_REVIEWERS = (Service, UnansweredQuery, SearchSynonym, Verification, Proposal, MistakeReport)


def register() -> None:
    """Tell the boundary and the roles; called once, when the app is ready."""
    for model in OWNED:
        register_tenant_model(model)
    register_personal(MistakeReport)
    for role in (Role.EDITOR, Role.MANAGER, Role.UNION_ADMIN):
        grant(role, Service, CRUD | {"publish_service"})
        grant(role, UnansweredQuery, {"change", "delete", "view"})
        grant(role, SearchSynonym, CRUD)
        grant(role, Verification, {"add", "view"})
        grant(role, ProviderAsk, {"view"})
        grant(role, Proposal, {"change", "view"})
        grant(role, MistakeReport, {"change", "view"})
    for role in (Role.MANAGER, Role.UNION_ADMIN):
        grant(role, ImportRun, {"add", "change", "view"})
        # What has been public is closed or unpublished; deleting it is for those who answer for the directory.
        grant(role, Service, {"delete_public_service"})
        grant(role, VerificationPolicy, {"add", "change", "view"})
        grant(role, VerificationPlan, CRUD)
    for model in READ_BY_REVIEWERS:
        grant(Role.UNION_REVIEWER, model, {"view"})
    grant(Role.UNION_ADMIN, ServiceKind, CRUD)
    grant(Role.UNION_ADMIN, ReminderStage, CRUD)
