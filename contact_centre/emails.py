"""Letters of the contact centre. All of them go through the outbox, in the transaction they report (decision 8)."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.jobs.outbox import enqueue
from portal.tenancy.models import Association

from .models import CitizenRequest


def enqueue_receipt(*, association: Association, request: CitizenRequest) -> None:
    """Tell the citizen, in the language of the form, that the request is stored and what happens next.

    The text isn't repeated: the form would otherwise send anybody's words to any address.
    """
    with translation.override(request.language):
        _enqueue(
            template="receipt",
            event=f"contact_centre.receipt:{request.pk}",
            recipient=request.email,
            subject=_("We have received your message, number %(reference)s") % {"reference": request.reference},
            association=association,
            request=request,
            reply_to=association.email,
        )


def enqueue_notice(*, association: Association, request: CitizenRequest) -> None:
    """Tell the centre that a request waits; personal data stay in the register, the letter links to it."""
    address = f"{association.site.root_url}{reverse('citizen_requests:inspect', args=[request.pk])}"
    with translation.override("cs"):
        _enqueue(
            template="notice",
            event=f"contact_centre.notice:{request.pk}",
            recipient=association.email,
            subject=_("New request %(reference)s: %(kind)s, %(municipality)s")
            % {
                "reference": request.reference,
                "kind": request.get_kind_display(),
                "municipality": request.municipality.name,
            },
            association=association,
            request=request,
            admin_url=address,
        )


def _enqueue(
    *,
    template: str,
    event: str,
    recipient: str,
    subject: str,
    association: Association,
    request: CitizenRequest,
    reply_to: str = "",
    **extra: Any,
) -> None:
    context = {"association": association, "citizen_request": request, "subject": subject, **extra}
    enqueue(
        event=event,
        recipient=recipient,
        subject=subject,
        text=render_to_string(f"emails/contact_centre/{template}.txt", context),
        html=render_to_string(f"emails/contact_centre/{template}.html", context),
        site=association.site,
        reply_to=reply_to,
    )
