"""Letters about an answer: to the association that somebody wants a change, to the provider that it has arrived.

All go through the outbox, in the transaction they report (decision 8).
"""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.jobs.outbox import enqueue
from portal.tenancy.absences.duty import centre_on_duty
from portal.tenancy.models import Association

from ...models import Proposal, ProviderAsk, Service
from .fields import FIELDS

FOLDER = "emails/services_directory"


def tell_of_proposal(*, proposal: Proposal) -> None:
    """One letter to the association with the way to the proposal, one to the provider that it waits there."""
    service = proposal.service
    association = Association.objects.for_site(service.site)
    if association is None:
        return
    context = {"association": association, "service": service, "proposal": proposal}
    with translation.override("cs"):
        labels = [str(FIELDS[change.field].label) for change in proposal.changes.all()]
        for address in centre_on_duty(association):
            _send(
                "proposal",
                f"services_directory.proposal:{proposal.pk}",
                address,
                _("Proposed changes: %(service)s") % {"service": service.name},
                {**context, "labels": labels, "url": _admin_url(association, "service_proposals:inspect", proposal.pk)},
            )
    if proposal.ask is not None:
        # In the language the provider answered in.
        _send(
            "proposal_received",
            f"services_directory.proposal_received:{proposal.pk}",
            proposal.ask.recipient,
            _("Thank you for the corrections: %(service)s") % {"service": service.name},
            {**context, "labels": [str(FIELDS[change.field].label) for change in proposal.changes.all()]},
            reply_to=association.answers_to,
        )


def tell_of_note(*, ask: ProviderAsk, service: Service, told_by: str, note: str) -> None:
    """Everything was confirmed, and something was written to the centre with it."""
    association = Association.objects.for_site(service.site)
    if association is None:
        return
    with translation.override("cs"):
        url = _admin_url(association, Service.snippet_viewset.get_url_name("edit"), service.pk)
        for address in centre_on_duty(association):
            _send(
                "answer_note",
                f"services_directory.answer_note:{ask.pk}",
                address,
                _("A message with the confirmation: %(service)s") % {"service": service.name},
                {"association": association, "service": service, "told_by": told_by, "note": note, "url": url},
                reply_to=ask.recipient,
            )


def _admin_url(association: Association, name: str, pk: int) -> str:
    return f"{association.site.root_url}{reverse(name, args=[pk])}"


def _send(
    template: str, event: str, recipient: str, subject: str, context: dict[str, Any], *, reply_to: str = ""
) -> None:
    context = {**context, "subject": subject}
    enqueue(
        event=event,
        recipient=recipient,
        subject=subject,
        text=render_to_string(f"{FOLDER}/{template}.txt", context),
        html=render_to_string(f"{FOLDER}/{template}.html", context),
        site=context["association"].site,
        reply_to=reply_to,
    )
