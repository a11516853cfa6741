"""An issue on paper: an accessible PDF (PDF/UA) on A4 with bookmarks, addresses of links printed (N4)."""

from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from portal.core import pdf

from ..enums import PrintLayout
from .content import BY_NAME, body_of, frame_of
from .pictures import pictures_for_paper

STYLESHEET = Path(__file__).parent / "issue.css"


def pdf_of(issue: Any, layout: PrintLayout = PrintLayout.COLOUR) -> bytes:
    """The instance `issue` as PDF in a layout, marked where it is a draft. Asks nobody whether it may go out.

    Raises PdfUnavailable where the machine lacks the libraries.
    """
    return pdf.pdf_of(html_of(issue, layout), stylesheet())


def html_of(issue: Any, layout: PrintLayout = PrintLayout.COLOUR) -> str:
    """The document that is set on paper."""
    frame = frame_of(issue)
    with override(frame.language):
        body = body_of(frame)
        pictures_for_paper(body)
        _print_addresses(body)
        return render_to_string(
            "newsletters/editions/issue.html",
            {
                "issue": issue,
                "page": issue,
                "layout": layout,
                "association": frame.association,
                "is_draft": frame.is_draft,
                "url": frame.url,
                "short_url": _short(frame.url),
                "contents": [section for section in issue.sections if section.anchor],
                # The words come out of templates that escape them.
                "body": mark_safe(str(body)),  # noqa: S308
                "LANGUAGE_CODE": frame.language,
            },
        )


@cache
def stylesheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")


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


def _short(address: str) -> str:
    """An address as people copy it from paper."""
    return address.split("://", 1)[-1].removeprefix("www.").rstrip("/")
