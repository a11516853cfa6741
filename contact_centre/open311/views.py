"""The addresses of GeoReport v2 on an association's site: by method, by format, in the client's language."""

import copy
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from portal.tenancy.frame import frame_of
from portal.tenancy.models import Association

from . import discovery as about
from . import limits, parameters, published
from .answers import Answer, Refused, form_of
from .posted import read_post
from .receiving import key_of, receive
from .services import service_definition, service_list

logger = structlog.get_logger(__name__)

type Operation = Callable[..., Answer]
KEPT_BRIEFLY = {"Cache-Control": f"public, max-age={settings.OPEN_DATA_MAX_AGE}"}
ASKED_ANEW = {"Cache-Control": "no-cache"}
PRIVATE = {"Cache-Control": "private, no-store"}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language",
    "Access-Control-Max-Age": "86400",
}


def endpoint(**operations: Operation) -> Callable[..., HttpResponse]:
    """The view of an address, with an operation for each method it knows."""

    @csrf_exempt
    @sensitive_post_parameters()
    @sensitive_variables()
    def view(request: HttpRequest, suffix: str = "", **arguments: str) -> HttpResponse:
        if request.method == "OPTIONS":
            headers = {"Allow": _allowed(operations), "Access-Control-Allow-Origin": "*", **PREFLIGHT}
            return HttpResponse(status=204, headers=headers)
        with translation.override(language_of(request)):
            answer = _answer(request, operations, arguments)
            response = answer.render(form_of(request, suffix))
            response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Vary"] = "Accept, Accept-Language"
        if request.method != "POST":
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return view


def _answer(request: HttpRequest, operations: dict[str, Operation], arguments: dict[str, str]) -> Answer:
    method = "GET" if request.method == "HEAD" else request.method or ""
    try:
        limits.check_reading(request)
        association = _association(request)
        operation = operations.get(method)
        if operation is None:
            raise Refused(405, _("This address is not for that method."), headers={"Allow": _allowed(operations)})
        _check_jurisdiction(request, association)
        return operation(request, association, **arguments)
    except Refused as refused:
        return refused.answer()
    except (DatabaseError, OSError) as error:
        # Neither the traceback nor the database's message: both may hold what the citizen wrote.
        logger.error("open311_call_failed", method=method, reason=type(error).__name__)
        failed = Refused(503, _("This can't be answered now. Please try again later."), headers={"Retry-After": "60"})
        return failed.answer()


def language_of(request: HttpRequest) -> str:
    """The language of the words in the answer: as `locale` says, else as the client prefers, else Czech."""
    preferred = [code for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    for code in (request.GET.get("locale", ""), *preferred):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _association(request: HttpRequest) -> Association:
    frame = frame_of(request)
    if frame is None or frame.association is None:
        raise Refused(404, _("There is nothing at this address. Every association has its own, on its own site."))
    return copy.copy(frame.association)


def _check_jurisdiction(request: HttpRequest, association: Association) -> None:
    """`jurisdiction_id` may be left out, as each site is one; another one than the site's is not found here."""
    asked = [request.GET.get("jurisdiction_id", "")]
    if request.method == "POST":
        asked.append(read_post(request).get("jurisdiction_id", ""))
    if any(each not in ("", association.slug) for each in asked):
        raise Refused(404, _("jurisdiction_id: this is the site of %(slug)s.") % {"slug": association.slug})


def _allowed(operations: dict[str, Operation]) -> str:
    return ", ".join([*operations, *(["HEAD"] if "GET" in operations else []), "OPTIONS"])


# --- Operations ------------------------------------------------------------------------------------
def _kept(answer: Answer, headers: dict[str, str]) -> Answer:
    return Answer(answer.root, answer.content, answer.status, {**answer.headers, **headers})


def _discover(request: HttpRequest, association: Association) -> Answer:
    return _kept(about.discovery(association), KEPT_BRIEFLY)


def _services(request: HttpRequest, association: Association) -> Answer:
    return _kept(service_list(), KEPT_BRIEFLY)


def _service(request: HttpRequest, association: Association, code: str) -> Answer:
    return _kept(service_definition(association, code), KEPT_BRIEFLY)


def _requests(request: HttpRequest, association: Association) -> Answer:
    """The asked numbers, else a page of what came in the asked days."""
    key = key_of(association, request.GET)
    headers = dict(PRIVATE if key else ASKED_ANEW)
    extended = parameters.is_extended(request)
    if asked := parameters.numbers(request):
        return published.answer(
            association, published.numbered(association, asked, key), extended=extended, headers=headers
        )
    wanted = parameters.wanted(request)
    rows, is_more = published.listed(association, wanted)
    if is_more:
        headers["Link"] = f'<{_next_page(request, wanted.page + 1)}>; rel="next"'
    return published.answer(association, rows, extended=extended, headers=headers)


def _next_page(request: HttpRequest, page: int) -> str:
    values = request.GET.copy()
    values.pop("api_key", None)
    values["page"] = str(page)
    return request.build_absolute_uri(f"{request.path}?{values.urlencode()}")


def _request(request: HttpRequest, association: Association, number: str) -> Answer:
    key = key_of(association, request.GET)
    rows = published.only_one(published.numbered(association, [number], key))
    headers = PRIVATE if key else ASKED_ANEW
    return published.answer(association, rows, extended=parameters.is_extended(request), headers=headers)


def _token(request: HttpRequest, association: Association, token: str) -> Answer:
    """No call has ever been answered with a token: requests get their number at once."""
    raise Refused(404, _("token: requests get their number at once, there are no tokens here."))


def _missing(request: HttpRequest, association: Association, **arguments: Any) -> Answer:
    raise Refused(404, _("There is nothing at this address."))


discovery = endpoint(GET=_discover)
services = endpoint(GET=_services)
service = endpoint(GET=_service)
requests = endpoint(GET=_requests, POST=receive)
request = endpoint(GET=_request)
token = endpoint(GET=_token)
missing = endpoint(GET=_missing, POST=_missing)
