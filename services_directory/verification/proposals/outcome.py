"""The letter that tells a provider what became of their proposal, once."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal.jobs.outbox import enqueue
from portal.tenancy.models import Association

from ...enums import Decision
from ...models import Proposal, ProposedChange, Service
from ..asking.fields import FIELDS, in_words

LANGUAGE = "cs"


def enqueue_outcome(*, proposal: Proposal, service: Service, changes: Sequence[ProposedChange]) -> None:
    """Write the letter to whoever was asked; nothing where nobody is known. Call it in the transaction of the fact."""
    from ...sections import directory_page

    if proposal.ask is None:
        return
    association = Association.objects.select_related("site").get(site=proposal.site_id)
    with translation.override(LANGUAGE):
        page = directory_page(association.site)
        subject = _("What became of your changes: %(service)s") % {"service": service.name}
        context: dict[str, Any] = {
            "association": association,
            "subject": subject,
            "service": service,
            "proposal": proposal,
            "accepted": _told(changes, Decision.ACCEPTED),
            "refused": _told(changes, Decision.REFUSED),
            "url": f"{page.full_url}{service.slug}/" if page is not None and service.live else "",
        }
        enqueue(
            event=f"services_directory.outcome:{proposal.pk}",
            recipient=proposal.ask.recipient,
            subject=subject,
            text=render_to_string("emails/services_directory/outcome.txt", context),
            html=render_to_string("emails/services_directory/outcome.html", context),
            site=association.site,
            reply_to=association.answers_to,
        )


def _told(changes: Sequence[ProposedChange], decision: str) -> list[dict[str, str]]:
    return [
        {
            "label": str(FIELDS[change.field].label),
            "value": in_words(change.field, change.new, LANGUAGE),
            "reason": change.reason,
        }
        for change in changes
        if change.decision == decision and change.field in FIELDS
    ]
