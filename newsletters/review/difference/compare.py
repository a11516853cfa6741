"""Two revisions of an issue beside each other (V5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .lines import LinkNames, Part, blocks_of, fields_of, surroundings_of
from .markup import Pictures, lines_html


class Kind(StrEnum):
    """What happened to a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Difference:
    """One part of an issue that says something else than before: what the editor calls it, where it is, and how."""

    label: str
    place: str
    html: SafeString
    kind: Kind = Kind.CHANGED


def differences(old_revision: Any, new_revision: Any) -> list[Difference]:
    """What `new_revision` says differently, in the order of the issue; nothing to compare with: nothing."""
    if old_revision is None:
        return []
    old, new = old_revision.as_object(), new_revision.as_object()
    names = LinkNames.of(old, new)
    old_blocks, new_blocks = blocks_of(old, names), blocks_of(new, names)
    old_around, new_around = surroundings_of(old), surroundings_of(new)
    pictures = Pictures.of(*old_blocks, *new_blocks, *old_around, *new_around)
    return [
        *_named(fields_of(old), fields_of(new), pictures),
        *_blocks(old_blocks, new_blocks, pictures),
        *_named(old_around, new_around, pictures),
    ]


def _named(old: list[Part], new: list[Part], pictures: Pictures) -> Iterator[Difference]:
    """Parts that every issue has, each beside itself."""
    for before, after in zip(old, new, strict=True):
        if before.stored != after.stored:
            yield _difference(before, after, pictures)


def _blocks(old: list[Part], new: list[Part], pictures: Pictures) -> Iterator[Difference]:
    """The blocks that differ; what was taken away stands where it was."""
    pairs = _pairs(old, new)
    stayed = _in_order([place for place in pairs.values() if place is not None])
    counterparts = {place for place in pairs.values() if place is not None}
    done = 0
    for number, part in enumerate(new):
        place = pairs[number]
        if place is not None and place in stayed:
            yield from (_removed(gone, pictures) for at, gone in _from(old, done, place) if at not in counterparts)
            done = place
        if place is None:
            yield _added(part, pictures)
        elif old[place].stored != part.stored or place not in stayed:
            yield _difference(old[place], part, pictures, is_moved=place not in stayed)
    yield from (_removed(gone, pictures) for at, gone in _from(old, done, len(old)) if at not in counterparts)


def _from(parts: list[Part], start: int, end: int) -> list[tuple[int, Part]]:
    return list(enumerate(parts))[start:end]


def _pairs(old: list[Part], new: list[Part]) -> dict[int, int | None]:
    """For each block the place of the same one before: by its id, else one of the same words, else of the same name."""
    found: dict[int, int | None] = {}
    free = dict(enumerate(old))
    for says in (_place, _words, _name):
        for number, part in enumerate(new):
            if found.get(number) is not None:
                continue
            place = next((at for at, before in free.items() if says(before) == says(part)), None)
            found[number] = place
            if place is not None:
                del free[place]
    return found


def _place(part: Part) -> Any:
    return part.kind, part.place


def _words(part: Part) -> Any:
    return part.kind, part.lines


def _name(part: Part) -> Any:
    return part.kind, part.label


def _in_order(places: list[int]) -> set[int]:
    """Those that kept their order; the others were moved."""
    matcher = SequenceMatcher(None, sorted(places), places, autojunk=False)
    return {places[at] for match in matcher.get_matching_blocks() for at in range(match.b, match.b + match.size)}


# --- What each looks like --------------------------------------------------------------------------
def _added(part: Part, pictures: Pictures) -> Difference:
    return Difference(part.label, part.place, lines_html((), part.lines, pictures), Kind.ADDED)


def _removed(part: Part, pictures: Pictures) -> Difference:
    return Difference(part.label, part.place, lines_html(part.lines, (), pictures), Kind.REMOVED)


def _difference(before: Part, after: Part, pictures: Pictures, *, is_moved: bool = False) -> Difference:
    notes = [_("It stands elsewhere than before.")] if is_moved else []
    html = SafeString("")
    if before.lines != after.lines:
        html = lines_html(before.lines, after.lines, pictures)
    elif before.stored != after.stored:
        notes.append(_("The words are the same; their look (bold, a list) or a detail behind them has changed."))
    said = "".join(format_html('<p class="diff-note">{}</p>', note) for note in notes)
    kind = Kind.MOVED if is_moved and not html else Kind.CHANGED
    return Difference(after.label, after.place, SafeString(said) + html, kind)
