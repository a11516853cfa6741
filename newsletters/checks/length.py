"""At least one page of A4 besides the overview of services (NWS-2)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.core.templatetags.portal import spaced

from ..limits import limit
from .content import Section
from .finding import Finding
from .parts import OVERVIEW
from .reading import Reading

PICTURE = 300
"""Characters a picture stands for: it takes a sixth of a page of 1,800."""
PICTURES_AT_MOST = 2
"""Pictures make no more than one part in so many of the least length: an issue is to be read."""


def check(reading: Reading) -> Iterator[Finding]:
    """Finding `too_short`, for issues; an erratum is as long as it needs to be."""
    if reading.is_erratum:
        return
    least = least_length()
    count = characters(reading, least)
    if count < least:
        message = _(
            "The issue is short: without the overview of services it has %(count)s characters and should have "
            "%(least)s (a page of A4). %(missing)s are missing."
        )
        values = {"count": spaced(count), "least": spaced(least), "missing": spaced(least - count)}
        yield Finding("too_short", message % values, "body")


def least_length() -> int:
    """Characters, spaces included, that an issue has at least; the rows of the programme say how many."""
    return limit("newsletter_min_pages") * limit("newsletter_page_characters")


def characters(reading: Reading, least: int) -> int:
    """The length of what the centre wrote, the overview left out; a picture counts something, filled-in facts don't."""
    counted = [section for section in reading.sections if section.block_type not in OVERVIEW]
    words = sum(_length(part.rich.words) for part in reading.head) + sum(_words(section) for section in counted)
    pictures = sum(len(section.pictures) for section in counted) * PICTURE
    return words + min(pictures, least // PICTURES_AT_MOST)


def _words(section: Section) -> int:
    return sum(_length(part.rich.words) for part in section.words if not part.is_beside)


def _length(text: str) -> int:
    return len(" ".join(text.split()))
