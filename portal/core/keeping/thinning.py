"""How long backups are kept: each for 2 days, one a day for 2 weeks, a week for 2 months, a month for a year."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .manifest import KeepingError, Manifest

ALL, DAILY, WEEKLY, MONTHLY = (timedelta(days=days) for days in (2, 14, 61, 366))


def to_keep(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which of the backups made at these moments stay: the newest of each slot, and the newest of all in any case."""
    newest_first = sorted(moments, reverse=True)
    kept, slots = set(newest_first[:1]), set()
    for moment in newest_first:
        slot = _slot(moment, now)
        if slot is not None and slot not in slots:
            slots.add(slot)
            kept.add(moment)
    return kept


def _slot(moment: datetime, now: datetime) -> tuple[object, ...] | None:
    """What a backup stands for; of several with the same answer the newest is enough. None: too old."""
    age = now - moment
    if age <= ALL:
        return ("each", moment)
    if age <= DAILY:
        return ("day", moment.date())
    if age <= WEEKLY:
        return ("week", *moment.isocalendar()[:2])
    return ("month", moment.year, moment.month) if age <= MONTHLY else None


def thin_out(folder: Path, *, now: datetime | None = None) -> list[Path]:
    """Delete the backups right below `folder` that the rule doesn't keep; those deleted.

    What isn't a backup with a whole manifest is left alone.
    """
    made: dict[datetime, list[Path]] = {}
    for path in folder.iterdir():
        try:
            moment = datetime.fromisoformat(Manifest.read(path).made_at)
        except (KeepingError, ValueError, TypeError, KeyError):
            continue
        made.setdefault(moment, []).append(path)
    kept = to_keep(made, now or datetime.now(UTC))
    gone = sorted(path for moment, paths in made.items() if moment not in kept for path in paths)
    for path in gone:
        shutil.rmtree(path)
    return gone
