"""The second factor is required of everybody in the admin."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .second_factor import Factor, factor_of

ADMIN = "/admin/"


class SecondFactorMiddleware:
    """Sends who has none to enrol, and who hasn't shown it in this session to show it (SECOND_FACTOR_REQUIRED)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        guarded = request.path_info.startswith(ADMIN)
        if guarded and settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated:
            match factor_of(request):
                case Factor.NOT_ENROLLED:
                    messages.info(request, _("The administration needs a second step of signing in. Set it up here."))
                    return redirect("mfa_activate_totp")
                case Factor.NOT_SHOWN:
                    back = request.get_full_path() if request.method == "GET" else ADMIN
                    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
        return self.get_response(request)
