"""What every request passes: the host must be ours, the address says the language, the answer has its policy."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csp import ContentSecurityPolicyMiddleware as DjangoCSPMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.csp import CSP, build_policy
from wagtail.models import Site

TOO_MANY, WAIT = 429, "600"
"""Who is refused for asking too often learns in how many seconds to come again; views may say otherwise."""
HEALTH_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})


class KnownHostMiddleware:
    """Answer a host that is no site of ours with a plain 404, never with another tenant's site.

    PostgreSQL takes no NUL in a text: an address with one is nobody's, what is asked for is read without it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404("NUL in the address")
        if "%00" in (asked := request.META.get("QUERY_STRING", "")):
            request.META["QUERY_STRING"] = asked.replace("%00", "")
        if request.path not in HEALTH_PATHS and Site.find_for_request(request) is None:
            return render(request, "unknown_host.html", status=404, using="django")
        return self.get_response(request)


class PathLanguageMiddleware:
    """The language is the one in the address, else Czech.

    Django's own middleware reads cookies and the browser's wishes as well, uses neither where the default language
    has no prefix, and says `Vary: Accept-Language` all the same: no cache could hand a page to two browsers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        translation.activate(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class ContentSecurityPolicyMiddleware(DjangoCSPMiddleware):
    """Public pages get the strict policy, Wagtail's admin the one its widgets need."""

    _written: dict[int, tuple[Any, str]] = {}
    """By the id of a policy of the settings: the policy, and the header it makes."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code == TOO_MANY:
            response.headers.setdefault("Retry-After", WAIT)
        if not getattr(response, "xframe_options_exempt", False):
            response.headers.setdefault("Cross-Origin-Resource-Policy", settings.CROSS_ORIGIN_RESOURCE_POLICY)
        has_own = hasattr(response, "_csp_config") or hasattr(response, "_csp_ro_config")
        policy = settings.SECURE_CSP_ADMIN if request.path.startswith("/admin/") else settings.SECURE_CSP
        if not has_own and not settings.SECURE_CSP_REPORT_ONLY and (header := self._header(policy)):
            response.headers.setdefault(str(CSP.HEADER_ENFORCE), header)
            return response
        if not hasattr(response, "_csp_config"):
            response._csp_config = policy  # type: ignore[attr-defined]
        return super().process_response(request, response)

    def _header(self, policy: dict[str, Any]) -> str:
        """The policy as a header, written once; empty if it is another one for each request (a nonce)."""
        known = self._written.get(id(policy))
        if known is None or known[0] is not policy:
            has_nonce = CSP.NONCE.value in repr(policy)
            known = self._written[id(policy)] = (policy, "" if has_nonce else build_policy(policy))
        return known[1]
