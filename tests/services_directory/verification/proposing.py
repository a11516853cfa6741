"""Answers of providers for tests, as their page stores them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from services_directory.enums import AskState
from services_directory.models import Proposal, ProposedChange, ProviderAsk, Service
from services_directory.verification.asking.asks import make_ask
from services_directory.verification.asking.fields import FIELDS

RECIPIENT = "knihovna@example.org"
NEW_PHONE = "+420491000999"
PHONES = [{"value": NEW_PHONE, "label": ""}]


def propose(service: Service, *, days_ago: int = 0, told_by: str = "Jana Nová", **values: Any) -> Proposal:
    """What a provider proposed `days_ago`; the old values are those the entry has now."""
    moment = timezone.now() - timedelta(days=days_ago)
    ask = make_ask(service=service, recipient=RECIPIENT, due_on=timezone.localdate())
    ProviderAsk.objects.filter(pk=ask.pk).update(state=AskState.PROPOSED, answered_at=moment)
    proposal = Proposal.objects.create(site=service.site, service=service, ask=ask, told_by=told_by, made_at=moment)
    seen = Service.objects.get(pk=service.pk)
    for key, value in values.items():
        ProposedChange.objects.create(
            proposal=proposal, field=key, old=FIELDS[key].read(seen), new=FIELDS[key].clean(value)
        )
    return proposal


def change_of(proposal: Proposal, key: str) -> ProposedChange:
    return ProposedChange.objects.get(proposal=proposal, field=key)
