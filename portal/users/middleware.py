"""Who is in the admin has shown a second factor, and not sat idle for too long; nothing of it is kept by browsers."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .second_factor import Factor, factor_of
from .sessions import end_if_over

ADMIN = "/admin/"
PERSONAL = (ADMIN, "/ucet/")
"""Nobody's browser, and no proxy, keeps what was shown below these."""

STYLES = ("text/css", "text/javascript", "application/javascript")
"""Say nothing of anybody, and stand on every page."""


class SecondFactorMiddleware:
    """Sends who has none to enrol, and who hasn't shown it in this session to show it (SECOND_FACTOR_REQUIRED)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PERSONAL):
            return self.get_response(request)
        response = self._refused(request) or self.get_response(request)
        is_style = response.headers.get("Content-Type", "").startswith(STYLES)
        if not is_style and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store, private"
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
