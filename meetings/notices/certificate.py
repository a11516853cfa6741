"""The certificate that a notice was on the board, as PDF/UA on A4 (M8)."""

from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from portal.core.pdf import one_at_a_time, pdf_of

from ..announcing.record import association_of

STYLESHEET = Path(__file__).parent / "certificate.css"


def certificate_pdf(meeting: Any, context: dict[str, Any]) -> bytes | None:
    """What was found (`proof_views.proof_context`) on paper; None while other pages are being set.

    Raises PdfUnavailable without the libraries.
    """
    html = certificate_html(meeting, context)
    return one_at_a_time(lambda: pdf_of(html, _stylesheet()))


def certificate_html(meeting: Any, context: dict[str, Any]) -> str:
    """The document that is set on paper."""
    said = {**context, "association": association_of(meeting), "LANGUAGE_CODE": get_language() or "cs"}
    return render_to_string("meetings/notices/certificate.html", said)


@cache
def _stylesheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")
