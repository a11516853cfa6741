"""An issue as the checks read it: once for all of them."""

from dataclasses import dataclass
from typing import Any, Self

from ..first import is_first
from .content import Section, Words, head, sections


@dataclass(frozen=True)
class Reading:
    """The instance with its words and pictures."""

    issue: Any
    head: list[Words]
    sections: list[Section]
    is_first: bool

    @classmethod
    def of(cls, issue: Any) -> Self:
        return cls(issue, head(issue), sections(issue), is_first(issue))

    @property
    def is_erratum(self) -> bool:
        return self.issue.corrects_id is not None

    @property
    def words(self) -> list[Words]:
        """Everything with words in it, from the title down."""
        return [*self.head, *(part for section in self.sections for part in section.words)]

    def position(self, place: str) -> int:
        """Where `place` comes in reading: the title, the lead, the blocks in their order, then the rest."""
        if place in ("title", "lead"):
            return ("title", "lead").index(place)
        for number, section in enumerate(self.sections):
            if place == section.place or place.startswith(f"{section.place}."):
                return number + 2
        return len(self.sections) + 2
