"""Taking in what a citizen writes: one transaction for the request, its activity and the letters (CIT-4)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from portal.core.czech import fold
from portal.tenancy.models import Association, Municipality

from .. import emails
from ..deadlines import answer_by
from ..enums import RequestKind
from ..models import (
    Activity,
    ActivitySubarea,
    ActivityTrigger,
    CitizenRequest,
    Handler,
    NumberSeries,
    RequestAttachment,
    RequestCategory,
)
from ..uploads import CheckedFile
from .activities import open_activity
from .files import stored

SUBAREA_OF_KIND = {
    RequestKind.SUGGESTION: "citizens_suggestion",
    RequestKind.REQUEST: "citizens_request",
    RequestKind.FAULT: "citizens_fault",
    RequestKind.QUESTION: "citizens_advice",
}
"""Sub-area of the activity that keeps a request of each kind."""
FIRST_HANDLER = "css_manager"


def submit_request(
    *,
    association: Association,
    municipality: Municipality,
    kind: str,
    text: str,
    submission_token: str,
    category: RequestCategory | None = None,
    name: str = "",
    email: str = "",
    phone: str = "",
    language: str = "cs",
    attachment: CheckedFile | None = None,
    received_at: datetime | None = None,
    notify: bool = True,
) -> CitizenRequest:
    """Store a citizen's request and the activity that keeps it, in one transaction, and return it (CIT-4).

    The receipt for the citizen and the notice for the centre go to the outbox in the same transaction,
    unless `notify` is false. A form sent again (the same `submission_token`) stores nothing and gets the
    first request. `received_at` (aware, now by default) decides the year of the number, in Prague.
    Raises ValidationError at the fields, for example when the municipality is no member.
    """
    site_id = association.site_id
    before = CitizenRequest.objects.submitted_with(site_id=site_id, submission_token=submission_token)
    if before is not None:
        return before
    if not Municipality.objects.members_of(association).filter(pk=municipality.pk).exists():
        raise ValidationError({"municipality": _("This municipality is no member of the association.")})
    request = CitizenRequest(
        municipality=municipality,
        kind=kind,
        category=category,
        text=text.strip(),
        name=name,
        email=email,
        phone=phone,
        language=language,
        received_at=received_at or timezone.now(),
        site_id=site_id,
        submission_token=submission_token,
    )
    request.clean_fields(exclude=["site", "municipality", "category", "activity", "reference", "agenda", "api_key"])
    try:
        with stored(attachment, RequestAttachment) as file, transaction.atomic():
            request.reference = _next_reference(association, request.received_at)
            request.due_on = answer_by(timezone.localdate(request.received_at))
            request.activity = _open_activity_for(association, request)
            request.save()
            if file is not None:
                RequestAttachment.objects.create(request=request, **file)
            log(request, "contact_centre.receive")
            if notify:
                _write_letters(association, request)
    except IntegrityError:
        # The same form came twice at once, and the other one was first.
        first = CitizenRequest.objects.submitted_with(site_id=site_id, submission_token=submission_token)
        if first is None:
            raise
        return first
    return request


def _next_reference(association: Association, received_at: datetime) -> str:
    """The number people read: the association's letters, the year in Prague, the number in it: SO1866-2026-00042."""
    year = timezone.localdate(received_at).year
    number = NumberSeries.next_number(site_id=association.site_id, kind=NumberSeries.Kind.REQUEST, year=year)
    words = "".join(c if c.isalnum() else " " for c in fold(association.short_name)).upper().split()
    letters = words[0][:3] if len(words) == 1 else "".join(w if w.isdigit() else w[0] for w in words)[:12]
    return f"{letters}-{year}-{number:05d}"


def _open_activity_for(association: Association, request: CitizenRequest) -> Activity:
    """The activity that keeps the request. It holds no personal data: those stay with the request."""
    subarea = ActivitySubarea.objects.select_related("area").get(code=SUBAREA_OF_KIND[RequestKind(request.kind)])
    with override("cs"):
        subject = request.category.label if request.category else request.get_kind_display()
        return open_activity(
            site=association.site,
            title=f"{subject} – {request.municipality.name} ({request.reference})",
            started_on=timezone.localdate(request.received_at),
            trigger=ActivityTrigger.objects.get(code=ActivityTrigger.CITIZEN),
            area=subarea.area,
            subarea=subarea,
            description=_("A citizen's message from the contact form; its text and contact are kept with the request."),
            handled_by=Handler.objects.get(code=FIRST_HANDLER),
            municipalities=[request.municipality],
        )


def _write_letters(association: Association, request: CitizenRequest) -> None:
    if request.email:
        emails.enqueue_receipt(association=association, request=request)
    if association.email:
        emails.enqueue_notice(association=association, request=request)
