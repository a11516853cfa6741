"""What the form's script asks while somebody writes, and the page of ready answers."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from portal.core.keys import typed_key
from portal.core.limits import is_over_limit, quick_store
from portal.tenancy.models import Association, Municipality
from portal.users.client import ip_address

from ..models import AnswerTemplate, RequestCategory
from .find import LONGEST, Suggestions, suggest
from .places import answer_anchor

if TYPE_CHECKING:
    from ..models import ContactPage

AT_MOST, WINDOW = 60, timedelta(minutes=1)
TOO_MANY = 429
KEPT_SECONDS = 300
SHORTEST = 3


def suggestions_response(request: HttpRequest, page: "ContactPage") -> JsonResponse:
    """The suggestions for `?q=` (what is typed so far) with `?obec=` (the municipality's code) and `?tema=` (category).

    Lists `services` and `answers` of title, url and summary, and `status`, a sentence for who can't see them. Kept
    only by the reader's own browser, for a while; the text is stored and logged nowhere.
    """
    association = _association(request)
    if is_over_limit("contact-suggestions", ip_address(request), at_most=AT_MOST, window=WINDOW, store=quick_store()):
        return JsonResponse(_shown(Suggestions()), status=TOO_MANY)
    text = request.GET.get("q", "")[:LONGEST].strip()
    found = Suggestions()
    if len(text) >= SHORTEST:
        found = suggest(
            association=association,
            text=text,
            municipality=_municipality(association, request.GET.get("obec", "")),
            category=_category(request.GET.get("tema", "")),
        )
    response = JsonResponse(_shown(found))
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    response["X-Robots-Tag"] = "noindex"
    return response


def answers_page(request: HttpRequest, page: "ContactPage") -> HttpResponse:
    """The association's public answers, each with an anchor of its own."""
    answers = AnswerTemplate.objects.for_association(_association(request)).filter(is_public=True)
    shown = [{"answer": answer, "anchor": answer_anchor(answer)} for answer in answers.select_related("category")]
    return page.render(request, template="contact_centre/contact_answers.html", context_overrides={"answers": shown})


def _association(request: HttpRequest) -> Association:
    association = Association.objects.for_site(Site.find_for_request(request))
    if association is None:
        raise Http404
    return association


def _municipality(association: Association, code: str) -> Municipality | None:
    if typed_key(code) is None:
        return None
    found: Municipality | None = Municipality.objects.members_of(association).filter(pk=code).first()
    return found


def _category(typed: str) -> RequestCategory | None:
    pk = typed_key(typed)
    return RequestCategory.objects.filter(pk=pk).first() if pk is not None else None


def _shown(found: Suggestions) -> dict[str, object]:
    count = len(found.services) + len(found.answers)
    status = ngettext("%(count)s suggestion", "%(count)s suggestions", count) % {"count": count}
    return {
        "services": [{"title": one.title, "url": one.url, "summary": one.summary} for one in found.services],
        "answers": [{"title": one.title, "url": one.url, "summary": one.summary} for one in found.answers],
        "status": status if count else _("No suggestions"),
    }
