"""Tags of a notice's page: `{% load meeting_notice %}`."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from ..json_ld import event_json_ld

register = template.Library()


@register.simple_tag(takes_context=True)
def meeting_json_ld(context: Context) -> SafeString | str:
    """The page's meeting as JSON-LD; empty on a site that is no association's."""
    page, request, association = context["page"], context["request"], context.get("association")
    if association is None:
        return ""
    return event_json_ld(
        page,
        url=request.build_absolute_uri(page.get_url(request)),
        organizer=association.name,
        home=request.build_absolute_uri("/"),
    )
