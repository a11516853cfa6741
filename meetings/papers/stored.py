"""Posters that are finished: one file of a page, kept until the poster would say or look otherwise."""

from hashlib import sha256
from typing import Any

from portal.core.kept_pdfs import KeptPdf
from portal.core.pdf import one_at_a_time

from .poster import poster_html, poster_of, stylesheet
from .sheet import Sheet, sheet_of

FOLDER = "meetings/posters"


class Poster:
    """The poster of a published page as it stands; `version` changes with what it says and how it looks."""

    def __init__(self, meeting: Any) -> None:
        self.sheet: Sheet = sheet_of(meeting)
        said = (poster_html(self.sheet), stylesheet(self.sheet.association))
        self.version = sha256(repr(said).encode()).hexdigest()[:20]
        self._kept = KeptPdf(FOLDER, f"{meeting.pk}-", self.version)

    def finished(self) -> bytes | None:
        """The PDF if it is kept already."""
        return self._kept.read()

    def make(self) -> bytes | None:
        """Make and keep it; None if the machine is setting other pages right now. Raises PdfUnavailable."""
        return one_at_a_time(lambda: self._kept.read_or_make(lambda: poster_of(self.sheet)))
