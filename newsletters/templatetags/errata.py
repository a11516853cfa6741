"""Corrections on an issue's page, in its mail and on paper: ``{% load errata %}{% corrections page %}``."""

from typing import Any

from django import template

from ..errata.reading import corrected_by, corrections_of

register = template.Library()


@register.inclusion_tag("newsletters/errata/on_top.html")
def corrections(issue: Any) -> dict[str, Any]:
    """Links between an issue and its corrections, to stand above the text; nothing where there are none.

    Addresses are whole ones, so that the same words do in a mail.
    """
    return {"corrections": corrections_of(issue), "corrected": corrected_by(issue)}
