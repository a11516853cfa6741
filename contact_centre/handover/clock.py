"""The clock of hand-overs: one reminder two working days before the last, and silence brings the case back (R6)."""

from collections.abc import Callable
from datetime import date, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from portal.core.working_days import add_working_days
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping

from ..closing.activities import resume
from ..enums import HandOverState, RequestStatus
from ..life import locked, move
from ..models import HandOver
from . import letters
from .links import Standing, standing

FIRST_HOUR = 7
"""Nobody is written to before this hour in Prague."""
REMIND_BEFORE = 2
"""Working days between the reminder and the last day for answering."""

Step = Callable[[HandOver, date], bool]

logger = structlog.get_logger(__name__)


@periodic("contact_centre.hand_overs", every=timedelta(hours=1), label=_("Reminders and returns of hand-overs"))
def watch_hand_overs() -> int:
    """Remind and bring back what is due today and not done yet; returns how many.

    Each case is a transaction of its own that looks again under its lock, so late, repeated and simultaneous runs
    do everything once; one that fails doesn't hold back the others.
    """
    now = timezone.localtime()
    if now.hour < FIRST_HOUR:
        return 0
    today, done, errors = now.date(), 0, []
    due: list[tuple[Step, HandOver]] = [(bring_back, hand_over) for hand_over in silent_on(today)]
    due += [(remind, hand_over) for hand_over in to_remind_on(today)]
    for step, hand_over in due:
        if stopping():
            break
        try:
            done += step(hand_over, today)
        except Exception as error:
            logger.exception("hand_over_step_failed", hand_over=hand_over.pk)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some hand-overs were neither reminded nor returned", errors)
    return done


def silent_on(today: date) -> list[HandOver]:
    """Hand-overs whose last day for answering went by."""
    waiting = HandOver.objects.filter(state=HandOverState.WAITING, answer_by__lt=today)
    return list(waiting.select_related("request").order_by("pk"))


def to_remind_on(today: date) -> list[HandOver]:
    """Hand-overs that end within two working days and were made before today."""
    waiting = HandOver.objects.filter(state=HandOverState.WAITING, reminded_on=None, answer_by__gte=today)
    soon = waiting.filter(answer_by__lte=add_working_days(today, REMIND_BEFORE))
    rows = soon.select_related("request").order_by("pk")
    return [hand_over for hand_over in rows if timezone.localdate(hand_over.made_at) < today]


@transaction.atomic
def bring_back(hand_over: HandOver, today: date) -> bool:
    """The municipality was silent: the centre works on the request again. False if something else came first."""
    current = _still_waiting(hand_over)
    if current is None or current.answer_by >= today:
        return False
    request = current.request
    current.state = HandOverState.SILENT
    current.save(update_fields=["state"])
    resume(request, None)
    move(request, RequestStatus.IN_PROGRESS)
    log(request, "contact_centre.hand_over_silent")
    letters.tell_centre(current)
    letters.tell_citizen_back(current)
    return True


@transaction.atomic
def remind(hand_over: HandOver, today: date) -> bool:
    """Write the one reminder. False if something else came first, or nobody is in office to be written to."""
    current = _still_waiting(hand_over)
    if current is None or current.reminded_on is not None or not letters.remind_receiver(current):
        return False
    current.reminded_on = today
    current.save(update_fields=["reminded_on"])
    log(current.request, "contact_centre.hand_over_reminded")
    return True


def _still_waiting(hand_over: HandOver) -> HandOver | None:
    """The hand-over as it is now, its request held; None if it was answered or ended in the meantime."""
    request = locked(hand_over.request)
    current = HandOver.objects.select_for_update().get(pk=hand_over.pk)
    current.request = request
    return current if standing(current) is Standing.OPEN else None
