"""The receipt for the citizen and the notice for the centre, both in the transaction of the request."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.tenancy.models import Association

from ..letters import write
from ..models import CitizenRequest


def write_letters(association: Association, request: CitizenRequest) -> None:
    """Tell the citizen that the request is stored and the centre that it waits, whoever has an address."""
    if request.email:
        enqueue_receipt(association=association, request=request)
    if association.email:
        enqueue_notice(association=association, request=request)


def enqueue_receipt(*, association: Association, request: CitizenRequest) -> None:
    """Tell the citizen, in the language of the form, the number and what happens next.

    The text isn't repeated: the form would otherwise send anybody's words to any address.
    """
    with override(request.language):
        subject = _("We have received your message, number %(reference)s") % {"reference": request.reference}
    write(
        template="receipt",
        event=f"receipt:{request.pk}",
        recipient=request.email,
        subject=subject,
        association=association,
        request=request,
        language=request.language,
        reply_to=association.email,
    )


def enqueue_notice(*, association: Association, request: CitizenRequest) -> None:
    """Tell the centre that a request waits; personal data stay in the register, the letter links to it."""
    with override("cs"):
        subject = _("New request %(reference)s: %(kind)s, %(municipality)s") % {
            "reference": request.reference,
            "kind": request.get_kind_display(),
            "municipality": request.municipality.name,
        }
    write(
        template="notice",
        event=f"notice:{request.pk}",
        recipient=association.email,
        subject=subject,
        association=association,
        request=request,
        admin_url=f"{association.site.root_url}{reverse('citizen_requests:inspect', args=[request.pk])}",
    )
