"""Tags of the directory's templates: `{% load directory %}`."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from ..hours import CurrentState
from ..listing import Choice
from ..models import Service
from ..verification.freshness import Freshness, freshness_of

register = template.Library()

_TIMES = re.compile(r"\d{1,2}:\d\d–\d{1,2}:\d\d")


PIECES = "services_directory/components/"


@register.filter
def freshness(service: Service | Freshness) -> Freshness:
    """How fresh the entry is: its `text` for the public, `is_fresh`, `is_overdue` (F7)."""
    return service if isinstance(service, Freshness) else freshness_of(service)


@register.simple_tag
def freshness_line(service: Service) -> SafeString:
    """`components/freshness.html` of a list's row; written once for all that are as fresh."""
    return _freshness_line(freshness_of(service))


@lru_cache(maxsize=2000)
def _freshness_line(fresh: Freshness) -> SafeString:
    return render_to_string(f"{PIECES}freshness.html", {"service": fresh})


class _Standing(NamedTuple):
    """All that `components/state.html` shows of a `CurrentState`."""

    is_open: bool
    is_walk_in: bool
    closes_soon: bool
    heading: str
    detail: str


@register.simple_tag
def state_line(state: CurrentState | None) -> SafeString:
    """`components/state.html` of a list's row; written once for all of which the same is said."""
    if state is None:
        return SafeString("")
    return _state_line(_Standing(state.is_open, state.is_walk_in, state.closes_soon, state.heading, state.detail))


@lru_cache(maxsize=2000)
def _state_line(standing: _Standing) -> SafeString:
    return render_to_string(f"{PIECES}state.html", {"state": standing})


@register.filter
def as_options(choices: Iterable[Choice]) -> SafeString:
    """Choices as the options of a select, those below another one with a dash; a directory has a hundred of them."""
    return mark_safe("".join(_options(choices, "")))  # noqa: S308 (escaped)


def _options(choices: Iterable[Choice], dash: str) -> Iterator[str]:
    for choice in choices:
        selected = " selected" if choice.is_chosen else ""
        label = escape(choice.label)
        yield f'<option value="{escape(choice.value)}"{selected}>{dash}{label} ({choice.count})</option>\n'
        yield from _options(choice.children, "– ")


@register.filter
def web_host(address: str) -> str:
    """What people call a web address: its host without "www."."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


@register.filter
def without_protocol(address: str) -> str:
    """A web address as one copies it from paper: "www.example.org/knihovna"."""
    return address.split("://", 1)[-1].rstrip("/")


@register.filter
def whole_times(words: str) -> SafeString:
    """Opening hours in words, in which "8:00–12:00" is never parted by the end of a line."""
    return mark_safe(_TIMES.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(words)))  # noqa: S308 (escaped)
