"""Every address there is, read from Django's resolver and from the routes of pages: a new one joins by itself."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
"""Of a route: ``<str:token>``."""

type Filling = Callable[[str, str], list[str]]
"""Gets the name of a route and of a parameter; what may stand there."""


@dataclass(frozen=True)
class Route:
    """One route: its name (for messages and for who fills it) and how it is written."""

    name: str
    written: str

    @property
    def is_pattern(self) -> bool:
        """Whether it is a regular expression with parts in it: somebody has to say which addresses it means."""
        return "(" in self.written


def routes() -> Iterator[Route]:
    """Every route of the resolver outside the admin; those of pages are read from the pages (`page_routes`)."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[Route]:
        for entry in patterns:
            assert isinstance(entry, URLPattern | URLResolver)
            # Languages have prefixes; the default one has none.
            written = "" if isinstance(entry.pattern, LocalePrefixPattern) else _written(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, prefix + written)
            else:
                yield Route(entry.name or prefix + written, prefix + written)

    for route in walk(get_resolver().url_patterns, ""):
        if not route.written.startswith("admin/"):
            yield route


def page_routes(page: Page) -> Iterator[Route]:
    """The page's own address and everything it routes, relative to the page."""
    yield Route(page._meta.model_name or "", "")
    if isinstance(page, RoutablePageMixin):
        for entry in page.get_subpage_urls():
            if written := _written(entry.pattern):
                yield Route(f"{page._meta.model_name}.{entry.name}", written)


def _written(pattern: Any) -> str:
    if isinstance(pattern, RoutePattern):
        return str(pattern)
    return str(pattern._regex).removeprefix("^").removesuffix("$").replace(r"\Z", "").replace("\\.", ".")


def filled(route: Route, filling: Filling) -> Iterator[str]:
    """The route with every combination of what may stand for its parameters."""
    names = PARAMETER.findall(route.written)
    for values in itertools.product(*(filling(route.name, name) for name in names)):
        chosen = iter(values)
        yield PARAMETER.sub(lambda _match: next(chosen), route.written)  # noqa: B023 - used at once
