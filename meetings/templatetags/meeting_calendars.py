"""Feeds one may subscribe to, for the list of meetings: ``{% calendar_feeds page as feeds %}``."""

from typing import Any

from django import template

from ..calendars.offer import Feed, feeds_of

register = template.Library()


@register.simple_tag(takes_context=True)
def calendar_feeds(context: Any, index: Any) -> list[Feed]:
    """All meetings of the list first, then those of each body that meets."""
    return feeds_of(context["request"], index)
