"""The API itself, made once when the addresses are read: by then every feature has registered its router."""

from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from . import problems
from .registry import api_routers
from .routers import router as own_router

VERSION = "1.0.0"
DESCRIPTION = gettext_noop(
    "Read-only open data of the portal. No key is needed. Addresses on an association's site answer for that "
    "association, the same addresses on the Union's site for all of them."
)


class ReadableJSON(JSONRenderer):
    """Czech letters as they are."""

    json_dumps_params = {"ensure_ascii": False}


class OpenDataAPI(NinjaAPI):
    """An API whose every operation documents the errors of `problems`. The document is made once."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        return self._document

    @cached_property
    def _document(self) -> OpenAPISchema:
        schema = super().get_openapi_schema()
        schema["components"]["schemas"]["Problem"] = problems.Problem.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        schema["components"]["schemas"] |= schema["components"]["schemas"]["Problem"].pop("$defs")
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"] = {str(code): answer for code, answer in operation["responses"].items()}
                operation["responses"] |= problems.documented()
                operation["responses"].setdefault("304", {"description": "Nothing has changed since your copy."})
        return schema


@cache
def open_data_api() -> NinjaAPI:
    """The API with the routers of all features."""
    licence = {"name": settings.OPEN_DATA_LICENCE_NAME, "url": settings.OPEN_DATA_LICENCE_URL}
    api = OpenDataAPI(
        title=settings.WAGTAIL_SITE_NAME,
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,
        renderer=ReadableJSON(),
        urls_namespace="api-v1",
        openapi_extra={"info": {"license": licence}},
    )
    problems.install(api)
    for prefix, router in api_routers():
        api.add_router(prefix, router)
    api.add_router("", own_router)
    return api
