"""Headings in order: none empty, none skipped, one first level only, in the whole page as readers get it (C1)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Finding
from .reading import Reading


def check(reading: Reading) -> Iterator[Finding]:
    """Findings `empty_heading` and `skipped_heading`."""
    last = 0
    for part in reading.words:
        found = [(part.level, part.text)] if part.level else part.rich.headings
        for level, text in found:
            if not text.strip():
                if part.is_required or not part.level:
                    message = _("“%(section)s”: a heading is empty. Write it, or delete the empty line.")
                    yield Finding("empty_heading", message % {"section": part.section}, part.place)
                continue
            if level > last + 1 or (level == 1 and part.place != "title"):
                message = _(
                    "“%(section)s”: the heading “%(heading)s” is of level %(level)d, but %(expected)d is due here."
                )
                values = {"section": part.section, "heading": text, "level": level, "expected": max(last + 1, 2)}
                yield Finding("skipped_heading", message % values, part.place)
            last = level
