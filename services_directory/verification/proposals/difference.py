"""What a proposal would change, line by line, as somebody compares it by eye: left, taken away, added (F6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from ...enums import Decision
from ...models import ProposedChange, Service
from ..asking.field_kinds import WordsFact
from ..asking.fields import FIELDS
from .decisions import END, is_changed_meanwhile, label_of, mark_of

SAME, REMOVED, ADDED = "same", "removed", "added"


@dataclass(frozen=True)
class Line:
    """A line of the difference; `kind` is SAME, REMOVED or ADDED."""

    kind: str
    text: str


def line_difference(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """The lines of both in the order of reading; what was taken away stands before what came instead."""
    found: list[Line] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Line(SAME, text) for text in old[old_from:old_to]]
            continue
        found += [Line(REMOVED, text) for text in old[old_from:old_to]]
        found += [Line(ADDED, text) for text in new[new_from:new_to]]
    return found


@dataclass(frozen=True)
class ShownChange:
    """One proposed change with all that a decision needs; values are lines of words."""

    change: ProposedChange
    label: str
    seen: list[str]
    now: list[str]
    proposed: list[str]
    lines: list[Line]
    mark: str
    is_changed_meanwhile: bool
    is_there_already: bool
    is_known: bool

    @property
    def is_waiting(self) -> bool:
        return self.change.decision == Decision.WAITING

    @property
    def is_message(self) -> bool:
        """Whether a person copies it into the entry by hand."""
        return isinstance(FIELDS.get(self.change.field), WordsFact)

    @property
    def is_end(self) -> bool:
        """Whether it says that the service is no more."""
        return self.change.field == END and bool(self.change.new)


def shown_change(change: ProposedChange, service: Service) -> ShownChange:
    """`change` beside what `service` says now; a decided one beside what the provider saw."""
    is_known = change.field in FIELDS
    waits = change.decision == Decision.WAITING
    now = FIELDS[change.field].read(service) if is_known and waits else change.old
    lines = {name: _lines(change.field, value) for name, value in (("seen", change.old), ("now", now))}
    proposed = _lines(change.field, change.new)
    return ShownChange(
        change=change,
        label=label_of(change.field),
        seen=lines["seen"],
        now=lines["now"],
        proposed=proposed,
        lines=line_difference(lines["now"], proposed),
        mark=mark_of(now),
        is_changed_meanwhile=waits and is_known and is_changed_meanwhile(change, now),
        is_there_already=waits and is_known and now == change.new,
        is_known=is_known,
    )


def _lines(key: str, value: Any) -> list[str]:
    if key not in FIELDS:
        return [str(value)] if value else []
    return FIELDS[key].lines(value)
