"""How an announced meeting stands and what its user may do with it, for the editor's panel (M9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..announcing.record import last_of, original_of
from ..enums import AnnouncementKind
from ..models import MeetingPage
from .history import Held, HistoryLine, history_of, old_ones
from .rights import may_announce
from .telling import differs


@dataclass(frozen=True)
class Way:
    """`first` and `last` are the first and the last announcement; `before` when and where it was to be."""

    meeting_id: int
    first: HistoryLine
    last: HistoryLine
    before: Sequence[Held]
    cancelled: HistoryLine | None
    can_change: bool
    is_invited: bool
    differs: bool
    """Whether what is published is something else than what people were told last."""


def way_of(page: Any, user: Any) -> Way | None:
    """How the meeting of `page` stands; None for one that wasn't announced."""
    lines = history_of(page, for_staff=True)
    if not lines:
        return None
    original = MeetingPage.objects.get(pk=original_of(page).pk)
    is_open = not original.is_cancelled and not original.is_over
    last = last_of(original)
    return Way(
        meeting_id=original.pk,
        first=lines[0],
        last=lines[-1],
        before=old_ones(lines),
        cancelled=lines[-1] if lines[-1].kind is AnnouncementKind.CANCELLED else None,
        can_change=is_open and may_announce(user, original),
        is_invited=any(line.kind is AnnouncementKind.INVITED for line in lines),
        differs=is_open and last is not None and differs(original, last),
    )
