"""What is missing or wrong in an issue, with the place to mend it (C1, NWS-1, NWS-2, NWS-4, CIT-3)."""

from collections.abc import Callable, Iterator
from typing import Any

from . import gaps, headings, imprint, leftovers, length, lines, links, parts, pictures
from .finding import Finding
from .reading import Reading

__all__ = ["Finding", "findings"]

Check = Callable[[Reading], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    leftovers.check,
    gaps.check,
    headings.check,
    links.check,
    pictures.check,
    lines.check,
    parts.check,
    length.check,
    imprint.check,
)


def findings(issue: Any) -> list[Finding]:
    """All findings of `issue`, as the instance stands (a draft, or what a form was filled with).

    What is blocking comes first, each kind in the order in which the issue is read.
    """
    reading = Reading.of(issue)
    found = dict.fromkeys(finding for check in CHECKS for finding in check(reading))
    return sorted(found, key=lambda finding: (not finding.is_blocking, reading.position(finding.place)))
