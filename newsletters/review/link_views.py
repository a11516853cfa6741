"""The pages behind a reviewer's personal link: the issue, what has changed in it, and the decision (V1).

GET and HEAD only read, so that a mail scanner that opens the link does nothing; a decision is a POST. That somebody
has opened the link is noted nowhere: nobody could tell a person from a scanner.
"""

from datetime import timedelta
from functools import wraps
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from portal.core.limits import is_over_limit
from portal.core.pdf import PdfUnavailable, one_at_a_time
from portal.users.client import ip_address

from ..editions.pdf import pdf_of
from ..editions.views import pdf_response
from ..facts.fingerprint import fingerprint_of, shown
from ..models import ReviewLink
from .difference.compare import differences
from .difference.since import base_of
from .link_deciding import decide_by_link
from .link_form import FORM_ID, DecisionForm
from .link_issue import issue_html
from .links import Found, Standing, find
from .places import places_of, said_in

PER_ADDRESS, WINDOW = 30, timedelta(minutes=10)
"""Decisions sent from one address: an office of the Union, not a machine."""
PDFS_PER_ADDRESS = 20
OK, FORBIDDEN, NOT_FOUND, CONFLICT, GONE, UNPROCESSABLE, TOO_MANY = 200, 403, 404, 409, 410, 422, 429
UNAVAILABLE = 503
STATUSES = {
    Standing.UNKNOWN: NOT_FOUND,
    Standing.MINE: OK,
    Standing.INACTIVE: FORBIDDEN,
    Standing.AUTHOR: FORBIDDEN,
}
"""How a page answers that says why there is nothing to decide; all others are gone."""
REFUSALS = {TOO_MANY: "too_many", UNAVAILABLE: "no_pdf"}
ONLY_READ = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "script-src": [CSP.NONE],
    "form-action": [CSP.NONE],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}


class View(Protocol):
    """A view of one link."""

    def __call__(self, request: HttpRequest, token: str) -> HttpResponse: ...


def _secret(view: View) -> View:
    """Let no browser keep the page, no search engine find it, and no other site learn its address."""

    @wraps(view)
    def kept_secret(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not "no-referrer": browsers then send a form with the origin "null", which the guard against forgery refuses.
        response["Referrer-Policy"] = "same-origin"
        return response

    return kept_secret


@_secret
@require_http_methods(["GET", "HEAD", "POST"])
def review_page(request: HttpRequest, token: str) -> HttpResponse:
    """What a link leads to, or the decision sent through it."""
    found = find(token, Site.find_for_request(request))
    if found.standing is not Standing.OPEN or found.link is None:
        return _message(request, found)
    issue = found.link.round.revision.as_object()
    if request.method != "POST":
        return _page(request, token, found.link, issue, DecisionForm(places=places_of(issue)))
    return _decision(request, token, found.link, issue)


@_secret
@require_safe
@csp_override(ONLY_READ)  # type: ignore[arg-type]
def issue_page(request: HttpRequest, token: str) -> HttpResponse:
    """The issue as readers will see it, made from the submitted revision; nothing in it does anything."""
    found = find(token, Site.find_for_request(request))
    if found.standing is not Standing.OPEN or found.link is None:
        return _message(request, found)
    return HttpResponse(issue_html(request, found.link.round.revision.as_object(), _address(token)))


@_secret
@require_safe
def issue_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The same on paper, marked as a draft."""
    found = find(token, Site.find_for_request(request))
    if found.standing is not Standing.OPEN or found.link is None:
        return _message(request, found)
    if is_over_limit("review_pdf", ip_address(request), at_most=PDFS_PER_ADDRESS, window=WINDOW):
        return _message(request, found, TOO_MANY)
    issue = found.link.round.revision.as_object()
    try:
        content = one_at_a_time(lambda: pdf_of(issue))
    except PdfUnavailable:
        content = None
    return pdf_response(issue, content) if content is not None else _message(request, found, UNAVAILABLE)


def _decision(request: HttpRequest, token: str, link: ReviewLink, issue: Any) -> HttpResponse:
    form = DecisionForm(request.POST, places=places_of(issue))
    if is_over_limit("review_link", ip_address(request), at_most=PER_ADDRESS, window=WINDOW):
        form.add_error(None, _("Many decisions came from your network. Please send yours again in ten minutes."))
        return _page(request, token, link, issue, form, TOO_MANY)
    if not form.is_valid():
        return _page(request, token, link, issue, form, UNPROCESSABLE)
    data = form.cleaned_data
    try:
        decide_by_link(link=link, outcome=data["decision"], comment=data["comment"], at_places=form.said_at_places)
    except ValidationError as error:
        now = find(token, link.site)
        if now.standing is not Standing.OPEN:
            return _message(request, now, CONFLICT)
        form.add_error(None, error)
        return _page(request, token, link, issue, form, CONFLICT)
    return redirect(_address(token))


def _page(
    request: HttpRequest, token: str, link: ReviewLink, issue: Any, form: DecisionForm, status: int = OK
) -> HttpResponse:
    round, base = link.round, base_of(link.round)
    context = {
        "link": link,
        "round": round,
        "issue": issue,
        "fingerprint": shown(round.content_hash),
        "today": timezone.localdate(),
        "base": base,
        "differences": differences(base.revision, round.revision) if base is not None else [],
        "said_before": said_in(base.round) if base is not None and base.round is not None else [],
        "says_something_else": base is not None and fingerprint_of(base.revision.as_object()) != round.content_hash,
        "is_changed": _is_changed(round),
        "later": issue.go_live_at if issue.go_live_at and issue.go_live_at > timezone.now() else None,
        "form": form,
        "form_id": FORM_ID,
        "page_url": _address(token),
        "issue_url": reverse("newsletter_review:issue", args=[token]),
        "pdf_url": reverse("newsletter_review:pdf", args=[token]),
    }
    return render(request, "newsletters/review/link.html", context, status=status)


def _message(request: HttpRequest, found: Found, status: int | None = None) -> HttpResponse:
    """Why there is nothing to decide, or that it has been decided, and what comes of it."""
    if status is None:
        status = STATUSES.get(found.standing, GONE)
        status = CONFLICT if request.method == "POST" and found.standing is Standing.MINE else status
    link = found.link
    context = {
        "standing": REFUSALS.get(status, found.standing.name.lower()),
        "link": link,
        "round": link.round if link is not None else None,
        "issue": link.round.issue if link is not None else None,
    }
    return render(request, "newsletters/review/link_message.html", context, status=status)


def _is_changed(round: Any) -> bool:
    """Whether the issue no longer says what was submitted: it can then only be returned."""
    issue = round.issue
    if issue.latest_revision_id == round.revision_id:
        return False
    return bool(fingerprint_of(issue.get_latest_revision().as_object()) != round.content_hash)


def _address(token: str) -> str:
    return reverse("newsletter_review:page", args=[token])
