r"""How our own format keeps several things in one cell: `` | `` between them, `` = `` inside.

A text that holds such a sign as a word of its own gets a backslash before it (``a \| b``), so that whatever was
written is read again.
"""

import re
from collections.abc import Iterable

BETWEEN, INSIDE, INTERNAL = "|", "=", "(internal)"
"""`INTERNAL` marked internal contacts before they had columns of their own; files that old are still read."""
_SIGN = re.compile(r"\\*(?:[|=]|\(internal\))")


def write_items(items: Iterable[Iterable[str]]) -> str:
    """Items of several texts each as one cell; empty texts at an item's end are left out."""
    return f" {BETWEEN} ".join(_written(list(item)) for item in items)


def _written(texts: list[str]) -> str:
    while texts and not texts[-1].split():
        texts.pop()
    return f" {INSIDE} ".join(" ".join(map(_escape, text.split())) for text in texts)


def _escape(word: str) -> str:
    return f"\\{word}" if _SIGN.fullmatch(word) else word


def read_items(cell: str) -> list[tuple[list[str], bool]]:
    """What `write_items` wrote: the texts of each item, and whether it carries the old mark of internal contacts."""
    items: list[tuple[list[str], bool]] = []
    for words in _split(cell.split(), BETWEEN):
        if words:
            marked = words[-1] == INTERNAL
            texts = _split(words[:-1] if marked else words, INSIDE)
            items.append(([" ".join(map(_unescape, text)) for text in texts], marked))
    return items


def _unescape(word: str) -> str:
    return word[1:] if word.startswith("\\") and _SIGN.fullmatch(word) else word


def _split(words: list[str], sign: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == sign:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts
