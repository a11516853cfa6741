"""An issue on paper: an accessible PDF (PDF/UA) on A4 in two layouts, addresses of links printed (N4, N5)."""

from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from portal.core import pdf
from portal.core.colours import mixed_with_white, nearest_accessible
from portal.tenancy.models import Association

from ..enums import PrintLayout
from .content import BY_NAME, body_of, frame_of
from .pictures import data_address, pictures_for_paper

STYLESHEET = Path(__file__).parent / "issue.css"
EMBLEM = "max-400x400|bgcolor-fff|format-png"
WHITE = "#ffffff"
ON_PAPER = 7.0
"""Contrast of coloured headings on white paper: toner is paler than a screen."""
TINT = 0.09
LONG_ITEM = 700
"""Characters from which a piece of news may go on overleaf; a shorter one stays in one piece."""


def pdf_of(issue: Any, layout: PrintLayout = PrintLayout.COLOUR) -> bytes:
    """The instance `issue` as PDF in a layout, marked where it is a draft. Asks nobody whether it may go out.

    Raises PdfUnavailable where the machine lacks the libraries.
    """
    return pdf.pdf_of(html_of(issue, layout), stylesheet(layout, colour_of(frame_of(issue).association)))


def html_of(issue: Any, layout: PrintLayout = PrintLayout.COLOUR) -> str:
    """The document that is set on paper."""
    frame, is_grey = frame_of(issue), layout == PrintLayout.BLACK
    with override(frame.language):
        body = body_of(frame, is_plain=is_grey)
        pictures_for_paper(body, is_grey=is_grey)
        _print_addresses(body)
        _mark_lists(body)
        return render_to_string(
            "newsletters/editions/issue.html",
            {
                "issue": issue,
                "page": issue,
                "association": frame.association,
                "emblem": _emblem(frame.association, is_grey=is_grey),
                "is_draft": frame.is_draft,
                "url": frame.url,
                "short_url": _short(frame.url),
                "contents": [section for section in issue.sections if section.anchor],
                # The words come out of templates that escape them.
                "body": mark_safe(str(body)),  # noqa: S308
                "LANGUAGE_CODE": frame.language,
            },
        )


def colour_of(association: Association | None) -> str:
    """The association's colour; black where there is none."""
    return association.brand_colour if association else "#000000"


def stylesheet(layout: PrintLayout, colour: str) -> str:
    """The sheet of a layout: without colours everything is black, and what `colour` says is said by lines as well."""
    if layout == PrintLayout.BLACK:
        return _sheet()
    accent, tint = nearest_accessible(colour, WHITE, ON_PAPER), mixed_with_white(colour, TINT)
    return f":root{{--accent:{accent};--tint:{tint}}}\n{_sheet()}"


@cache
def _sheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")


def _emblem(association: Association | None, *, is_grey: bool) -> str:
    if association is None or association.emblem is None:
        return ""
    try:
        with association.emblem.get_rendition(EMBLEM).file.open("rb") as file:
            return data_address(file.read(), is_grey=is_grey)
    except OSError:
        # Paper without an emblem is better than none.
        return ""


def _print_addresses(soup: BeautifulSoup) -> None:
    """Say at each link where it leads, unless its words say so already."""
    for tag in soup.find_all("a"):
        address = str(tag.get("href", ""))
        if not address:
            tag.unwrap()
        elif (
            BY_NAME not in str(tag.get("class", ""))
            and address.startswith("http")
            and _short(address) not in tag.get_text()
        ):
            tag["data-address"] = _short(address)


def _mark_lists(soup: BeautifulSoup) -> None:
    """Services of a list run on in lines; a long piece of news needn't stand on one page."""
    for listed in soup.find_all("ul"):
        items = listed.find_all("li", recursive=False)
        if any(_is_service(item) for item in items):
            listed["class"] = "entries"
        for item in items:
            if len(item.get_text()) > LONG_ITEM:
                item["class"] = "long"


def _is_service(item: Tag) -> bool:
    return item.select_one(f":scope > p:first-child > a.{BY_NAME}") is not None


def _short(address: str) -> str:
    """An address as people copy it from paper."""
    return address.split("://", 1)[-1].removeprefix("www.").rstrip("/")
