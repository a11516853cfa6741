"""Runs of characters no line can hold: a phone and a sheet of A4 would cut them off (C1; WCAG 1.4.10)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Finding
from .reading import Reading

MOST = 38
"""Characters of text that stand side by side on a phone 320 px wide."""
MOST_IN_HEADING = 24
BREAKS = re.compile("[ \t\r\n\u00ad\u200b\u2013\u2014/-]+")
"""Where a line may break. A non-breaking space is no such place."""
SHOWN = 20


def check(reading: Reading) -> Iterator[Finding]:
    """Finding `long_line`."""
    for part in reading.words:
        headings = [text for _level, text in part.rich.headings]
        texts = [(part.text, MOST_IN_HEADING)] if part.level else [(part.rich.words, MOST)]
        for text, most in [*texts, *((heading, MOST_IN_HEADING) for heading in headings)]:
            longest = max(BREAKS.split(text), key=len)
            if len(longest) > most:
                message = _(
                    "“%(section)s”: “%(start)s…” has %(count)d characters without a gap and doesn't fit on a phone. "
                    "Divide it; give a long address words of its own."
                )
                values = {"section": part.section, "start": longest[:SHOWN], "count": len(longest)}
                yield Finding("long_line", message % values, part.place)
                break
