"""The report of distribution as PDF/UA on A4."""

from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from portal.core.pdf import one_at_a_time, pdf_of

STYLESHEET = Path(__file__).parent / "report.css"


def report_pdf(shown: dict[str, Any]) -> bytes | None:
    """What the view shows (`DistributionView.paper`), as PDF; None while other pages are being set.

    Raises PdfUnavailable without the libraries.
    """
    context = {**shown, "printed_on": timezone.localdate(), "LANGUAGE_CODE": get_language() or "cs"}
    html = render_to_string("newsletters/distribution/report_pdf.html", context)
    return one_at_a_time(lambda: pdf_of(html, _stylesheet()))


@cache
def _stylesheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")
