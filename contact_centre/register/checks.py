"""What holds for every running activity, whoever records it: in the form, on the sheet, by a program (ACT-2, ACT-7)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import CodeListEntry
from portal.tenancy.models import Municipality

from ..enums import RUNNING_ACTIVITY, ActivitySource, ActivityStatus, ProjectPart
from ..models import Activity, ActivityTrigger, Project
from .sources import has_pages, pages_of_source

RELATIONS = [
    *("site", "trigger", "area", "subarea", "handled_by", "responsible", "source_page", "project", "follows"),
    *("output", "closed_by", "created_by"),
]
"""Checked by the database and by the rules below, not by a look into each list."""
CODE_LISTS = ("trigger", "area", "subarea", "handled_by")


def check_running(activity: Activity) -> None:
    """Raise ValidationError at the fields unless `activity` may be stored as one that somebody works on."""
    if activity.status not in RUNNING_ACTIVITY:
        raise ValidationError({"status": _("An activity is closed or cancelled by itself, with what that needs.")})
    _together(activity, (_fields, Activity.clean, check_rules))


def check_rules(activity: Activity) -> None:
    """Raise ValidationError at the fields unless what is said about source, project and handler goes together."""
    _together(activity, (_source, _project, _before, _handler))


def hold_project(activity: Activity) -> None:
    """Hold the project until the transaction ends: of two who record the same part, the second reads whose it is."""
    if activity.project is not None:
        Project.objects.select_for_update().get(pk=activity.project.pk)


def _together(activity: Activity, checks: Iterable[Callable[[Activity], None]]) -> None:
    """Raise what all `checks` refuse as one."""
    errors: dict[str, Any] = {}
    for check in checks:
        try:
            check(activity)
        except ValidationError as error:
            errors = {**error.error_dict, **errors}
    if errors:
        raise ValidationError(errors)


def check_current(activity: Activity, chosen: Iterable[str]) -> None:
    """Raise ValidationError where a code list in `chosen` is filled in with an entry that has retired (ACT-6)."""
    error = _("This entry isn't used any more: choose another one.")
    retired = [name for name in CODE_LISTS if name in chosen and has_retired(getattr(activity, name))]
    if retired:
        raise ValidationError(dict.fromkeys(retired, error))


def has_retired(entry: CodeListEntry) -> bool:
    """Whether an entry of a code list can't be chosen today any more."""
    return entry.retired_on is not None and entry.retired_on <= timezone.localdate()


def check_served(activity: Activity, municipalities: Iterable[Municipality]) -> None:
    """Raise ValidationError unless the municipalities are, or once were, members of the association."""
    codes = {municipality.pk for municipality in municipalities}
    if not codes:
        return
    members = Municipality.objects.filter(pk__in=codes, memberships__association__site_id=activity.site_id)
    if codes - set(members.values_list("pk", flat=True)):
        raise ValidationError({"municipalities": _("Choose only municipalities of this association.")})


def _fields(activity: Activity) -> None:
    activity.clean_fields(exclude=RELATIONS)


def _source(activity: Activity) -> None:
    """The page is one of the source's; a request is the portal's own source, on its activity for good."""
    if activity.source == ActivitySource.REQUEST and not hasattr(activity, "request"):
        raise ValidationError({"source": _("An activity of a citizen's request is made with the request.")})
    page = activity.source_page
    if page is None:
        return
    if not has_pages(activity.source):
        raise ValidationError({"source_page": _("Only an activity of a meeting or of a newsletter names one.")})
    if not pages_of_source(activity.source, activity.site).filter(pk=page.pk).exists():
        raise ValidationError({"source_page": _("Choose a page of this association and of the chosen source.")})


def _project(activity: Activity) -> None:
    """Which project, which part of it, and each part once (ACT-7)."""
    if activity.source != ActivitySource.PROJECT:
        told = {name: getattr(activity, name) for name in ("project", "project_part", "project_output")}
        error = _("Choose the source “a project”, or leave this empty.")
        if any(told.values()):
            raise ValidationError({name: error for name, value in told.items() if value})
        return
    if activity.project is None:
        raise ValidationError({"project": _("Choose the project.")})
    if activity.project.site_id != activity.site_id:
        raise ValidationError({"project": _("This belongs to another association.")})
    if activity.project_part not in ProjectPart.values:
        raise ValidationError({"project_part": _("Choose which part of the project it is.")})
    is_output = activity.project_part == ProjectPart.OUTPUT
    if is_output and not activity.project_output:
        raise ValidationError({"project_output": _("Name the output of the project.")})
    if activity.project_output and not is_output:
        raise ValidationError({"project_output": _("Only an output of a project has a name.")})
    _place_in_project(activity, activity.project)


def _place_in_project(activity: Activity, project: Project) -> None:
    same = Activity.objects.filter(
        project=project, project_part=activity.project_part, project_output=activity.project_output
    ).exclude(status=ActivityStatus.CANCELLED)
    taken = same.exclude(pk=activity.pk).first()
    if taken is not None:
        where = "project_output" if activity.project_output else "project_part"
        message = _("This part of the project counts once, as the activity %(reference)s.")
        raise ValidationError({where: message % {"reference": taken.reference}})


def _before(activity: Activity) -> None:
    """What it follows up: one of the same association, earlier than itself."""
    follows = activity.follows
    if follows is None:
        if activity.trigger.code == ActivityTrigger.FOLLOW_UP:
            raise ValidationError({"follows": _("Choose the activity that this one follows up.")})
        return
    if follows.site_id != activity.site_id:
        raise ValidationError({"follows": _("This belongs to another association.")})
    if activity.pk is not None and follows.pk >= activity.pk:
        raise ValidationError({"follows": _("An activity follows up an earlier one.")})


def _handler(activity: Activity) -> None:
    """What the choice of who handles it asks for (ACT-4, LAW-1)."""
    handler = activity.handled_by
    if handler.informs_union and not activity.specification.strip():
        message = _("Write what the specialist should answer: the Union gets it with the request for one.")
        raise ValidationError({"specification": message})
    if activity.legal_hours is not None and not handler.uses_legal_hours:
        raise ValidationError({"legal_hours": _("Hours of legal advice belong to what a law firm handles.")})
