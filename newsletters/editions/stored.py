"""PDFs of published issues that are finished: one file for each issue, kept until it says something else.

The fingerprint tells what an issue says; what isn't part of it (the stylesheet, the name of the association on top)
is told beside it.
"""

from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from portal.core.pdf import one_at_a_time

from .content import frame_of
from .pdf import pdf_of, stylesheet

FOLDER = "newsletters/pdf"
REVIEWED_DAILY = ("meetings", "deadlines")
"""Blocks in which days that have passed are marked: with them a PDF is good for a day."""


def finished(issue: Any) -> bytes | None:
    """The PDF as it would be made now, if it is kept already."""
    return _read(_path(issue))


def make(issue: Any) -> bytes | None:
    """Make and keep the PDF; None if the machine is setting other pages right now. Raises PdfUnavailable."""
    return one_at_a_time(lambda: _make(issue))


def _make(issue: Any) -> bytes:
    path = _path(issue)
    kept = _read(path)
    if kept is not None:
        return kept
    content = pdf_of(issue)
    storage = storages["private"]
    _forget_older(storage, issue)
    storage.save(path, ContentFile(content))
    return content


def _read(path: str) -> bytes | None:
    try:
        with storages["private"].open(path) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return None


def _forget_older(storage: Any, issue: Any) -> None:
    try:
        _folders, files = storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in files:
        if name.startswith(f"{issue.pk}-"):
            storage.delete(f"{FOLDER}/{name}")


def _path(issue: Any) -> str:
    return f"{FOLDER}/{issue.pk}-{_version(issue)}.pdf"


def _version(issue: Any) -> str:
    frame = frame_of(issue)
    association = frame.association
    names = (association.name, association.short_name) if association else ()
    dated = any(section.block.block_type in REVIEWED_DAILY for section in issue.sections)
    day = timezone.localdate() if dated else None
    facts = (issue.fingerprint, str(issue.day_of_issue), frame.is_draft, frame.url, names, day, stylesheet())
    return sha256(repr(facts).encode()).hexdigest()[:20]
