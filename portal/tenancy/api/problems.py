"""Errors of the API as problem details (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import resolve
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

MEDIA_TYPE = "application/problem+json"
NOTHING = "There is nothing at this address."


class InvalidParam(Schema):
    """A parameter that can't be used and why."""

    name: str
    reason: str


class Problem(Schema):
    """What went wrong, for a person and for a program."""

    type: str = Field("about:blank", description="Kind of problem; about:blank means that the status says it all.")
    title: str = Field(description="Name of the status.")
    status: int = Field(description="HTTP status code.")
    detail: str = Field("", description="What is wrong with this request.")
    invalid_params: list[InvalidParam] = Field([], description="Parameters that can't be used (422).")


def problem(status: int, detail: str = "", *, invalid_params: list[dict[str, str]] | None = None) -> JsonResponse:
    """The answer to a request that failed with `status`."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "invalid_params": invalid_params or [],
    }
    return JsonResponse(content, status=status, content_type=MEDIA_TYPE)


def missing(request: HttpRequest, rest: str) -> HttpResponse:
    """The answer below the API where nothing else answers: to the address with a slash if there is one, else 404."""
    if not rest.endswith("/") and resolve(f"{request.path_info}/").func is not missing:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{request.path}/{'?' if query else ''}{query}")
    return problem(404, NOTHING)


def install(api: NinjaAPI) -> None:
    """Answer every error of `api` with problem details."""

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
        invalid = [{"name": str(item["loc"][-1]), "reason": str(item["msg"])} for item in error.errors]
        return problem(422, "Some parameters can't be used.", invalid_params=invalid)

    @api.exception_handler(Http404)
    def _missing(request: HttpRequest, error: Http404) -> JsonResponse:
        return problem(404, NOTHING)

    @api.exception_handler(HttpError)
    def _failed(request: HttpRequest, error: HttpError) -> JsonResponse:
        return problem(error.status_code, error.message)


def documented() -> dict[str, Any]:
    """The error answers of every operation, for the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    wait = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return {
        "404": {"description": "Nothing at this address.", "content": content},
        "422": {"description": "A parameter can't be used.", "content": content},
        "429": {"description": "Too many requests from one address.", "content": content, "headers": wait},
    }
