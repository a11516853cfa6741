"""Where a request stands, in words for who sent it: the way so far, what comes next and by when (R3)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date

from ..deadlines import answer_by
from ..enums import CLOSED_REQUEST, HandOverState, MessageAuthor, RequestStatus
from ..models import CitizenRequest, HandOver, RequestMessage
from .reopening import last_day_to_reopen, last_reopening

TAKEN_IN = (RequestStatus.RECEIVED, RequestStatus.REGISTERED)
"""For who sent it these are one: what is put aside is read by people like everything else."""
WITH_ANSWERS = (*TAKEN_IN, RequestStatus.IN_PROGRESS, RequestStatus.HANDED_OVER, RequestStatus.DUPLICATE)
"""Where words of the citizen still change something."""


@dataclass(frozen=True)
class Step:
    """One step of the way: its words, when it was, and whether the request stands there now."""

    label: str
    at: datetime | date | None = None
    is_now: bool = False
    is_ahead: bool = False


@dataclass(frozen=True)
class Standing:
    """What the page says of a request."""

    headline: str
    next: str
    steps: list[Step]
    is_late: bool
    waits_for_citizen: bool
    can_write: bool
    reopen_until: date | None
    is_past_reopening: bool


def standing_of(request: CitizenRequest, messages: list[RequestMessage], hand_overs: list[HandOver]) -> Standing:
    """The words for `request` with its public `messages` and its `hand_overs`, both oldest first."""
    last = hand_overs[-1] if hand_overs else None
    asked = _waits_for_citizen(request, messages)
    until = last_day_to_reopen(request)
    may_reopen = until is not None and until >= timezone.localdate()
    headline, comes_next = _words(request, last, asked=asked)
    return Standing(
        headline=headline,
        next=comes_next,
        steps=_steps(request, headline, last),
        is_late=request.is_overdue(),
        waits_for_citizen=asked,
        can_write=request.status in WITH_ANSWERS,
        reopen_until=until if may_reopen else None,
        is_past_reopening=request.status in CLOSED_REQUEST and until is not None and not may_reopen,
    )


def _waits_for_citizen(request: CitizenRequest, messages: list[RequestMessage]) -> bool:
    """Whether the last word is a question of the centre."""
    said = [message for message in messages if message.author != MessageAuthor.RECEIVER]
    return request.is_worked_on and bool(said) and said[-1].is_question


def _words(request: CitizenRequest, last: HandOver | None, *, asked: bool) -> tuple[str, str]:
    """The state and what comes next."""
    if request.status == RequestStatus.HANDED_OVER:
        return _handed_over(last)
    words = {
        RequestStatus.RESOLVED: (_("Your message is dealt with"), _("The answer is below.")),
        RequestStatus.DECLINED: (
            _("We can't help with this"),
            _("The reason is below, with whom to turn to if we know it."),
        ),
        RequestStatus.SPAM: (
            _("We have put the message aside"),
            _("We could not tell from it what you need. If you need something, please call us."),
        ),
    }
    if request.status == RequestStatus.DUPLICATE:
        number = request.duplicate_of.reference if request.duplicate_of else ""
        return (
            _("Somebody has written to us about the same"),
            _("We deal with both as one, under number %(number)s. We will tell you how it ends.") % {"number": number},
        )
    if request.status in words:
        return words[RequestStatus(request.status)]
    if asked:
        return _("We need to know something from you"), _asked(request)
    headline = _("We have your message") if request.status in TAKEN_IN else _("We are dealing with your message")
    if request.is_paused:
        return headline, _(
            "We wait for somebody else's opinion. The time for our answer stands still until it comes; "
            "then we go on and tell you."
        )
    return headline, _by_when(request)


def _asked(request: CitizenRequest) -> str:
    if request.is_paused:
        return _("The question is below. The time for our answer stands still until you answer.")
    return _("The question is below. Please answer it.")


def _by_when(request: CitizenRequest) -> str:
    day = cs_date(request.due_on or answer_by(timezone.localdate(request.received_at)))
    if request.is_overdue():
        return _("You were to have an answer by %(day)s. We are late and sorry for it; please call us.") % {"day": day}
    if request.status in TAKEN_IN:
        return _("The centre reads it on a working day. You have an answer by %(day)s.") % {"day": day}
    return _("You have an answer by %(day)s.") % {"day": day}


def _handed_over(last: HandOver | None) -> tuple[str, str]:
    if last is None:
        return _("We have handed your message over to the municipality"), _("It answers you, or we do.")
    names = {"body": last.body, "day": cs_date(last.answer_by)}
    if last.state == HandOverState.ACCEPTED:
        return _("%(body)s has taken your message over") % names, _("It deals with it now.")
    return (
        _("We have handed your message over: %(body)s") % names,
        _("It answers by %(day)s. If it doesn't, we go on with your message ourselves and tell you.") % names,
    )


def _steps(request: CitizenRequest, headline: str, last: HandOver | None) -> list[Step]:
    steps = [Step(_("We received your message"), request.received_at)]
    if request.status == RequestStatus.SPAM:
        return [*steps, Step(headline, is_now=True)]
    if request.status in TAKEN_IN:
        return [
            Step(steps[0].label, request.received_at, is_now=True),
            Step(_("Somebody at the centre deals with it"), is_ahead=True),
            Step(_("You have an answer"), request.due_on, is_ahead=True),
        ]
    again = last_reopening(request)
    if again is not None:
        steps.append(Step(_("It was not solved, so it was opened again"), again))
    if last is not None and request.status != RequestStatus.HANDED_OVER:
        steps.append(Step(_("We handed it over: %(body)s") % {"body": last.body}, last.made_at))
        if last.state in (HandOverState.SILENT, HandOverState.RETURNED):
            steps.append(Step(_("It came back to us"), last.answered_at))
    if request.is_closed:
        return [*steps, Step(headline, request.closed_at, is_now=True)]
    return [
        *steps,
        Step(headline, is_now=True),
        Step(_("You have an answer"), None if request.is_paused else request.due_on, is_ahead=True),
    ]
