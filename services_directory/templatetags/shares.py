"""Filters of the tables of shares: `{% load shares %}`."""

from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.translation import get_language

from portal.core.czech import NBSP

register = template.Library()

UNKNOWN = "–"
MINUS = "\u2212"


@register.filter
def percentage(value: Decimal | None) -> str:
    """A share in percent, to a tenth: "83,4 %"; a dash where nothing was listed."""
    if value is None:
        return UNKNOWN
    number = formats.number_format(value, decimal_pos=1)
    return f"{number}{NBSP}%" if get_language() == "cs" else f"{number}%"


@register.filter
def points(value: Decimal | None) -> str:
    """A change in points of a percentage with its sign, to a tenth ("+2,3"); a dash without a comparison."""
    if value is None:
        return UNKNOWN
    number = formats.number_format(abs(value), decimal_pos=1)
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return f"{sign}{number}"
