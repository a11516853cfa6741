"""Following meetings in a calendar and by e-mail: ``{% calendar_feeds page as feeds %}``, ``{% following_url %}``."""

from typing import Any

from django import template

from newsletters.actions import MEETINGS, subscribing_url

from ..calendars.offer import Feed, feeds_of

register = template.Library()


@register.simple_tag(takes_context=True)
def calendar_feeds(context: Any, index: Any) -> list[Feed]:
    """All meetings of the list first, then those of each body that meets."""
    return feeds_of(context["request"], index)


@register.simple_tag(takes_context=True)
def following_url(context: Any) -> str:
    """Where one asks for mail about meetings; empty where nobody can."""
    return subscribing_url(context["request"], MEETINGS)
