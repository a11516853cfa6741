"""An association's colour as a stylesheet of its own (the content policy forbids inline style)."""

import re
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .colours import READABLE, contrast, nearest_accessible

WHITE = "#ffffff"
INK = "#231f1a"
# The hardest grounds the colour is read on as text: the deeper tint of the light page and of the dark one.
LIGHT_GROUND = "#e6e4df"
DARK_GROUND = "#302c28"
COMFORTABLE = 6.5


def properties(colour: str) -> dict[str, str]:
    """The custom properties portal.css derives everything from, for `colour` (#rrggbb)."""
    return {
        "--brand": colour,
        "--on-brand": WHITE if contrast(colour, WHITE) >= READABLE else INK,
        "--brand-ink": nearest_accessible(colour, LIGHT_GROUND),
        "--brand-ink-dark": nearest_accessible(colour, DARK_GROUND, COMFORTABLE),
    }


@lru_cache(maxsize=256)
def stylesheet(colour: str) -> str:
    """Those properties as a stylesheet."""
    return ":root{" + ";".join(f"{name}:{value}" for name, value in properties(colour).items()) + "}"


@require_safe
def brand_css(request: HttpRequest, colour: str) -> HttpResponse:
    """The stylesheet of `colour` (rrggbb). The address names the whole content, so browsers keep it for good."""
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        raise Http404
    response = HttpResponse(stylesheet(f"#{colour}"), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
