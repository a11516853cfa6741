"""The activity that keeps a request (CIT-4, A1)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.inserts import insert
from portal.core.remembered import Remembered
from portal.tenancy.absences.duty import Duty
from portal.tenancy.models import StaffMember

from ..enums import ActivitySource, RequestKind
from ..models import Activity, ActivitySubarea, ActivityTrigger, CitizenRequest, Handler

SUBAREA_OF_KIND = {
    RequestKind.SUGGESTION: "citizens_suggestion",
    RequestKind.REQUEST: "citizens_request",
    RequestKind.FAULT: "citizens_fault",
    RequestKind.QUESTION: "citizens_advice",
}
"""Sub-area of the activity that keeps a request of each kind."""
FIRST_HANDLER = "css_manager"


@dataclass(frozen=True)
class Filing:
    """Under what the register files the activity of a request, as fields of the activity."""

    trigger_id: int
    area_id: int
    subarea_id: int
    handled_by_id: int
    is_expert_advice: bool


def _filing(kind: str) -> Filing:
    subarea = ActivitySubarea.objects.get(code=SUBAREA_OF_KIND[RequestKind(kind)])
    return Filing(
        trigger_id=ActivityTrigger.objects.values_list("pk", flat=True).get(code=ActivityTrigger.CITIZEN),
        area_id=subarea.area_id,
        subarea_id=subarea.pk,
        handled_by_id=Handler.objects.values_list("pk", flat=True).get(code=FIRST_HANDLER),
        is_expert_advice=subarea.is_expert_advice,
    )


filings = Remembered[str, Filing](
    _filing, *(f"contact_centre.{name}" for name in ("ActivitySubarea", "ActivityTrigger", "Handler"))
)
"""By the kind of the request: the Union's code lists change a few times a year."""


def open_activity_for(
    request: CitizenRequest, *, filing: Filing, number: int, year: int, duty: Duty, user: Any = None
) -> Activity:
    """Open the activity of a new or released request as the `number`-th of `year`, in the caller's transaction.

    It holds no personal data: those stay with the request. Who handles the request's agenda answers for it; while
    they are away, which `duty` says, who stands in for them (U2).
    The caller writes the history and stores `municipality_of` it.
    """
    with override("cs"):
        subject = request.category.label if request.category else request.get_kind_display()
        activity = Activity(
            site_id=request.site_id,
            reference=f"A-{year}-{number:05d}",
            title=f"{subject} – {request.municipality.name} ({request.reference})",
            started_on=timezone.localdate(request.received_at),
            description=_("A citizen's message; its text and contact are kept with the request."),
            responsible=_first_person(request, duty),
            source=ActivitySource.REQUEST,
            created_by=user,
            **vars(filing),
        )
    activity.fold_words()
    insert(activity)
    return activity


def municipality_of(activity: Activity, request: CitizenRequest) -> Model:
    """The row that says whom the activity of `request` concerns, to be stored by the caller."""
    return Activity.municipalities.through(activity=activity, municipality_id=request.municipality_id)


def _first_person(request: CitizenRequest, duty: Duty) -> StaffMember | None:
    """Who of the centre handles the request's agenda, the first in their order; None without an agenda.

    A deputy who is none of the centre's people can't answer for its activity: it stays with who is away, and the
    deputy finds it among theirs.
    """
    if request.agenda_id is None:
        return None
    people = StaffMember.objects.filter(site_id=request.site_id)
    person = people.filter(agendas=request.agenda_id).first()
    if person is None or person.user_id is None or (there := duty.of(person.user_id)) == person.user_id:
        return person
    return people.filter(user=there, user__isnull=False).first() or person
