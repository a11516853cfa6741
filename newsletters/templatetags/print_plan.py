"""`{% load print_plan %}`: the form of a plan beside its places."""

from typing import Any

from django import template

from ..printing.forms import PlanForm, field_of
from ..printing.planning import Place

register = template.Library()


@register.simple_tag
def plan_field(form: PlanForm, place: Place) -> Any:
    """The field for the copies of a place; None where they were delivered already."""
    name = field_of(place.point.pk)
    return form[name] if name in form.fields else None
