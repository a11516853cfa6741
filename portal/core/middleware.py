"""What every request passes: the host must be ours, the answer carries the right content policy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware as DjangoCSPMiddleware
from django.shortcuts import render
from wagtail.models import Site

HEALTH_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})


class KnownHostMiddleware:
    """Answer a host that is no site of ours with a plain 404, never with another tenant's site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in HEALTH_PATHS and Site.find_for_request(request) is None:
            return render(request, "unknown_host.html", status=404, using="django")
        return self.get_response(request)


class ContentSecurityPolicyMiddleware(DjangoCSPMiddleware):
    """Public pages get the strict policy, Wagtail's admin the one its widgets need."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith("/admin/") and not hasattr(response, "_csp_config"):
            response._csp_config = settings.SECURE_CSP_ADMIN  # type: ignore[attr-defined]
        return super().process_response(request, response)
