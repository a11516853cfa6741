"""Which reminders are to be written today, by recipient (F3, F4): a reading of the database that writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import groupby
from operator import or_

from django.db.models import Q

from ...enums import Audience
from ...models import Proposal, SentReminder, Service
from .recipients import Entry, Recipients
from .stages import Stage, Turn, current_stages, due_turns, last_day_to_look

CHUNK = 1000
"""Entries looked at together: so many rows are held, and the number of queries goes by it."""
Turns = dict[Audience, Turn]


@dataclass(frozen=True)
class Addressee:
    """Who gets one letter: an address in a role, written to by one association (by the Union if `site_id` is None)."""

    role: Audience
    address: str
    site_id: int | None


@dataclass(frozen=True)
class Reminder:
    """One entry in a letter: the stage and turn that brought it there, as `SentReminder` keeps it."""

    service_id: int
    due_on: date
    days: int
    turn: int
    audience: Audience


@dataclass(frozen=True)
class _Due:
    entry: Entry
    due_on: date


def due_reminders(today: date) -> dict[Addressee, list[Reminder]]:
    """What nobody has been sent yet of what is due `today`, for each letter the longest overdue first.

    Read are only the published entries within the first stage, in chunks, each in five queries.
    """
    stages = current_stages()
    last = last_day_to_look(stages, today)
    found: defaultdict[Addressee, list[Reminder]] = defaultdict(list)
    if last is None:
        return found
    recipients = Recipients(today)
    for chunk in _chunks(last):
        kept = [due for due in chunk if due.entry.site_id in recipients.sites]
        for addressee, reminder in _unsent(kept, recipients, stages, today):
            found[addressee].append(reminder)
    return found


def _chunks(last: date) -> Iterator[list[_Due]]:
    """The published entries to be verified by `last`, by that day."""
    entries = Service.objects.published().filter(verify_by__lte=last).order_by("verify_by", "pk")
    after = entries
    while rows := list(after.values_list("pk", "site", "keeper", "verify_by")[:CHUNK]):
        yield [_Due(Entry(pk, site_id, keeper_id), due_on) for pk, site_id, keeper_id, due_on in rows]
        if len(rows) < CHUNK:
            break
        pk, _site, _keeper, day = rows[-1]
        after = entries.filter(Q(verify_by__gt=day) | Q(pk__gt=pk), verify_by__gte=day)


def _unsent(
    chunk: Sequence[_Due], recipients: Recipients, stages: Sequence[Stage], today: date
) -> Iterator[tuple[Addressee, Reminder]]:
    turns: dict[date, Turns] = {
        due_on: due_turns(stages, due_on, today) for due_on, _dues in groupby(chunk, lambda due: due.due_on)
    }
    ids = [due.entry.pk for due in chunk]
    recipients.know(due.entry for due in chunk)
    answered = set(Proposal.objects.filter(service__in=ids, settled_at=None).values_list("service", flat=True))
    sent = _sent(ids, turns.values())
    for due in chunk:
        for audience, turn in turns[due.due_on].items():
            if audience is Audience.PROVIDER and due.entry.pk in answered:
                continue
            reminder = Reminder(due.entry.pk, due.due_on, turn.stage.days, turn.number, audience)
            to = recipients.of(due.entry, audience)
            site_id = None if to.role is Audience.UNION else due.entry.site_id
            for address in to.addresses:
                if (reminder, address) not in sent:
                    yield Addressee(to.role, address, site_id), reminder


def _sent(service_ids: Sequence[int], turns: Iterable[Turns]) -> set[tuple[Reminder, str]]:
    """Which of these `turns` were sent to whom; only their rows are read, not those of all the weeks before."""
    numbers: defaultdict[tuple[int, Audience], set[int]] = defaultdict(set)
    for of_day in turns:
        for audience, turn in of_day.items():
            numbers[turn.stage.days, audience].add(turn.number)
    if not numbers:
        return set()
    wanted = reduce(
        or_,
        (
            Q(days=days, audience=audience, turn__range=(min(of_stage), max(of_stage)))
            for (days, audience), of_stage in numbers.items()
        ),
    )
    rows = SentReminder.objects.filter(wanted, service__in=service_ids)
    return {
        (Reminder(pk, due_on, days, turn, Audience(audience)), recipient)
        for pk, due_on, days, turn, audience, recipient in rows.values_list(
            "service", "due_on", "days", "turn", "audience", "recipient"
        )
    }
