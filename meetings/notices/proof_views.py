"""The proof of a notice: the page, the bytes to count fingerprints from, the certificate (M8)."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from portal.core import limits
from portal.core.models import BasePage
from portal.core.pdf import PdfUnavailable, weasyprint
from portal.users.client import ip_address

from ..announcing.record import original_of
from ..models import NoticeLine
from .certificate import certificate_pdf
from .chain import said_by
from .checks import Check, check, words
from .content import canonical
from .files import remembered_fingerprint
from .integrity import remember
from .lines import VERSIONS
from .proof import shown
from .shown import Hidden, versions_of

TOO_MANY, UNAVAILABLE = 429, 503
WINDOW = timedelta(minutes=10)
CHECKS_OF_ADDRESS = 60
PAPERS_OF_ADDRESS = 10
"""Proofs and certificates one address gets in a window."""
SOON = 5


def proof_page(request: HttpRequest, page: Any) -> HttpResponse:
    """Every line, every version, and a check made now; 404 for what was never on the board."""
    if _is_over("notice-proof", request, CHECKS_OF_ADDRESS):
        return _message(request, page, "often", TOO_MANY, int(WINDOW.total_seconds()))
    meeting = original_of(page)
    context = proof_context(meeting, _checked(meeting))
    response = TemplateResponse(
        request, "meetings/notices/proof.html", {**BasePage.get_context(page, request), **context}
    )
    response["Cache-Control"] = "no-store"
    return response


def proof_context(meeting: Any, result: Check) -> dict[str, Any]:
    """What the page and the certificate show of a check."""
    hidden = Hidden.of(meeting)
    lines = [line for line in result.lines if line.act in VERSIONS]
    versions = versions_of(lines, meeting)
    return {
        "meeting": meeting,
        "check": result,
        "state": result.state,
        "problems": [words(problem) for problem in result.problems],
        "lines": [{"line": line, "fingerprint": shown(line.line_hash)} for line in result.lines],
        "versions": versions,
        "current": versions[0] if versions else None,
        "files": [
            {"file": file, "fingerprint": shown(file.sha256), "now": shown(file.now)}
            for file in result.files
            if file.id not in hidden.documents
        ],
    }


def content_file(request: HttpRequest, page: Any, position: int) -> HttpResponse:
    """The canonical bytes of a version. 404 for one that isn't for everybody any more."""
    meeting = original_of(page)
    line = _line(meeting, position)
    if line.act in VERSIONS and Hidden.of(meeting).stands_in(line.content):
        raise Http404
    return _bytes(canonical(line.content), f"{page.slug}-{position}-obsah.json")


def line_file(request: HttpRequest, page: Any, position: int) -> HttpResponse:
    """The canonical bytes of a line."""
    meeting = original_of(page)
    said = said_by(_line(meeting, position), meeting.translation_key)
    return _bytes(canonical(said), f"{page.slug}-{position}-zaznam.json")


def certificate(request: HttpRequest, page: Any) -> HttpResponse:
    """The certificate as PDF, made anew: it says what was found now."""
    if _is_over("notice-paper", request, PAPERS_OF_ADDRESS):
        return _message(request, page, "often", TOO_MANY, int(WINDOW.total_seconds()))
    meeting = original_of(page)
    context = proof_context(meeting, _checked(meeting))
    try:
        weasyprint()
        content = certificate_pdf(meeting, context)
    except PdfUnavailable:
        return _message(request, page, "unavailable", UNAVAILABLE)
    if content is None:
        return _message(request, page, "busy", UNAVAILABLE, SOON)
    return _file(content, "application/pdf", f"doklad-{slugify(page.slug)}.pdf")


def _checked(meeting: Any) -> Check:
    result = check(meeting, hasher=remembered_fingerprint)
    if result.state.posted_at is None:
        raise Http404
    remember(meeting, result)
    return result


def _line(meeting: Any, position: int) -> NoticeLine:
    line = NoticeLine.objects.filter(meeting=meeting.pk, position=position).first()
    if line is None:
        raise Http404
    return line


def _is_over(name: str, request: HttpRequest, at_most: int) -> bool:
    return limits.is_over_limit(name, ip_address(request) or "", at_most=at_most, window=WINDOW)


def _bytes(content: bytes, name: str) -> HttpResponse:
    return _file(content, "application/json; charset=utf-8", name)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _message(request: HttpRequest, page: Any, reason: str, status: int, retry_after: int | None = None) -> HttpResponse:
    context = {**BasePage.get_context(page, request), "reason": reason}
    response = TemplateResponse(request, "meetings/notices/message.html", context, status=status)
    response["Cache-Control"] = "no-store"
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
