"""Reminders of the calendar's days: to each centre, and to the Union one list of who is late (NWS-5)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.working_days import is_working_day
from portal.jobs.models import OutboxMessage
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping
from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline, Programme
from portal.programme.querysets import NewsletterDeadlines, newsletter_calendar
from portal.tenancy.models import Association

from ..letters import PREFIX
from ..overview.lines import Line, lines_of
from ..review.turn import Turn, turn_on
from .letters import remind_to_publish, remind_to_submit, tell_union
from .rows import Cell, Whom, rows_of, takes_part
from .stages import Rhythm, is_over, rhythm_on

FIRST_HOUR = 7
"""Nobody is written to before this hour in Prague, nor on a day off."""
SUBMIT, PUBLISH = DeadlineKind.NEWSLETTER_SUBMIT, DeadlineKind.NEWSLETTER_PUBLISH

logger = structlog.get_logger(__name__)


@periodic("newsletters.calendar", every=timedelta(hours=1), label=_("Reminders of the calendar of newsletters"))
def remind_of_calendar() -> int:
    """Write what is due today and was not written yet; returns how many reminders.

    Each is a transaction of its own that looks again under the lock of its association or programme, so late,
    repeated and simultaneous runs write everything once; one that fails doesn't hold back the others.
    """
    now = timezone.localtime()
    if now.hour < FIRST_HOUR or not is_working_day(now.date()):
        return 0
    done, errors = 0, []
    for step in due_on(now.date()):
        if stopping():
            break
        try:
            done += step()
        except Exception as error:
            logger.exception("calendar_reminder_failed")
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some reminders of the calendar were not written", errors)
    return done


@dataclass(frozen=True)
class Due:
    """One step of the calendar of which somebody is to be reminded now; `stage` is part of the letter's event."""

    kind: DeadlineKind
    stage: str

    def event(self, what: str, programme: Programme, number: int, *of_whom: int) -> str:
        return ":".join([what, str(programme.pk), str(number), *map(str, of_whom), self.kind, self.stage])


def due_on(today: date) -> list[Callable[[], bool]]:
    """The reminders of the day that were not written yet; the same few queries however many centres there are."""
    rhythm, turn = rhythm_on(today), turn_on(today)
    steps: dict[str, Callable[[], bool]] = {}
    deadlines = Deadline.objects.filter(kind__in=(SUBMIT, PUBLISH), due_on__range=rhythm.span(today))
    for programme in Programme.objects.filter(pk__in=deadlines.values("programme")):
        calendar = newsletter_calendar(programme)
        lines = lines_of(programme, turn)
        steps |= _of_centres(programme, calendar, lines, rhythm, turn)
        steps |= _of_the_union(programme, calendar, lines, rhythm, turn)
    events = [f"{PREFIX}{event}" for event in steps]
    written = set(OutboxMessage.objects.filter(event__in=events).values_list("event", flat=True))
    return [step for event, step in steps.items() if f"{PREFIX}{event}" not in written]


def due_of(cell: Cell, association: Association, days: NewsletterDeadlines, rhythm: Rhythm, today: date) -> Due | None:
    """Of what the centre is to be reminded now; None where nothing waits for it, or it takes no part."""
    until = association.centre_until
    has_ended = until is not None and until < today
    if cell.waits_for.whom is not Whom.CENTRE or has_ended or not takes_part(association, days):
        return None
    is_submitted = cell.standing is not None and cell.standing.submitted_on is not None
    kind, day = (PUBLISH, days.publish_on) if is_submitted else (SUBMIT, days.submit_on)
    # Published once and changed since: readers have it.
    if cell.standing is not None and cell.standing.published_on is not None:
        return None
    stage = rhythm.stage(day, today)
    return Due(kind, stage) if stage else None


def _of_centres(
    programme: Programme, calendar: dict[int, NewsletterDeadlines], lines: list[Line], rhythm: Rhythm, turn: Turn
) -> dict[str, Callable[[], bool]]:
    steps: dict[str, Callable[[], bool]] = {}
    for line in lines:
        if line.number is None:
            continue
        days = calendar[line.number]
        due = due_of(line.cell, line.association, days, rhythm, turn.duty.on)
        if due is not None:
            event = due.event("calendar", programme, days.number, line.association.pk)
            steps[event] = partial(_remind, event, due, programme, days, line.association.pk, turn)
    return steps


def _of_the_union(
    programme: Programme, calendar: dict[int, NewsletterDeadlines], lines: list[Line], rhythm: Rhythm, turn: Turn
) -> dict[str, Callable[[], bool]]:
    steps: dict[str, Callable[[], bool]] = {}
    for number, days in calendar.items():
        kind = PUBLISH if days.publish_on < turn.duty.on else SUBMIT
        stage = rhythm.stage(days.publish_on if kind is PUBLISH else days.submit_on, turn.duty.on)
        if is_over(stage) and any(True for _line in _late(lines, number)):
            due = Due(kind, stage)
            event = due.event("calendar_late", programme, number)
            steps[event] = partial(_tell, event, programme, days, turn)
    return steps


def _late(lines: list[Line], number: int) -> Iterator[Line]:
    return (line for line in lines if line.number == number and line.cell.is_late)


@transaction.atomic
def _remind(
    event: str, due: Due, programme: Programme, days: NewsletterDeadlines, association_id: int, turn: Turn
) -> bool:
    """Remind one centre. False if it did its step meanwhile, or another run wrote first."""
    association = Association.objects.select_for_update(of=("self",)).select_related("site").get(pk=association_id)
    cell = rows_of(programme, [association.site_id], turn).get(association.site_id, {}).get(days.number)
    if cell is None or _is_written(event):
        return False
    if due_of(cell, association, days, rhythm_on(turn.duty.on), turn.duty.on) != due:
        return False
    write = remind_to_submit if due.kind is SUBMIT else remind_to_publish
    write(event, association, cell, days, turn.duty, is_over=is_over(due.stage))
    return True


@transaction.atomic
def _tell(event: str, programme: Programme, days: NewsletterDeadlines, turn: Turn) -> bool:
    """Tell the Union who is late. False if nobody is any more, or another run wrote first."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    late = list(_late(lines_of(programme, turn), days.number))
    if not late or _is_written(event):
        return False
    tell_union(event, programme, days, late)
    return True


def _is_written(event: str) -> bool:
    # By the stage alone: a deputy who comes on duty between two runs gets no second letter.
    return OutboxMessage.objects.filter(event=f"{PREFIX}{event}").exists()
