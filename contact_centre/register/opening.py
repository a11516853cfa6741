"""Opening an activity (ACT-2, A2)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Site

from portal.tenancy.models import Municipality, StaffMember

from ..enums import ChangeKind
from ..history import note
from ..legal.specialist import tell_union
from ..models import Activity, ActivityArea, ActivitySubarea, ActivityTrigger, Handler, NumberSeries, Project
from .checks import CODE_LISTS, check_current, check_running, check_served, hold_project


class Particulars(TypedDict, total=False):
    """What an activity may hold besides what ACT-2 asks for; what is left out is as the model says."""

    responsible: StaffMember | None
    status: str
    source: str
    source_page: Page | None
    project: Project | None
    project_part: str
    project_output: str
    follows: Activity | None
    specification: str
    hours: Decimal | None
    legal_hours: Decimal | None
    saved_czk: int | None
    brought_czk: int | None


@transaction.atomic
def open_activity(
    *,
    site: Site,
    title: str,
    trigger: ActivityTrigger,
    area: ActivityArea,
    subarea: ActivitySubarea,
    description: str,
    handled_by: Handler,
    started_on: date | None = None,
    is_expert_advice: bool | None = None,
    municipalities: Iterable[Municipality] = (),
    user: Any = None,
    log_data: dict[str, Any] | None = None,
    **particulars: Unpack[Particulars],
) -> Activity:
    """Open an activity with what ACT-2 asks for and return it.

    `started_on` is today in Prague by default, `is_expert_advice` as the sub-area says. The Union is told where the
    handler asks for it (ACT-4). `log_data` goes to the log; nobody's personal data may be in it. Raises
    ValidationError at the fields: something required is missing, a row is another association's, the sub-area
    another area's, a part of a project has its activity already, or what `checks` says more.
    """
    activity = Activity(
        site=site,
        title=title.strip(),
        started_on=started_on or timezone.localdate(),
        trigger=trigger,
        area=area,
        subarea=subarea,
        description=description.strip(),
        handled_by=handled_by,
        is_expert_advice=subarea.is_expert_advice if is_expert_advice is None else is_expert_advice,
        created_by=user,
        **particulars,
    )
    activity.project_output = activity.project_output.strip()
    activity.specification = activity.specification.strip()
    served = list(municipalities)
    check_current(activity, CODE_LISTS)
    hold_project(activity)
    check_running(activity)
    check_served(activity, served)
    year = timezone.localdate(activity.created_at).year
    number = NumberSeries.next_number(site_id=site.pk, kind=NumberSeries.Kind.ACTIVITY, year=year)
    activity.reference = f"A-{year}-{number:05d}"
    activity.save()
    activity.municipalities.set(served)
    note(activity, ChangeKind.OPENED, user=user)
    log(activity, "contact_centre.open", user=user, data=log_data)
    tell_union(activity)
    return activity
