"""Words that only kept a place and were never replaced (C1)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Finding
from .reading import Reading

LEFTOVER = re.compile(
    r"lorem ipsum|\bx{3,}\b|\btodo\b|\?{3,}|_{4,}"
    r"|\[[^\[\]\n]*(?:dopl[nň]|vypl[nň]|napi[sš]|upravte|…|\.\.\.|fill in)[^\]\n]*\]",
    re.IGNORECASE,
)


def check(reading: Reading) -> Iterator[Finding]:
    """Finding `leftover`: one for each field, with the first such words."""
    for part in reading.words:
        found = LEFTOVER.search(part.rich.words)
        if found is not None:
            message = _("“%(section)s”: “%(words)s” was to be replaced or deleted.")
            yield Finding("leftover", message % {"section": part.section, "words": found.group()}, part.place)
