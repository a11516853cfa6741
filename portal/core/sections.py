"""The home page's registry: features add sections, the home page shows them in order.

The kernel knows no feature; a feature registers in its ``AppConfig.ready()``. What a section's template holds:

- "search": the search form (``components/search.html``) and chips, inside the hero below its ``<h1>``;
- "kinds": a whole ``<section>`` with its ``<h2>``;
- "now": one ``<article class="dated">`` with an ``<h3>``; the page puts them together under one ``<h2>``;
- "centre": a whole ``<section>`` with its ``<h2>``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from wagtail.models import Locale, Site

SLOTS = ("search", "kinds", "now", "centre")


@dataclass(frozen=True)
class HomeContext:
    """What a section may look at. `association` is a ``portal.tenancy.models.Association``."""

    association: Any
    site: Site
    locale: Locale
    request: HttpRequest


@dataclass(frozen=True)
class HomeSection:
    """A piece of the home page: the template that shows it and that template's context."""

    template_name: str
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[HomeContext], HomeSection | None]
_providers: list[tuple[str, int, Provider]] = []


def register_home_section(slot: str, order: int, provider: Provider) -> None:
    """Show `provider`'s section in `slot`, smaller `order` first.

    Raises ValueError for a slot the home page doesn't have.
    """
    if slot not in SLOTS:
        raise ValueError(f"The home page has no slot {slot!r}, only {', '.join(SLOTS)}")
    _providers.append((slot, order, provider))
    _providers.sort(key=lambda entry: entry[1])


def home_sections(slot: str, context: HomeContext) -> list[HomeSection]:
    """The sections to show in `slot`; those with nothing to say are left out."""
    sections = (provider(context) for name, _order, provider in _providers if name == slot)
    return [section for section in sections if section is not None]
