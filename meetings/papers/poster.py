"""The poster for notice boards: one page of A4 to be read from three metres, with nothing but what is public (M11)."""

from dataclasses import dataclass
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

from ..facts import PointFacts
from ..models import Announcement
from .letter import ON_PAPER, WHITE
from .qr import qr_code
from .sheet import Sheet, sheet_of, sheet_of_announcement

STYLESHEET = Path(__file__).parent / "poster.css"
DEEP = 3
LAST = "board"
"""The lines for the clerk's hand: what is named so in the document stands below everything else."""
BELOW, PIXELS_PER_MM = 13, 96 / 25.4
"""From those lines to the edge of the paper: the page's margin with a little room."""


@dataclass(frozen=True)
class Level:
    """How a poster makes room: the size of its letters, how deep the programme goes, how many points it has at most.

    Without points it says where the whole programme is.
    """

    size: str
    depth: int
    points: int | None = None


LEVELS = (
    Level("large", DEEP),
    Level("middle", DEEP),
    Level("middle", 1),
    Level("fair", 1),
    Level("small", 1),
    *(Level("small", 1, points) for points in (16, 13, 11, 9, 7, 5, 3, 1)),
    Level("tiny", 1, 0),
)
"""From the most generous one; each takes no more room than the one before."""


def poster_pdf(meeting: Any, *, is_draft: bool | None = None) -> bytes:
    """The poster of the instance `meeting` as PDF, marked where it is a draft. Raises PdfUnavailable."""
    return poster_of(sheet_of(meeting, is_draft=is_draft))


def poster_of_announcement(announcement: Announcement) -> bytes:
    """The poster as it was when `announcement` was made. Raises PdfUnavailable."""
    return poster_of(sheet_of_announcement(announcement))


def poster_of(sheet: Sheet) -> bytes:
    """`sheet` as a poster, on one page. Raises PdfUnavailable."""
    common = _common(sheet)

    def html(step: int) -> str:
        return _html(sheet, LEVELS[step], common)

    return pdf.fitted_pdf_of(html, stylesheet(sheet.association), steps=len(LEVELS), settled=foot_down)


def foot_down(document: Any) -> str:
    """The rule that puts the foot at the bottom of the page.

    A flexible box would do it too, but WeasyPrint takes minutes to part a long one.
    """
    page = document.pages[0]
    if LAST not in page.anchors:
        return ""
    _left, _top, _right, bottom = page.anchors[LAST]
    spare = page.height - BELOW * PIXELS_PER_MM - bottom
    return f"footer {{ margin-top: {max(spare, 0):.1f}px }}"


def poster_html(sheet: Sheet, level: Level = LEVELS[0]) -> str:
    """The document that is set, at a level."""
    return _html(sheet, level, _common(sheet))


def stylesheet(association: Association) -> str:
    """The sheet with the association's colour; nothing is said by the colour alone."""
    return f":root{{--accent:{nearest_accessible(association.brand_colour, WHITE, ON_PAPER)}}}\n{_sheet()}"


def _common(sheet: Sheet) -> dict[str, Any]:
    """What is the same on every level."""
    association = sheet.association
    return {
        "sheet": sheet,
        "association": association,
        "emblem": emblem_on_paper(association),
        "code": qr_code(sheet.url),
        "publicity": strips_of(notices_for(association.site, sheet.shown_on)),
        "LANGUAGE_CODE": sheet.language,
    }


def _html(sheet: Sheet, level: Level, common: dict[str, Any]) -> str:
    points = _cut(sheet.open_points, level.depth)
    shown = points[: level.points]
    context = {**common, "level": level, "points": shown, "left_out": len(points) - len(shown)}
    with override(sheet.language):
        return render_to_string("meetings/papers/poster.html", context)


def _cut(points: list[PointFacts], depth: int) -> list[PointFacts]:
    """`points` without those deeper than `depth` levels."""
    return [{**point, "points": _cut(point["points"], depth - 1) if depth > 1 else []} for point in points]


@cache
def _sheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")
