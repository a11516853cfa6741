"""Taking in what a provider answered: once per link, whatever is tapped twice, forwarded or sent from two tabs (F5)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from ...enums import AskState, Method
from ...models import Proposal, ProposedChange, ProviderAsk, Service
from ..record import record_verification
from .letters import tell_of_note, tell_of_proposal


@transaction.atomic
def confirm(*, ask: ProviderAsk, told_by: str = "", note: str = "") -> bool:
    """The provider says that everything is right: verified by the link, today. False if it was answered before."""
    service = _take(ask, AskState.CONFIRMED)
    if service is None:
        return False
    record_verification(service=service, method=Method.LINK, told_by=who(ask, told_by), note=note)
    if note:
        tell_of_note(ask=ask, service=service, told_by=told_by, note=note)
    return True


@transaction.atomic
def propose(
    *, ask: ProviderAsk, changes: Mapping[str, tuple[Any, Any]], told_by: str = "", note: str = ""
) -> Proposal | None:
    """Keep what the provider wants changed until the centre decides; the entry stays. None if it was answered before.

    `changes` maps keys of `verification.asking.fields.FIELDS` to the value the provider saw and the one they want.
    """
    service = _take(ask, AskState.PROPOSED)
    if service is None:
        return None
    proposal = Proposal.objects.create(
        site_id=service.site_id,
        service=service,
        ask=ask,
        told_by=who(ask, told_by),
        note=note,
        made_at=ask.answered_at or timezone.now(),
    )
    ProposedChange.objects.bulk_create(
        ProposedChange(proposal=proposal, field=key, old=old, new=new) for key, (old, new) in changes.items()
    )
    tell_of_proposal(proposal=proposal)
    return proposal


def who(ask: ProviderAsk, name: str) -> str:
    """Who answered, as the log says it: the name if one was given, and the address that was asked."""
    return f"{name} ({ask.recipient})"[:150] if name else ask.recipient[:150]


def _take(ask: ProviderAsk, state: AskState) -> Service | None:
    """Mark the link as used, which only one answer can; its service, or None for whoever comes second."""
    now = timezone.now()
    waiting = ProviderAsk.objects.filter(pk=ask.pk, state=AskState.OPEN, service__isnull=False, expires_at__gt=now)
    if not waiting.update(state=state, answered_at=now):
        return None
    ask.state, ask.answered_at = state, now
    service: Service | None = Service.objects.select_related("site", "municipality").filter(pk=ask.service_id).first()
    return service
