"""Compared lines as HTML: changed words marked, pictures beside each other, what stayed folded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.images import get_image_model

from .lines import Line, Part
from .words import added, likeness, marked_words, removed

THUMBNAIL = "max-480x360|format-webp"
AROUND = 1
"""So many lines that stayed are left beside a change."""
FOLDED_FROM = 3
"""So many lines that stayed in a row are folded away."""
ALIKE = 0.4
"""From so alike on, one line is the other one changed."""
PAIRED = 60
"""In a longer stretch of changed lines nobody looks for pairs."""


@dataclass
class Pictures:
    """All pictures of both revisions, with their thumbnails: asked for once."""

    found: dict[int, Any]

    @classmethod
    def of(cls, *parts: Part) -> "Pictures":
        wanted = {line.picture for part in parts for line in part.lines if line.picture is not None}
        model = get_image_model()
        return cls(model.objects.prefetch_renditions(THUMBNAIL).in_bulk(wanted) if wanted else {})

    def html(self, number: int | None) -> SafeString:
        image = self.found.get(number or 0)
        if image is None:
            return format_html("<em>{}</em>", _("a picture that is no longer there"))
        rendition = image.get_rendition(THUMBNAIL)
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
            rendition.url,
            rendition.width,
            rendition.height,
            image.description or image.title,
        )


@dataclass(frozen=True)
class Row:
    """A row of the page: what its line is called, and its content."""

    label: str
    content: SafeString


def lines_html(old: Sequence[Line], new: Sequence[Line], pictures: Pictures) -> SafeString:
    """The lines of both in the order of reading."""
    rows: list[Row] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    differ = [step for step in steps if step[0] != "equal"]
    moved = {line for step in differ for line in old[step[1] : step[2]]}
    moved &= {line for step in differ for line in new[step[3] : step[4]]}
    for number, (tag, old_from, old_to, new_from, new_to) in enumerate(steps):
        if tag == "equal":
            rows += _stayed(new[new_from:new_to], pictures, is_first=number == 0, is_last=number == len(steps) - 1)
            continue
        taken = [line for line in old[old_from:old_to] if line not in moved]
        rows += _changed(taken, list(new[new_from:new_to]), moved, pictures)
    return format_html('<div class="diff">{}</div>', _join(rows))


def _stayed(lines: Sequence[Line], pictures: Pictures, *, is_first: bool, is_last: bool) -> Iterator[Row]:
    """Lines that say what they said: all of a few, of many the ends that touch a change."""
    head, tail = 0 if is_first else AROUND, 0 if is_last else AROUND
    folded = lines[head : len(lines) - tail]
    if len(folded) < FOLDED_FROM:
        yield from (_row(line, _plain(line, pictures)) for line in lines)
        return
    yield from (_row(line, _plain(line, pictures)) for line in lines[:head])
    count = len(folded)
    said = ngettext("%(count)d line is as it was", "%(count)d lines are as they were", count) % {"count": count}
    inner = _join([_row(line, _plain(line, pictures)) for line in folded])
    yield Row("", format_html("<details><summary>{}</summary>{}</details>", said, inner))
    yield from (_row(line, _plain(line, pictures)) for line in lines[len(lines) - tail :])


def _changed(old: list[Line], new: list[Line], moved: set[Line], pictures: Pictures) -> Iterator[Row]:
    """Lines that differ: each new one beside the old one it came from; where there is none, the old ones first."""
    fresh: list[Row] = []
    for line in new:
        before = _origin(line, old) if len(old) * len(new) <= PAIRED * PAIRED and line not in moved else None
        if line in moved:
            note = format_html('<span class="diff-note">({})</span> {}', _("moved here"), _plain(line, pictures))
            fresh.append(_row(line, note))
        elif before is None:
            fresh.append(_row(line, added(_plain(line, pictures))))
        else:
            at = old.index(before)
            yield from _gone(old[:at], pictures)
            yield from fresh
            yield _row(line, _both(before, line, pictures))
            fresh = []
            del old[: at + 1]
    yield from _gone(old, pictures)
    yield from fresh


def _gone(lines: Sequence[Line], pictures: Pictures) -> Iterator[Row]:
    return (_row(line, removed(_plain(line, pictures))) for line in lines)


def _origin(line: Line, old: list[Line]) -> Line | None:
    """The line that `line` was before: a picture in the same place, or words that are alike."""
    for before in old:
        if before.label != line.label or (before.picture is None) != (line.picture is None):
            continue
        if line.picture is not None or likeness(before.text, line.text) >= ALIKE:
            return before
    return None


def _both(before: Line, line: Line, pictures: Pictures) -> SafeString:
    if line.picture is None:
        return marked_words(before.text, line.text)
    return format_html(
        '<span class="diff-pictures">{}{}</span>',
        removed(pictures.html(before.picture)),
        added(pictures.html(line.picture)),
    )


def _plain(line: Line, pictures: Pictures) -> SafeString:
    return pictures.html(line.picture) if line.picture is not None else format_html("{}", line.text)


def _row(line: Line, content: SafeString) -> Row:
    return Row(line.label, format_html('<p class="diff-line">{}</p>', content))


def _join(rows: Sequence[Row]) -> SafeString:
    """All rows; what several in a row are called is said once."""
    parts: list[SafeString] = []
    last = ""
    for row in rows:
        if row.label and row.label != last:
            parts.append(format_html('<p class="diff-label">{}</p>', capfirst(row.label)))
        parts.append(row.content)
        last = row.label
    return format_html_join("\n", "{}", ((part,) for part in parts))
