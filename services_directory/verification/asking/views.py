"""The page behind a provider's link: what is published, "everything is right" or a correction (F5, F6).

GET and HEAD only read, so that a mail scanner that opens the link does nothing; an answer is a POST.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.limits import is_over_limit
from portal.users.client import ip_address

from ...detail import address_of
from ...models import ProviderAsk, Service
from .answers import confirm, propose
from .asks import SEGMENT, Found, Standing, find, link_of, links_of, still_open
from .fields import CONTACT_FIELDS, FIELDS, values_of
from .form import AnswerForm, fingerprint, unsealed

if TYPE_CHECKING:
    from ...models import DirectoryPage

CORRECT = "oprava"
"""In the address of the form: the same page without JavaScript."""
SHORT = (*CONTACT_FIELDS, "opening_hours", "hours_note", "barrier_free", "barrier_free_note")
"""What the first screen says besides name and address; the rest is folded."""
PER_ADDRESS, WINDOW = 60, timedelta(minutes=10)
"""Answers from one address: a town hall that goes through all its entries, not a machine."""
LONGEST_NAME = 100
OK, NOT_FOUND, CONFLICT, GONE, UNPROCESSABLE, TOO_MANY = 200, 404, 409, 410, 422, 429
STATUSES = {Standing.UNKNOWN: NOT_FOUND, Standing.ANSWERED: OK}


def answer_page(request: HttpRequest, page: "DirectoryPage", token: str) -> HttpResponse:
    """What a link leads to, or the answer given through it. No browser keeps the page, no search engine finds it."""
    # The switch of languages leads to the same question.
    request.portal_subpath = f"{SEGMENT}/{token}/"  # type: ignore[attr-defined]
    response = _Answering(request, page, token).response()
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers then send a form with the origin "null", which the guard against forgery refuses.
    response["Referrer-Policy"] = "same-origin"
    return response


class _Answering:
    """One request at one link."""

    def __init__(self, request: HttpRequest, page: "DirectoryPage", token: str) -> None:
        self.request, self.page, self.token = request, page, token
        self.url = f"{page.get_url(request)}{SEGMENT}/{token}/"

    def response(self) -> HttpResponse:
        found = find(self.token)
        leads_to = self._elsewhere(found)
        if leads_to:
            return HttpResponseRedirect(leads_to)
        if found.standing is not Standing.OPEN or found.ask is None or found.ask.service is None:
            return self._message(found)
        if self.request.method == "POST":
            return self._answered(found.ask, found.ask.service)
        if CORRECT in self.request.GET:
            return self._form(found.ask, self._new_form(found.ask, values_of(found.ask.service)))
        return self._question(found.ask, found.ask.service)

    def _elsewhere(self, found: Found) -> str:
        """The address of the newer link, or of the same one at the association to which the entry has moved."""
        ask = found.newest or found.ask
        if ask is None:
            return ""
        if found.newest is None:
            site = ask.service.site if ask.service is not None else ask.site
            if site == Site.find_for_request(self.request):
                return ""
        return link_of(ask, get_language() or "cs")

    # --- What is shown ---------------------------------------------------------------------------
    def _render(self, name: str, context: dict[str, Any], status: int = OK) -> HttpResponse:
        context = {"answer_url": self.url, "today": timezone.localdate(), **context}
        response = self.page.render(
            self.request, template=f"services_directory/verification/{name}.html", context_overrides=context
        )
        response.status_code = status
        return response

    def _message(self, found: Found) -> HttpResponse:
        """Why there is nothing to answer, or that it has been answered, and what comes next."""
        ask = found.ask
        waiting = still_open(ask) if ask is not None and found.standing is Standing.ANSWERED else []
        links = links_of(waiting, get_language() or "cs")
        context = {
            "standing": found.standing.name.lower(),
            "ask": ask,
            "service": ask.service if ask is not None else None,
            "is_public": ask is not None and ask.service is not None and ask.service.live,
            "waiting": [{"ask": each, "url": links[each.pk]} for each in waiting],
        }
        return self._render("answer_message", context, STATUSES.get(found.standing, GONE))

    def _question(self, ask: ProviderAsk, service: Service, problem: str = "", status: int = OK) -> HttpResponse:
        values = values_of(service)
        context = {
            "ask": ask,
            "service": service,
            "address": address_of(service),
            "short": _rows(values, SHORT),
            "rest": _rows(values, tuple(key for key in FIELDS if key not in {*SHORT, "name", "address", "closed_on"})),
            "seen": fingerprint(values),
            "problem": problem,
            "told_by": self.request.POST.get("told_by", ""),
            "longest_name": LONGEST_NAME,
            "correct": CORRECT,
        }
        return self._render("answer", context, status)

    def _form(self, ask: ProviderAsk, form: AnswerForm, status: int = OK) -> HttpResponse:
        return self._render("answer_form", {"ask": ask, "service": ask.service, "form": form}, status)

    def _new_form(self, ask: ProviderAsk, shown: dict[str, Any], data: Any = None) -> AnswerForm:
        return AnswerForm(data, ask=ask, shown=shown, action=f"{self.url}?{CORRECT}=1")

    # --- What is sent ----------------------------------------------------------------------------
    def _answered(self, ask: ProviderAsk, service: Service) -> HttpResponse:
        is_correction = "shown" in self.request.POST
        if is_over_limit("provider_answer", ip_address(self.request), at_most=PER_ADDRESS, window=WINDOW):
            return self._too_many(ask, service, is_correction=is_correction)
        return self._corrected(ask, service) if is_correction else self._confirmed(ask, service)

    def _too_many(self, ask: ProviderAsk, service: Service, *, is_correction: bool) -> HttpResponse:
        problem = _("Many answers came from your network. Please send yours again in ten minutes.")
        if not is_correction:
            return self._question(ask, service, problem, TOO_MANY)
        shown = unsealed(ask, self.request.POST["shown"]) or values_of(service)
        form = self._new_form(ask, shown, self.request.POST)
        form.add_error(None, problem)
        return self._form(ask, form, TOO_MANY)

    def _confirmed(self, ask: ProviderAsk, service: Service) -> HttpResponse:
        if self.request.POST.get("seen") != fingerprint(values_of(service)):
            problem = _("The entry has been changed since you opened this page. Please look at it once more.")
            return self._question(ask, service, problem, CONFLICT)
        confirm(ask=ask, told_by=self.request.POST.get("told_by", "").strip()[:LONGEST_NAME])
        return HttpResponseRedirect(self.url)

    def _corrected(self, ask: ProviderAsk, service: Service) -> HttpResponse:
        now = values_of(service)
        form = self._new_form(ask, unsealed(ask, self.request.POST["shown"]) or now, self.request.POST)
        if not form.is_valid():
            return self._form(ask, form, UNPROCESSABLE)
        # What the centre has meanwhile changed to the same needs no decision.
        changes = {key: change for key, change in form.changes.items() if change[1] != now[key]}
        told_by, note = form.cleaned_data["told_by"], form.cleaned_data["note"]
        if changes:
            propose(ask=ask, changes=changes, told_by=told_by, note=note)
        else:
            confirm(ask=ask, told_by=told_by, note=note)
        return HttpResponseRedirect(self.url)


def _rows(values: dict[str, Any], keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Facts with their names and lines; what nothing is known of has no lines."""
    rows = [{"key": key, "label": str(FIELDS[key].label), "lines": FIELDS[key].lines(values[key])} for key in keys]
    return [row for row in rows if row["lines"] or row["key"] in {*CONTACT_FIELDS, "opening_hours"}]
