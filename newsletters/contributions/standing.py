"""Who sent what: the centre's view of an issue's contributors (N1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..models import Contribution, Contributor
from .letters import returned_addresses


@dataclass(frozen=True)
class Row:
    """One person who was asked, and what they sent."""

    contributor: Contributor
    pieces: Sequence[Contribution]
    came_back: bool

    @property
    def state(self) -> str:
        """``sent``, ``nothing``, ``returned`` (the letter came back) or ``silent``."""
        if self.pieces:
            return "sent"
        if self.contributor.has_nothing:
            return "nothing"
        return "returned" if self.came_back else "silent"


@dataclass(frozen=True)
class Summary:
    """Everybody who was asked, and all that came, also from who has an account."""

    rows: Sequence[Row]
    pieces: Sequence[Contribution]

    def of(self, state: str) -> list[Row]:
        return [row for row in self.rows if row.state == state]

    @property
    def silent(self) -> list[Row]:
        return self.of("silent")

    @property
    def nothing(self) -> list[Row]:
        return self.of("nothing")

    @property
    def returned(self) -> list[Row]:
        return self.of("returned")


def summary_of(issue: Any) -> Summary:
    """How the contributions to `issue` stand, in a constant number of queries."""
    pieces = list(issue.contributions.select_related("municipality", "contributor", "image").order_by("submitted_at"))
    back = returned_addresses(issue)
    rows = [
        Row(
            contributor,
            [piece for piece in pieces if piece.contributor_id == contributor.pk],
            contributor.email.lower() in back,
        )
        for contributor in sorted(issue.contributors.select_related("municipality"), key=_by_place)
    ]
    return Summary(rows, pieces)


def _by_place(contributor: Contributor) -> tuple[bool, str, str]:
    """In Czech order of municipalities; who belongs to none comes last."""
    place = contributor.municipality
    return (place is None, place.sort_key if place is not None else "", contributor.email)
