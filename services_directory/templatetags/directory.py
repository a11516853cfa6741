"""Tags of the directory's templates: `{% load directory %}`."""

from urllib.parse import urlsplit

from django import template

register = template.Library()


@register.filter
def web_host(address: str) -> str:
    """What people call a web address: its host without "www."."""
    return (urlsplit(address).hostname or address).removeprefix("www.")
