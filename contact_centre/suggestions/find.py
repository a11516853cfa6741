"""Suggestions for what a citizen writes: services of the directory and answers of the centre (CIT-2)."""

from dataclasses import dataclass, field

from portal.tenancy.models import Agenda, Association, Municipality

from ..models import RequestCategory

MOST = 5


@dataclass(frozen=True)
class Suggestion:
    """A link with a sentence of plain text."""

    title: str
    url: str
    summary: str = ""


@dataclass(frozen=True)
class Suggestions:
    """What may help, most telling first. Falsy when there is nothing: no suggestion is better than nonsense."""

    services: list[Suggestion] = field(default_factory=list)
    answers: list[Suggestion] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.services or self.answers)


def suggest(
    *,
    association: Association,
    text: str,
    municipality: Municipality | None = None,
    category: RequestCategory | None = None,
    agenda: Agenda | None = None,
    limit: int = MOST,
) -> Suggestions:
    """Services and answers of `association` for a `text` as citizens write, at most `limit` of each."""
    return Suggestions()
