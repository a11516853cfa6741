"""How data in the shape of a norm are asked for and answered, the same for every feature."""

import json
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop

from portal.core.ofn import Node

from ..api.middleware import ROOT
from ..api.scope import Scope, scope_of
from ..frame import frame_of
from ..models import Association

PREFIX = "/ofn"
TAG = gettext_noop("Czech open formal norms (OFN)")
MEDIA_TYPE = "application/ld+json"
MINUTE = 60
"""What stands on a board goes up and down by the clock: copies are asked for again after so many seconds."""


def answers(description: str) -> dict[str, Any]:
    """The answer in the OpenAPI document."""
    schema = {"oneOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]}
    return {"responses": {200: {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}}}


def asked(request: HttpRequest, slug: str) -> Scope:
    """The associations that are asked for; a slug of none of them is answered by 404."""
    scope = scope_of(request, slug)
    if slug and not scope.associations:
        raise Http404
    return scope


def is_of_association(request: HttpRequest) -> bool:
    """Whether the request came to an association's own site, not to the Union's."""
    frame = frame_of(request)
    return frame is not None and frame.association is not None


def answer(data: Node | list[Node]) -> HttpResponse:
    """`data` as JSON-LD, Czech letters as they are."""
    response = HttpResponse(json.dumps(data, ensure_ascii=False), content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = f"public, max-age={MINUTE}"
    return response


def identifier(association: Association, rest: str) -> str:
    """The address of a thing below /api/v1/ofn/ on the association's own site: its identifier, where it answers too."""
    return f"{association.site.root_url}{ROOT.rstrip('/')}{PREFIX}/{rest}"


def absolute(association: Association, url: str) -> str:
    """`url` of a file or a page, with the association's own site before it if it says none; without bare spaces."""
    parts = urlsplit(url)
    whole = parts._replace(path=quote(parts.path, safe="/%:@!$&'()*+,;=~"))
    return urlunsplit(whole) if parts.scheme else f"{association.site.root_url}{urlunsplit(whole)}"
