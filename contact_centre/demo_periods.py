"""How the demonstration's centres met their targets: projects, legal advice, evaluations, explanations, checks."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.core.working_days import add_working_days
from portal.programme.querysets import period_of
from portal.tenancy.models import Absence, Association, Municipality
from portal.tenancy.roles import Role

from . import actions
from .demo_register import AFTERNOON, MORNING, ended_periods, moment
from .demo_stories import at, read
from .enums import ActivitySource, Asked, AskedBy, AttachmentKind, ProjectPart, ProjectStage, QualityOutcome
from .models import (
    ActivityOutput,
    ActivitySubarea,
    ActivityTrigger,
    Explanation,
    Handler,
    LegalHours,
    PeriodEvaluation,
    Project,
    QualitySample,
)
from .targets.evaluating import evaluate_ended_periods
from .uploads import STAFF_TYPES, check_upload

OPINION = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PARTS = {
    ProjectPart.PREPARATION: "development_project_preparation",
    ProjectPart.REALISATION: "development_project_realisation",
    ProjectPart.OUTPUT: "development_project_output",
}


def load_periods(association: Association) -> None:
    """Tell how the association's centre met its targets; what is there already stays as it is."""
    data, periods = read("register.json"), ended_periods()
    if association.slug not in data["centres"] or not periods:
        return
    association.centre_since = periods[0].programme.starts_on
    association.save(update_fields=["centre_since"])
    if LegalHours.objects.for_association(association).exists():
        return
    manager = association.manager_group.user_set.first()
    _load_projects(association, data["projects"][association.slug], manager)
    _load_legal_advice(association, data["legal_hours"], manager)
    for period in periods:
        with at(moment(period.ends_on + timedelta(days=1), MORNING)):
            evaluate_ended_periods()
    for row in data["explanations"].get(association.slug, []):
        _explain(association, periods[row["period"]].pk, row, manager)
    _load_absence(association, manager)
    if association.slug == list(data["centres"])[-1]:
        _load_quality_checks()


def _working_day_of_running() -> date:
    """The first working day of the running period: what is told of it has a place in no evaluated one."""
    running = period_of()
    first = running.starts_on if running else timezone.localdate()
    return add_working_days(first - timedelta(days=1), 1)


def _values(subarea_code: str, trigger: str, handler: str) -> dict[str, Any]:
    subarea = ActivitySubarea.objects.select_related("area").get(code=subarea_code)
    return {
        "trigger": ActivityTrigger.objects.get(code=trigger),
        "area": subarea.area,
        "subarea": subarea,
        "handled_by": Handler.objects.get(code=handler),
    }


def _load_projects(association: Association, rows: list[dict[str, Any]], manager: Any) -> None:
    members = list(Municipality.objects.members_of(association).order_by("sort_key")[:4])
    day = _working_day_of_running()
    for row in rows:
        project = Project.objects.create(
            site=association.site,
            name=row["name"],
            description=row["description"],
            stage=ProjectStage(row["stage"]),
        )
        project.municipalities.set(members)
        for told in row["parts"]:
            part, output = told if isinstance(told, list) else (told, "")
            with at(moment(day, MORNING)):
                activity = actions.open_activity(
                    site=association.site,
                    title=f"{row['name']}: {output or ProjectPart(part).label}",
                    description=row["description"],
                    municipalities=members,
                    source=ActivitySource.PROJECT,
                    project=project,
                    project_part=part,
                    project_output=output,
                    user=manager,
                    **_values(PARTS[ProjectPart(part)], "strategy", "css_development"),
                )
            if part != ProjectPart.REALISATION or row["stage"] == ProjectStage.FINISHED:
                with at(moment(day, AFTERNOON)):
                    actions.close_activity(
                        activity=activity,
                        output=ActivityOutput.objects.get(code="project_phase"),
                        output_description="Podklady uloženy ve složce projektu, obce informovány.",
                        user=manager,
                    )


def _load_legal_advice(association: Association, hours: int, manager: Any) -> None:
    day = _working_day_of_running()
    LegalHours.objects.create(site=association.site, hours=hours, valid_from=day, note="Příděl na období")
    place = Municipality.objects.members_of(association).order_by("sort_key")[0]
    with at(moment(day, MORNING)):
        activity = actions.open_activity(
            site=association.site,
            title=f"Právní rozbor smlouvy o dílo – {place.name}",
            description="Zhotovitel žádá navýšení ceny; obec potřebuje vědět, zda na ně má nárok.",
            municipalities=[place],
            user=manager,
            **_values("legal_consultation", "mayor", "law_firm"),
        )
        opinion = check_upload(SimpleUploadedFile("stanovisko.pdf", OPINION), allowed=STAFF_TYPES)
        actions.attach_file(activity=activity, file=opinion, kind=AttachmentKind.OPINION, user=manager)
    with at(moment(add_working_days(day, 3), AFTERNOON)):
        actions.close_activity(
            activity=activity,
            output=ActivityOutput.objects.get(code="consultation"),
            output_description="Nárok na navýšení není, obec má návrh odpovědi zhotoviteli.",
            legal_hours=Decimal(4),
            hours=Decimal(1),
            user=manager,
        )


def _explain(association: Association, period_id: int, row: dict[str, Any], manager: Any) -> None:
    evaluation = PeriodEvaluation.objects.filter(site=association.site, period=period_id, is_met=False).first()
    if evaluation is None or evaluation.explanation_due_on is None:
        return
    # What still waits for the Union's opinion came late, a few days ago.
    sent_on = evaluation.explanation_due_on if row["verdict"] else timezone.localdate() - timedelta(days=2)
    with at(moment(sent_on, MORNING)):
        explanation: Explanation = actions.explain_shortfall(
            evaluation=evaluation, reasons=row["reasons"], measures=row["measures"], user=manager
        )
    if row["verdict"]:
        with at(moment(explanation.answer_due_on, AFTERNOON)):
            actions.answer_explanation(
                explanation=explanation, verdict=row["verdict"], opinion=row["opinion"], user=_reviewer()
            )


def _load_absence(association: Association, manager: Any) -> None:
    """The editor is away these days, the manager stands in."""
    editor = association.editor_group.user_set.first()
    today = timezone.localdate()
    Absence.objects.get_or_create(
        site=association.site,
        user=editor,
        deputy=manager,
        defaults={"starts_on": today - timedelta(days=2), "ends_on": today + timedelta(days=9)},
    )


def _load_quality_checks() -> None:
    """A sample of the last period, some of it asked already."""
    if QualitySample.objects.exists():
        return
    outcomes = [(QualityOutcome.GOOD, 1), (QualityOutcome.GOOD, 2), (QualityOutcome.RESERVATIONS, 3)]
    sample = actions.draw_sample(period=ended_periods()[-1], per_centre=4, user=_reviewer(), seed=20)
    for number, check in enumerate(sample.checks.order_by("site", "pk")):
        if number % 2:
            outcome, grade = outcomes[number // 2 % len(outcomes)]
            actions.record_quality(
                check=check,
                outcome=outcome,
                asked=Asked.MAYOR,
                asked_by=AskedBy.PHONE,
                asked_on=timezone.localdate(),
                grade=grade,
                note="",
                user=_reviewer(),
            )


def _reviewer() -> Any:
    return get_user_model()._default_manager.filter(groups__name=str(Role.UNION_REVIEWER)).first()
