"""PDFs of published issues that are finished: one file for each issue, kept until it says something else.

The fingerprint tells what an issue says; what isn't part of it (the stylesheet, the name of the association on top)
is told beside it.
"""

from hashlib import sha256
from typing import Any

from django.utils import timezone

from portal.core.kept_pdfs import KeptPdf
from portal.core.pdf import one_at_a_time

from .content import frame_of
from .pdf import pdf_of, stylesheet

FOLDER = "newsletters/pdf"
REVIEWED_DAILY = ("meetings", "deadlines")
"""Blocks in which days that have passed are marked: with them a PDF is good for a day."""


def finished(issue: Any) -> bytes | None:
    """The PDF as it would be made now, if it is kept already."""
    return _kept(issue).read()


def make(issue: Any) -> bytes | None:
    """Make and keep the PDF; None if the machine is setting other pages right now. Raises PdfUnavailable."""
    return one_at_a_time(lambda: _kept(issue).read_or_make(lambda: pdf_of(issue)))


def _kept(issue: Any) -> KeptPdf:
    return KeptPdf(FOLDER, f"{issue.pk}-", _version(issue))


def _version(issue: Any) -> str:
    frame = frame_of(issue)
    association = frame.association
    names = (association.name, association.short_name) if association else ()
    dated = any(section.block.block_type in REVIEWED_DAILY for section in issue.sections)
    day = timezone.localdate() if dated else None
    facts = (issue.fingerprint, str(issue.day_of_issue), frame.is_draft, frame.url, names, day, stylesheet())
    return sha256(repr(facts).encode()).hexdigest()[:20]
