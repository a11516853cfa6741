"""What an association adds to the footer of its site: `{% load site_footer %}`."""

from typing import Any

from django import template

from portal.tenancy.appearance.footer import Footer, footer_of

register = template.Library()


@register.simple_tag
def site_footer(association: Any) -> Footer:
    """`{% site_footer association as added %}`: its words, lists of links and profiles for the active language."""
    return footer_of(association)
