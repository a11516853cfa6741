"""Tags of the directory's templates: `{% load directory %}`."""

from urllib.parse import urlsplit

from django import template

register = template.Library()


@register.filter
def web_host(address: str) -> str:
    """What people call a web address: its host without "www."."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


@register.filter
def without_protocol(address: str) -> str:
    """A web address as one copies it from paper: "www.example.org/knihovna"."""
    return address.split("://", 1)[-1].rstrip("/")
