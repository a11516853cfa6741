"""Which reminder is due for a last day of verifying (F3, F4). Days only, in Prague: no clock changes here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from ...enums import Audience
from ...models import ReminderStage

DEFAULT_STAGES: tuple[tuple[int, int | None, Audience], ...] = (
    (-30, None, Audience.PROVIDER),
    (-14, None, Audience.PROVIDER),
    (-3, None, Audience.PROVIDER),
    (-3, None, Audience.KEEPER),
    (1, 7, Audience.KEEPER),
    (15, 7, Audience.MANAGER),
    (29, 7, Audience.UNION),
)
"""Day, again every so many days, and to whom, as an installation begins."""


@dataclass(frozen=True)
class Stage:
    """A reminder goes to `audience` `days` after the last day for verifying (-30: before it), then every so often."""

    days: int
    audience: Audience
    repeat_every: int | None = None


@dataclass(frozen=True)
class Turn:
    """One occurrence of a stage: `number` counts its repetitions from 0."""

    stage: Stage
    number: int

    @property
    def days(self) -> int:
        """The day of this turn, counted from the last day for verifying."""
        return self.stage.days + self.number * (self.stage.repeat_every or 0)


def load_stages(_union: Any = None) -> int:
    """Give a new installation the default stages and return how many were added.

    Where the Union has stages, or has deleted them all, nothing is added.
    """
    touched = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(ReminderStage))
    if ReminderStage.objects.exists() or touched.exists():
        return 0
    rows = [ReminderStage(days=days, repeat_every=again, audience=audience) for days, again, audience in DEFAULT_STAGES]
    return len(ReminderStage.objects.bulk_create(rows))


def current_stages() -> list[Stage]:
    """The Union's stages."""
    rows = ReminderStage.objects.values_list("days", "audience", "repeat_every")
    return [Stage(days, Audience(audience), again) for days, audience, again in rows]


def last_day_to_look(stages: Iterable[Stage], today: date) -> date | None:
    """An entry with a later last day for verifying isn't due for any reminder yet; None without stages."""
    first = min((stage.days for stage in stages), default=None)
    return None if first is None else today - timedelta(days=first)


def due_turns(stages: Iterable[Stage], due_on: date, today: date) -> dict[Audience, Turn]:
    """The latest turn of each audience that has come by `today`; what was missed before it stays unsent."""
    past = (today - due_on).days
    latest: dict[Audience, Turn] = {}
    for stage in stages:
        if past < stage.days:
            continue
        turn = Turn(stage, (past - stage.days) // stage.repeat_every if stage.repeat_every else 0)
        known = latest.get(stage.audience)
        if known is None or (turn.days, stage.days) > (known.days, known.stage.days):
            latest[stage.audience] = turn
    return latest
