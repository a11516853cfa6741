"""The page behind the link in a hand-over letter: the matter and the three answers, without an account (R6).

GET and HEAD only read, so that a mail scanner that opens the link does nothing; an answer is a POST. A download is
noted in the log of looks, whoever made it.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Site

from ..enums import Look
from ..models import HandOver
from ..privacy.looks import note_look
from .answer_form import FORM_ID, AnswerForm
from .answering import answer_hand_over
from .links import CZECH, Found, Standing, files_of, find, solve_until
from .matter import matter_of

if TYPE_CHECKING:
    from ..models import ContactPage

OK, NOT_FOUND, GONE, UNPROCESSABLE = 200, 404, 410, 422
STATUSES = {Standing.ANSWERED: OK, Standing.ENDED: GONE, Standing.WITHDRAWN: GONE}


def receiver_page(request: HttpRequest, page: "ContactPage", key: str) -> HttpResponse:
    """What a link leads to, or the answer given through it. No browser keeps it, no search engine finds it."""
    path = page.hand_over_path(key)
    # The switch of languages leads to the same matter.
    request.portal_subpath = path  # type: ignore[attr-defined]
    url = f"{page.get_url(request)}{path}"
    found = find(key, Site.find_for_request(request))
    if found is None:
        return _page(request, page, "message", {"standing": "unknown"}, NOT_FOUND)
    if not found.shows_matter:
        return _page(request, page, "message", _what_was_said(found), STATUSES[found.standing])
    if request.method != "POST":
        return _matter(request, page, found, _form(found, url))
    form = _form(found, url, request.POST)
    if form.is_valid() and _answered(found.hand_over, form):
        return _secret(redirect(f"{url}#obsah"))
    return _matter(request, page, found, form, UNPROCESSABLE)


def receiver_file(request: HttpRequest, page: "ContactPage", key: str, pk: int) -> HttpResponseBase:
    """One of the chosen files, as a download, while the receiver has something to do with the request."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = find(key, Site.find_for_request(request))
    file = found.hand_over.attachments.filter(pk=pk).first() if found is not None and found.shows_matter else None
    if found is None or file is None:
        raise Http404
    if request.method == "GET":
        hand_over = found.hand_over
        with override(CZECH):
            detail = _("file %(number)s, by the link of a hand-over") % {"number": file.pk}
        note_look(
            request=hand_over.request,
            user=None,
            what=Look.FILE,
            detail=detail,
            name=hand_over.body,
            key=f"hand-over:{hand_over.pk}",
        )
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.original_name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return _secret(response)


def _form(found: Found, url: str, data: Any = None) -> AnswerForm:
    return AnswerForm(data, action=url, only_solved=found.standing is Standing.TAKEN)


def _answered(hand_over: HandOver, form: AnswerForm) -> bool:
    """Whether the page now leads to an answer: this one, or that of somebody who was faster."""
    data = form.cleaned_data
    try:
        answer_hand_over(
            hand_over=hand_over, state=data["state"], answer=data["answer"], answered_by=data["answered_by"]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _matter(
    request: HttpRequest, page: "ContactPage", found: Found, form: AnswerForm, status: int = OK
) -> HttpResponse:
    hand_over = found.hand_over
    files = files_of(hand_over)
    place = page.get_url(request)
    context = {
        "hand_over": hand_over,
        "matter": matter_of(hand_over),
        "files": [{"file": file, "url": f"{place}{page.hand_over_path(hand_over.key, file.pk)}"} for file in files],
        "is_taken": found.standing is Standing.TAKEN,
        "solve_until": solve_until(hand_over) if found.standing is Standing.TAKEN else None,
        "responsible": hand_over.request.activity.responsible if hand_over.request.activity else None,
        "form": form,
        "form_id": FORM_ID,
    }
    return _page(request, page, "page", context, status)


def _what_was_said(found: Found) -> dict[str, Any]:
    return {"standing": found.standing.name.lower(), "hand_over": found.hand_over}


def _page(
    request: HttpRequest, page: "ContactPage", name: str, context: dict[str, Any], status: int = OK
) -> HttpResponse:
    response = page.render(request, template=f"contact_centre/handover_{name}.html", context_overrides=context)
    response.status_code = status
    return _secret(response)


def _secret[Response: HttpResponseBase](response: Response) -> Response:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers then send a form with the origin "null", which the guard against forgery refuses.
    response["Referrer-Policy"] = "same-origin"
    return response
