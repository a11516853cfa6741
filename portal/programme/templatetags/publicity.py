"""`{% load publicity %}`: the strips of projects on public pages and on paper (PUB-1, WEB-1)."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context

from ..publicity.strips import Strip, strips_of
from ..publicity.web import strips_for

register = template.Library()


@register.inclusion_tag("programme/publicity/strip.html", takes_context=True)
def publicity(context: Context, about: Any = None) -> dict[str, Any]:
    """The strips that hold today for the site of the request; with `about` (a page) those of that page's project."""
    request = context.get("request")
    strips = strips_for(request) if request is not None else []
    if about is not None:
        strips = [strip for strip in strips if strip.page_key == about.translation_key]
    here = getattr(about or context.get("page"), "translation_key", None)
    return {"strips": strips, "is_on_screen": True, "here": here}


@register.filter
def as_strips(notices: Iterable[Any] | None) -> list[Strip]:
    """Notices (rows, or as an issue keeps them) ready to be shown."""
    return strips_of(notices or ())
