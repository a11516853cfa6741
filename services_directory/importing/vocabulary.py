"""The code list of kinds as a file may speak of it: by code, by name, by a word people use."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from portal.core.czech import fold

from ..models import ServiceKind

MAIN_FIRST = (
    "secondary_school", "primary_school", "nursery_school", "art_school", "childrens_home", "boarding_house",
)  # fmt: skip
"""Which row of a group names the place: what comes first here, then the order of the code list (decision 18)."""


@cache
def region_words() -> dict[str, str]:
    """Words of the region's open data for kinds; other sources use them too."""
    path = Path(__file__).parents[1] / "data" / "region.json"
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["kinds"]
    return words


def _one_of(meant: set[str], fields: dict[str, str]) -> str:
    """The one kind a word means; the whole field if it means that and kinds of it ("knihovna"); "" for others."""
    if len(meant) == 1:
        return min(meant)
    whole = {fields[code] for code in meant}
    return min(whole) if len(whole) == 1 and whole <= meant else ""


@dataclass(frozen=True)
class Kinds:
    """`by_word` holds only words that mean one kind; `fields` the whole field of each kind, `labels` their names."""

    codes: frozenset[str]
    by_word: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Kinds":
        """The code list as it is: one query."""
        kinds = list(ServiceKind.objects.select_related("parent"))
        names: dict[str, set[str]] = defaultdict(set)
        words: dict[str, set[str]] = defaultdict(set)
        for kind in kinds:
            for name in (kind.code, kind.name, kind.name_plural):
                names[fold(name)].add(kind.code)
            for word in kind.synonyms.splitlines():
                words[fold(word)].add(kind.code)
        codes = {kind.code for kind in kinds}
        for word, code in region_words().items():
            if code in codes:
                words[fold(word)] = {code}
        fields = {kind.code: kind.field.code for kind in kinds}
        told = {word: _one_of(meant, fields) for word, meant in (words | names).items() if word}
        return cls(
            codes=frozenset(codes),
            by_word={word: code for word, code in told.items() if code},
            fields=fields,
            labels={kind.code: kind.label for kind in kinds},
            order={kind.code: kind.order for kind in kinds},
        )

    def meant_by(self, text: str) -> str:
        """The code of the kind that `text` means; "" if it means none, or several."""
        return text if text in self.codes else self.by_word.get(fold(text), "")

    def rank(self, code: str) -> tuple[int, int]:
        """The lower, the rather a kind names the place that is several."""
        first = MAIN_FIRST.index(code) if code in MAIN_FIRST else len(MAIN_FIRST)
        return first, self.order.get(code, 0)
