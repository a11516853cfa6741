"""Who is in the admin has shown a second factor, and not sat idle for too long; nothing of it is kept by browsers."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.limits import is_over_limit, quick_store, too_many
from portal.settings.logs import KEYED_PAGES

from .client import ip_address
from .second_factor import Factor, factor_of
from .sessions import end_if_over

ADMIN = "/admin/"
PERSONAL = (ADMIN, "/ucet/")
"""Nobody's browser, and no proxy, keeps what was shown below these."""

STYLES = ("text/css", "text/javascript", "application/javascript")
"""Say nothing of anybody, and stand on every page."""

KEYED = re.compile(rf"/(?:key|tokens|{KEYED_PAGES})/[^/]{{20,}}")
"""Addresses with a secret in them: read by few, tried by machines."""
WINDOW, LINKS, WRONG, NOT_FOUND = timedelta(minutes=10), 600, 30, 404
"""In a window from one network: a village's mayors behind one operator may all open theirs; wrong ones are few."""


class SecondFactorMiddleware:
    """Sends who has none to enrol, and who hasn't shown it in this session to show it (SECOND_FACTOR_REQUIRED)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PERSONAL):
            if KEYED.search(request.path_info) is None:
                return self.get_response(request)
            return self._by_link(request)
        has_secret = KEYED.search(request.path_info) is not None
        response = self._refused(request) or (self._by_link(request) if has_secret else self.get_response(request))
        is_style = response.headers.get("Content-Type", "").startswith(STYLES)
        if not is_style and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def _by_link(self, request: HttpRequest) -> HttpResponse:
        """A page behind a personal link. Nobody guesses one; whoever tries is not even told that it was wrong."""
        who, store = ip_address(request), quick_store()
        if is_over_limit("links", who, at_most=LINKS, window=WINDOW, store=store):
            return too_many(request, WINDOW)
        response = self.get_response(request)
        if response.status_code == NOT_FOUND and is_over_limit(
            "wrong-links", who, at_most=WRONG, window=WINDOW, store=store
        ):
            return too_many(request, WINDOW)
        return response

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        """Where to go instead; None for who may go on."""
        if not request.user.is_authenticated:
            return None
        if end_if_over(request):
            messages.info(request, _("You were signed out, because you had been signed in for long or did nothing."))
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': _back(request)})}")
        if not (request.path_info.startswith(ADMIN) and settings.SECOND_FACTOR_REQUIRED):
            return None
        match factor_of(request):
            case Factor.NOT_ENROLLED:
                messages.info(request, _("The administration needs a second step of signing in. Set it up here."))
                return redirect("mfa_activate_totp")
            case Factor.NOT_SHOWN:
                return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': _back(request)})}")
        return None


def _back(request: HttpRequest) -> str:
    is_page = request.method == "GET" and request.path_info.startswith(ADMIN)
    return request.get_full_path() if is_page else ADMIN
