"""The activity that keeps a request (CIT-4, A1)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from portal.tenancy.models import StaffMember

from ..enums import RequestKind
from ..models import Activity, ActivitySubarea, ActivityTrigger, CitizenRequest, Handler, NumberSeries

SUBAREA_OF_KIND = {
    RequestKind.SUGGESTION: "citizens_suggestion",
    RequestKind.REQUEST: "citizens_request",
    RequestKind.FAULT: "citizens_fault",
    RequestKind.QUESTION: "citizens_advice",
}
"""Sub-area of the activity that keeps a request of each kind."""
FIRST_HANDLER = "css_manager"


def open_activity_for(request: CitizenRequest, *, user: Any = None) -> Activity:
    """Open the activity of a new or released request, in the caller's transaction.

    It holds no personal data: those stay with the request. Who handles the request's agenda answers for it.
    """
    subarea = ActivitySubarea.objects.select_related("area").get(code=SUBAREA_OF_KIND[RequestKind(request.kind)])
    with override("cs"):
        subject = request.category.label if request.category else request.get_kind_display()
        activity = Activity(
            site_id=request.site_id,
            title=f"{subject} – {request.municipality.name} ({request.reference})",
            started_on=timezone.localdate(request.received_at),
            trigger=ActivityTrigger.objects.get(code=ActivityTrigger.CITIZEN),
            area=subarea.area,
            subarea=subarea,
            description=_("A citizen's message from the contact form; its text and contact are kept with the request."),
            handled_by=Handler.objects.get(code=FIRST_HANDLER),
            responsible=_first_person(request),
            is_expert_advice=subarea.is_expert_advice,
            created_by=user,
        )
    year = timezone.localdate(activity.created_at).year
    number = NumberSeries.next_number(site_id=request.site_id, kind=NumberSeries.Kind.ACTIVITY, year=year)
    activity.reference = f"A-{year}-{number:05d}"
    activity.save()
    activity.municipalities.add(request.municipality)
    log(activity, "contact_centre.open", user=user)
    return activity


def _first_person(request: CitizenRequest) -> StaffMember | None:
    """Who of the centre handles the request's agenda, the first in their order; None without an agenda."""
    if request.agenda_id is None:
        return None
    return StaffMember.objects.filter(site_id=request.site_id, agendas=request.agenda_id).first()
