"""Where an activity comes from (A2): the pages of other features that one may be linked to.

Features that keep such pages register them here, through `contact_centre.actions`; the register knows none of them.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page, Site

from ..enums import ActivitySource

Provider = Callable[[Page], QuerySet[Any]]
"""Takes the root page of a site and returns the pages below it that activities may come from, the newest first."""

_providers: dict[ActivitySource, tuple[Provider, Callable[[Any], str]]] = {}


def register_source_pages(kind: str, provider: Provider, label: Callable[[Any], str] = str) -> None:
    """Let activities of the source `kind` name one of the pages of `provider`, offered by its `label`.

    Call it in ``AppConfig.ready()``.
    """
    _providers[ActivitySource(kind)] = (provider, label)


def has_pages(source: str) -> bool:
    """Whether an activity of this source may name a page."""
    return source in _providers


def pages_of_source(source: str, site: Site) -> QuerySet[Any]:
    """Pages of `site` that an activity of `source` may name, the newest first; none for other sources."""
    if source not in _providers:
        return Page.objects.none()
    provider, _label = _providers[ActivitySource(source)]
    return provider(site.root_page)


def label_of(source: ActivitySource, page: Any) -> str:
    """How a page of `pages_of_source` is offered."""
    return _providers[source][1](page)


def sources_with_pages() -> tuple[ActivitySource, ...]:
    """Sources that have pages, in the order in which features registered them."""
    return tuple(_providers)
