"""The receipt for the citizen and the notice for the centre, both in the transaction of the request (R2)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.jobs.outbox import Letter, enqueue, enqueue_new
from portal.tenancy.models import Association

from ..letters import compose
from ..models import CitizenRequest
from ..replies.addresses import reply_address
from ..status.links import status_address


def write_letters(association: Association, request: CitizenRequest, *, status_url: str) -> None:
    """Tell the citizen that the request is stored and the centre that it waits, whoever has an address.

    Call it once, in the transaction in which the request came to be worked on; `status_url` leads to its page.
    """
    letters = []
    if request.email:
        letters.append(_receipt(association, request, status_url))
    if association.email:
        letters.append(_notice(association, request))
    enqueue_new(letters)


def enqueue_receipt(*, association: Association, request: CitizenRequest) -> None:
    """The receipt alone, once, for a request that the centre wrote down itself; nothing without an address."""
    if request.email:
        enqueue(**vars(_receipt(association, request, status_address(request))))


def _receipt(association: Association, request: CitizenRequest, status_url: str) -> Letter:
    """For the citizen, in the language of the form: the number, what happens next, the link to the status page.

    The text isn't repeated: the form would otherwise send anybody's words to any address.
    """
    with override(request.language):
        subject = _("We have received your message, number %(reference)s") % {"reference": request.reference}
    return compose(
        template="receipt",
        event=f"receipt:{request.pk}",
        recipient=request.email,
        subject=subject,
        association=association,
        request=request,
        language=request.language,
        reply_to=reply_address(request, association),
        status_url=status_url,
        status_until=request.status_until,
    )


def _notice(association: Association, request: CitizenRequest) -> Letter:
    """For the centre; personal data stay in the register, the letter links to it."""
    with override("cs"):
        subject = _("New request %(reference)s: %(kind)s, %(municipality)s") % {
            "reference": request.reference,
            "kind": request.get_kind_display(),
            "municipality": request.municipality.name,
        }
    return compose(
        template="notice",
        event=f"notice:{request.pk}",
        recipient=association.email,
        subject=subject,
        association=association,
        request=request,
        admin_url=f"{association.site.root_url}{reverse('citizen_requests:inspect', args=[request.pk])}",
    )
