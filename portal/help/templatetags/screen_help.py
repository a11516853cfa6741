"""The help of the screen one is at: a button in its header, the text beside it. Works without JavaScript."""

from typing import Any

from django import template
from django.template import Context, RequestContext

from ..screens import topic_for

register = template.Library()

FOUND = "_screen_help"


@register.simple_tag(takes_context=True)
def find_screen_help(context: Context) -> str:
    """Look the screen's topic up, before anything is drawn; what is in the context of a form says which page it is."""
    if (request := context.get("request")) is not None:
        setattr(request, FOUND, topic_for(request, context.get("page")))
    return ""


@register.inclusion_tag("help/admin/button.html", takes_context=True)
def screen_help_button(context: Context) -> dict[str, Any]:
    """The button; nothing on a screen without help, and nothing in a dialogue (only whole pages look help up)."""
    # Wagtail includes its headers with `only`: the variable `request` is gone there, the context still knows it.
    request = context.request if isinstance(context, RequestContext) else context.get("request")
    return {"topic": getattr(request, FOUND, None)}


@register.inclusion_tag("help/admin/panel.html", takes_context=True)
def screen_help_panel(context: Context) -> dict[str, Any]:
    """The text, closed until the button opens it."""
    return {"topic": getattr(context.get("request"), FOUND, None)}
