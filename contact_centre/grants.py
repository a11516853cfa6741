"""Which of the contact centre's rows belong to an association, and what each role may do with them."""

from portal.tenancy.boundary import register_tenant_model
from portal.tenancy.roles import CRUD, Role, grant

from .models import (
    Activity,
    ActivityChange,
    AnswerTemplate,
    ApiKey,
    CitizenRequest,
    DataAccess,
    Explanation,
    LegalHours,
    PeriodEvaluation,
    Project,
    QualityCheck,
    QualitySample,
    RequestPolicy,
)
from .provisioning import LISTS

OF_REQUESTS = (CitizenRequest, AnswerTemplate, ApiKey, RequestPolicy, DataAccess)
OF_REGISTER = (Activity, ActivityChange, Project, LegalHours, PeriodEvaluation, Explanation, QualityCheck)
READ_BY_CENTRES = (ActivityChange, LegalHours, PeriodEvaluation, Explanation, QualityCheck)


def register() -> None:
    """Tell the boundary and the roles; called once, when the app is ready."""
    for model in (*OF_REQUESTS, *OF_REGISTER):
        register_tenant_model(model)
    _grant_centres()
    _grant_union()


def _grant_centres() -> None:
    for role in (Role.MANAGER, Role.EDITOR):
        grant(role, Activity, CRUD - {"delete"})
        grant(role, CitizenRequest, {"add", "change", "view"})
        grant(role, AnswerTemplate, CRUD)
        grant(role, Project, CRUD - {"delete"})
        for model in READ_BY_CENTRES:
            grant(role, model, {"view"})
    # Who answers for the centre also answers for what it keeps, whom it lets in and what it explains.
    grant(Role.MANAGER, Explanation, {"add"})
    grant(Role.MANAGER, Activity, {"correct_evaluated_activity"})
    grant(Role.MANAGER, ApiKey, {"add", "change", "view"})
    grant(Role.MANAGER, RequestPolicy, {"add", "change", "view"})
    grant(Role.MANAGER, DataAccess, {"view"})


def _grant_union() -> None:
    """The Union gets neither activities nor requests: a description may name people, requests hold their data (A5).

    Of the register it sees numbers, what centres explain to it, and what it found out itself.
    """
    for role in (Role.UNION_ADMIN, Role.UNION_REVIEWER):
        grant(role, PeriodEvaluation, {"view"})
        grant(role, Explanation, {"change", "view"})
        grant(role, QualitySample, {"add", "view"})
        grant(role, QualityCheck, {"change", "view"})
    grant(Role.UNION_ADMIN, LegalHours, {"add", "change", "view"})
    grant(Role.UNION_REVIEWER, LegalHours, {"view"})
    for code_list in LISTS.values():
        grant(Role.UNION_ADMIN, code_list, CRUD - {"delete"})
        grant(Role.UNION_REVIEWER, code_list, {"view"})
