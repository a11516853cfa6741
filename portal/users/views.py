"""Account pages where allauth's own do not fit."""

from typing import Any, NoReturn

from allauth.account import views as account
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .actions import remove_second_factor
from .models import User
from .second_factor import record_enrolment


class EnrolView(ActivateTOTPView):
    """Enrolling an authenticator app; the session that did it has shown its second factor."""

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_enrolment(self.request)
        return response


def logout(request: HttpRequest) -> HttpResponse:
    """Asks, and on POST ends the session; the browser then forgets what it kept of the administration."""
    response: HttpResponse = account.logout(request)
    if request.method == "POST" and not request.user.is_authenticated:
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def closed(request: HttpRequest, **kwargs: str) -> NoReturn:
    """An account page this installation doesn't have; allauth only needs its name."""
    raise Http404


class RemoveSecondFactorView(WagtailAdminTemplateMixin, TemplateView):
    """Ask, and on POST remove somebody's second factor; for who may change accounts."""

    template_name = "users/admin/remove_second_factor.html"
    page_title = gettext_lazy("Remove the second step")
    header_icon = "lock-open"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("users.change_user"):
            raise PermissionDenied
        self.account = get_object_or_404(User, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(account=self.account, **kwargs)
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        remove_second_factor(account=self.account, user=request.user)
        messages.success(request, _("The second step is removed. It will be set up anew at the next sign-in."))
        return redirect("wagtailusers_users:index")
