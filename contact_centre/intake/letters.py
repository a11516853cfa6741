"""The receipt for the citizen and the notice for the centre, both in the transaction of the request (R2)."""

from collections.abc import Sequence

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.templatetags.portal import cs_datetime
from portal.jobs.outbox import Letter, enqueue, enqueue_new
from portal.tenancy.absences.duty import Duty
from portal.tenancy.models import Association

from ..enums import RequestKind
from ..letters import PREFIX
from ..models import CitizenRequest
from ..replies.addresses import reply_address
from ..status.links import status_address
from .stencils import Stencil, fill_in


def write_letters(
    association: Association, request: CitizenRequest, *, status_url: str, duty: Duty, along_with: Sequence[Model] = ()
) -> None:
    """Tell the citizen that the request is stored and the centre that it waits, whoever has an address.

    Call it once, in the transaction in which the request came to be worked on; `status_url` leads to its page,
    `duty` says who is there today. New rows that are stored `along_with` the letters save a round trip.
    """
    letters = []
    if request.email:
        letters.append(_receipt(association, request, status_url))
    letters += [_notice(association, request, recipient) for recipient in duty.address(association.email)]
    enqueue_new(letters, along_with=along_with)


def enqueue_receipt(*, association: Association, request: CitizenRequest) -> None:
    """The receipt alone, once, for a request that the centre wrote down itself; nothing without an address."""
    if request.email:
        enqueue(**vars(_receipt(association, request, status_address(request))))


def _receipt(association: Association, request: CitizenRequest, status_url: str) -> Letter:
    """For the citizen, in the language of the form: the number, what happens next, the link to the status page.

    The text isn't repeated: the form would otherwise send anybody's words to any address.
    """
    until = timezone.localdate(request.status_until) if status_url and request.status_until else None
    with override(request.language):
        subject = _("We have received your message, number %(reference)s") % {"reference": request.reference}
        words = _words(request, subject, status_url)
    text, html = fill_in(Stencil("receipt", request.language, association.pk, until, association=association), words)
    return Letter(
        event=f"{PREFIX}receipt:{request.pk}",
        recipient=request.email,
        subject=subject,
        text=text,
        html=html,
        site=association.site,
        reply_to=reply_address(request, association),
    )


def _notice(association: Association, request: CitizenRequest, recipient: str) -> Letter:
    """For the centre; personal data stay in the register, the letter links to it."""
    address = f"{association.site.root_url}{reverse('citizen_requests:inspect', args=[request.pk])}"
    with override("cs"):
        subject = _("New request %(reference)s: %(kind)s, %(municipality)s") % {
            "reference": request.reference,
            "kind": RequestKind(request.kind).label,
            "municipality": request.municipality.name,
        }
        words = _words(request, subject, address)
    text, html = fill_in(Stencil("notice", "cs", association.pk, association=association), words)
    return Letter(
        event=f"{PREFIX}notice:{request.pk}",
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        site=association.site,
    )


def _words(request: CitizenRequest, subject: str, address: str) -> dict[str, str]:
    """What is filled in, in the active language."""
    return {
        "subject": subject,
        "reference": request.reference,
        "kind": str(RequestKind(request.kind).label),
        "municipality": request.municipality.name,
        "when": cs_datetime(request.received_at),
        "address": address,
    }
