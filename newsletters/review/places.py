"""Places of an issue that a reviewer without an account can comment on."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from ..models import ReviewRound
from .difference.lines import LinkNames, Part, blocks_of
from .place_comments import place_label

FIELDS = ("title", "lead")
WORDS = 30
"""So many words of a place are shown, so that it is found again."""


@dataclass(frozen=True)
class Place:
    """A place of an issue: where it is, what the editor calls it, and its first words."""

    place: str
    label: str
    excerpt: str


def places_of(issue: Any) -> list[Place]:
    """The title, the lead and each block, as the instance stands."""
    fields = [Place(name, place_label(issue, name), text) for name in FIELDS if (text := getattr(issue, name))]
    return fields + [Place(part.place, part.label, _excerpt(part)) for part in blocks_of(issue, LinkNames.of(issue))]


def said_in(round: ReviewRound) -> list[tuple[str, str]]:
    """What was said at places by links of `round`, each with the name the place had then."""
    comments = list(round.place_comments.all())
    if not comments:
        return []
    issue = round.revision.as_object()
    return [(place_label(issue, comment.place), comment.text) for comment in comments]


def _excerpt(part: Part) -> str:
    return Truncator(" ".join(line.text for line in part.lines if line.text)).words(WORDS)
