"""PDFs of published issues that are finished: a file for each issue and layout, kept until it says something else.

The fingerprint tells what an issue says; what isn't part of it (the stylesheet, the name of the association on top)
is told beside it.
"""

from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from portal.core.kept_pdfs import KeptPdf
from portal.core.pdf import one_at_a_time

from ..enums import PrintLayout
from .content import frame_of
from .pdf import colour_of, pdf_of, stylesheet

FOLDER = "newsletters/pdf"
REVIEWED_DAILY = ("meetings", "deadlines")
"""Blocks in which days that have passed are marked: with them a PDF is good for a day."""
SIZE = "newsletters.pdf.size"


def finished(issue: Any, layout: PrintLayout) -> bytes | None:
    """The PDF as it would be made now, if it is kept already."""
    return _kept(issue, layout).read()


def make(issue: Any, layout: PrintLayout) -> bytes | None:
    """Make and keep the PDF; None if the machine is setting other pages right now. Raises PdfUnavailable."""
    return one_at_a_time(lambda: make_anyway(issue, layout))


def make_anyway(issue: Any, layout: PrintLayout) -> bytes:
    """Make and keep the PDF unless it is kept already, and throw away its older editions. Raises PdfUnavailable."""
    content = _kept(issue, layout).read_or_make(lambda: pdf_of(issue, layout))
    cache.set(_size_key(issue, layout), len(content), timeout=None)
    return content


def sizes_of(issue: Any) -> dict[str, int]:
    """How many bytes the PDFs of `issue` had when they were made last, by layout, as far as that is known.

    One query of the cache: a page that offers them waits for no other storage.
    """
    keys = {_size_key(issue, layout): str(layout) for layout in PrintLayout}
    return {keys[key]: size for key, size in cache.get_many(list(keys)).items()}


def _size_key(issue: Any, layout: PrintLayout) -> str:
    # A page that repeats another one has that one's files.
    return f"{SIZE}:{issue.alias_of_id or issue.pk}:{issue.fingerprint}:{layout}"


def _kept(issue: Any, layout: PrintLayout) -> KeptPdf:
    return KeptPdf(FOLDER, f"{issue.pk}-{layout}-", _version(issue, layout))


def _version(issue: Any, layout: PrintLayout) -> str:
    frame = frame_of(issue)
    association = frame.association
    names = (association.name, association.short_name, association.emblem_id) if association else ()
    dated = any(section.block.block_type in REVIEWED_DAILY for section in issue.sections)
    day = timezone.localdate() if dated else None
    facts = (issue.fingerprint, str(issue.day_of_issue), frame.is_draft, frame.url, names, day)
    look = stylesheet(layout, colour_of(association))
    return sha256(repr((facts, look)).encode()).hexdigest()[:20]
