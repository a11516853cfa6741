"""The list from A to Z by the Czech alphabet: č after c, ch after h (S1)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from portal.core.czech import sort_key

from .asked import Asked

if TYPE_CHECKING:
    from .listing import Result

LETTERS = "A B C Č D E F G H CH I J K L M N O P Q R Ř S Š T U V W X Y Z Ž".split()  # noqa: SIM905 (readable so)
BY_KEY = {sort_key(letter): letter for letter in LETTERS}
DIGITS = "0–9"


def letter_of(key: str) -> str:
    """The letter under which a sort key (or its beginning) stands; digits and the rest stand together."""
    return BY_KEY.get(key[:2], DIGITS)


@dataclass(frozen=True)
class Letter:
    """A letter of the row above the list; `address` is empty where nothing begins with it."""

    name: str
    address: str
    count: int


class Alphabet:
    """Letters with the numbers of services, in pages of `size` services that run through them."""

    def __init__(self, counts: Mapping[str, int], asked: Asked, size: int) -> None:
        self._asked = asked
        self._size = size
        self._counts: dict[str, int] = {}
        for key in sorted(counts):
            letter = letter_of(key)
            self._counts[letter] = self._counts.get(letter, 0) + counts[key]

    @property
    def letters(self) -> Iterator[Letter]:
        """All letters; each leads to the page on which its first service stands."""
        before = 0
        for letter in [*([DIGITS] if DIGITS in self._counts else []), *LETTERS]:
            count = self._counts.get(letter, 0)
            page = before // self._size + 1
            address = self._asked.address + (f"&page={page}" if page > 1 else "")
            yield Letter(letter, f"{address}#{anchor(letter)}" if count else "", count)
            before += count


def anchor(letter: str) -> str:
    """The id of a letter's heading: plain ASCII."""
    return f"az-{sort_key(letter) if letter != DIGITS else '0'}"


def under_letters(results: Iterable["Result"]) -> list[tuple[str, str, list["Result"]]]:
    """Results in Czech order under their letters: letter, id of its heading, results."""
    grouped = groupby(results, key=lambda result: letter_of(result.service.sort_key))
    return [(letter, anchor(letter), list(found)) for letter, found in grouped]
