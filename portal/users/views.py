"""Account pages where allauth's own do not fit."""

from typing import NoReturn

from allauth.mfa.totp.views import ActivateTOTPView
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse

from .second_factor import record_enrolment


class EnrolView(ActivateTOTPView):
    """Enrolling an authenticator app; the session that did it has shown its second factor."""

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_enrolment(self.request)
        return response


def closed(request: HttpRequest, **kwargs: str) -> NoReturn:
    """An account page this installation doesn't have; allauth only needs its name."""
    raise Http404
