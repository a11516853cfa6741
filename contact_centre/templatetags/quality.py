"""Results of quality checks on other pages: `{% load quality %}`."""

from typing import Any

from django import template

from contact_centre.models import Activity
from contact_centre.quality.reads import results_of

register = template.Library()


@register.inclusion_tag("contact_centre/admin/quality_results.html")
def quality_results(activity: Activity) -> dict[str, Any]:
    """What those served said of `activity`; nothing where nobody was asked yet. One query."""
    return {"checks": list(results_of(activity))}
