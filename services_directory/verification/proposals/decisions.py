"""The centre decides on a provider's proposal, field by field; the last decision is a verification (F6, F8).

Of two people who decide the same, one counts. A decision with all that follows from it happens whole or not at all.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ...enums import Decision, Method, Result
from ...models import Proposal, ProposedChange, Service
from ..asking.fields import FIELDS, change_in_words
from ..record import name_of, record_verification
from .applying import END, write_values
from .outcome import enqueue_outcome

MARK_LENGTH = 16


class ChangedMeanwhile(ValidationError):
    """The public value is neither what the provider saw nor what they propose: somebody has to look at all three."""


def decide(*, change: ProposedChange, accept: bool, user: Any, reason: str = "", seen: str = "") -> bool:
    """Accept or refuse one proposed value; False if somebody had decided before (then nothing is done).

    An accepted value is public at once. `reason` is asked for by a refusal: the provider reads it. `seen` is the
    `mark_of` the present value that the decider was shown, asked for where it isn't the one the provider saw.
    Raises ChangedMeanwhile, or ValidationError for what can't be public; nothing is decided then.
    """
    seen_marks = {change.pk: seen}
    return bool(_decide(change.proposal_id, [change.pk], accept=accept, user=user, reason=reason, seen=seen_marks))


def accept_all(*, proposal: Proposal, user: Any, seen: Mapping[int, str] | None = None) -> int:
    """Accept everything that waits, in one new version of the entry; returns how many were decided."""
    return _decide(proposal.pk, _waiting(proposal), accept=True, user=user, reason="", seen=seen or {})


def refuse_all(*, proposal: Proposal, user: Any, reason: str) -> int:
    """Refuse everything that waits, with one reason; returns how many were decided."""
    return _decide(proposal.pk, _waiting(proposal), accept=False, user=user, reason=reason, seen={})


def mark_of(value: Any) -> str:
    """A short mark of a value: who sends it back has been shown that value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_LENGTH]


def is_changed_meanwhile(change: ProposedChange, now: Any) -> bool:
    """Whether the public value `now` is another than both the one the provider saw and the one they propose."""
    return now not in (change.old, change.new)


def _waiting(proposal: Proposal) -> list[int]:
    waiting = ProposedChange.objects.filter(proposal=proposal, decision=Decision.WAITING)
    return list(waiting.values_list("pk", flat=True))


@transaction.atomic
def _decide(
    proposal_id: int, pks: Iterable[int], *, accept: bool, user: Any, reason: str, seen: Mapping[int, str]
) -> int:
    reason = " ".join(reason.split())[:300]
    if not accept and not reason:
        raise ValidationError({"reason": _("Say why: the provider will read it.")})
    # Whoever decides on another field of the same proposal waits here, so that one of them is the last.
    proposal = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise ValidationError(_("The entry has been deleted meanwhile, and the proposal with it."))
    service = Service.objects.select_for_update().get(pk=proposal.service_id)
    if service.site_id != proposal.site_id:
        raise ValidationError(_("The entry belongs to another association now; its centre decides."))
    claimed = _claim(pks, Decision.ACCEPTED if accept else Decision.REFUSED, name_of(user), reason)
    if not claimed:
        return 0
    if accept:
        _apply(service, claimed, user, seen)
    for change in claimed:
        data = {"field": label_of(change.field), "accepted": accept, "by": proposal.told_by, "reason": reason}
        log(service, "services_directory.decide", user=user, data=data)
    _settle(proposal, user)
    return len(claimed)


def _claim(pks: Iterable[int], decision: str, name: str, reason: str) -> list[ProposedChange]:
    """Write the decision where nobody has decided; what comes back is ours."""
    values = {"decision": decision, "decided_by": name, "decided_at": timezone.now(), "reason": reason}
    waiting = ProposedChange.objects.filter(decision=Decision.WAITING)
    own = [pk for pk in pks if waiting.filter(pk=pk).update(**values)]
    return list(ProposedChange.objects.filter(pk__in=own))


def _apply(service: Service, changes: list[ProposedChange], user: Any, seen: Mapping[int, str]) -> None:
    values = {}
    for change in changes:
        if change.field not in FIELDS:
            raise ValidationError(_("This fact is no longer kept; it can only be refused."))
        now = FIELDS[change.field].read(service)
        if is_changed_meanwhile(change, now) and seen.get(change.pk) != mark_of(now):
            said = _("%(field)s: the entry says something else now than when the provider saw it. Look at it first.")
            raise ChangedMeanwhile(said % {"field": FIELDS[change.field].label})
        if now != change.new:
            values[change.field] = change.new
    if values:
        write_values(service=service, values=values, user=user)


def label_of(key: str) -> str:
    """The name of a fact; its key where the fact is no longer kept."""
    return str(FIELDS[key].label) if key in FIELDS else key


def _settle(proposal: Proposal, user: Any) -> None:
    """After the last decision: the verification of the day of the answer, and the answer to the provider."""
    changes = list(ProposedChange.objects.filter(proposal=proposal))
    if any(change.decision == Decision.WAITING for change in changes):
        return
    now = timezone.now()
    if not Proposal.objects.filter(pk=proposal.pk, settled_at=None).update(settled_at=now):
        return
    proposal.settled_at = now
    service = Service.objects.get(pk=proposal.service_id)
    accepted = [change for change in changes if change.decision == Decision.ACCEPTED]
    answered_at = (proposal.ask.answered_at if proposal.ask else None) or proposal.made_at
    record_verification(
        service=service,
        method=Method.LINK,
        result=_result(accepted),
        on=timezone.localdate(answered_at),
        user=user,
        told_by=proposal.told_by,
        changes=[change_in_words(each.field, each.old, each.new) for each in accepted if each.field in FIELDS],
        note=proposal.note,
    )
    enqueue_outcome(proposal=proposal, service=service, changes=changes)


def _result(accepted: list[ProposedChange]) -> str:
    if any(change.field == END and change.new for change in accepted):
        return Result.CEASED
    return Result.CORRECTED if accepted else Result.CONFIRMED
