"""The invitation as a letter: an accessible PDF on A4, with the whole programme for who is invited (M11, MTG-3)."""

from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from portal.core import pdf
from portal.core.colours import nearest_accessible
from portal.programme.publicity.notices import notices_for
from portal.programme.publicity.strips import strips_of
from portal.tenancy.emblems import emblem_on_paper
from portal.tenancy.models import Association

from ..models import Announcement, Invitation, MeetingRules
from .sheet import Sheet, sheet_of, sheet_of_announcement

STYLESHEET = Path(__file__).parent / "letter.css"
WHITE = "#ffffff"
ON_PAPER = 7.0
"""Contrast of coloured headings on white paper: toner is paler than a screen."""


def letter_pdf(meeting: Any, invitation: Invitation | None = None, *, is_draft: bool | None = None) -> bytes:
    """The letter about the instance `meeting`, to whom `invitation` is for or to the mayors of all members, as PDF.

    It holds points that aren't public: who may not read them must not get it. Raises PdfUnavailable where the machine
    lacks the libraries.
    """
    return letter_of(sheet_of(meeting, is_draft=is_draft), invitation)


def letter_of_announcement(announcement: Announcement) -> bytes:
    """The letter to all mayors as it was when `announcement` was made. Raises PdfUnavailable."""
    return letter_of(sheet_of_announcement(announcement))


def letter_of(sheet: Sheet, invitation: Invitation | None = None) -> bytes:
    """`sheet` as a letter. Raises PdfUnavailable."""
    return pdf.pdf_of(letter_html(sheet, invitation), stylesheet(sheet.association))


def letter_html(sheet: Sheet, invitation: Invitation | None = None) -> str:
    """The document that is set."""
    association = sheet.association
    with override(sheet.language):
        return render_to_string(
            "meetings/papers/letter.html",
            {
                "sheet": sheet,
                "association": association,
                "emblem": emblem_on_paper(association),
                "invitation": invitation,
                "rules": MeetingRules.objects.filter(site=association.site_id).first(),
                "publicity": strips_of(notices_for(association.site, sheet.shown_on)),
                "LANGUAGE_CODE": sheet.language,
            },
        )


def stylesheet(association: Association) -> str:
    """The sheet with the association's colour, dark enough for toner."""
    return f":root{{--accent:{nearest_accessible(association.brand_colour, WHITE, ON_PAPER)}}}\n{_sheet()}"


@cache
def _sheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")
