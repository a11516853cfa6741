"""What the search page finds among pages (portal.core.search)."""

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Q
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language
from wagtail.models import Locale, Page, Site
from wagtail.search.query import And, PlainText

from portal.core.czech import fold
from portal.core.models import BasePage
from portal.core.search import SearchHit
from portal.tenancy.models import Association, Union

SUMMARY_WORDS = 30
RANKED = 50
STEM = 4
"""Words of so many letters stay whole."""


def searched_models() -> list[type[BasePage]]:
    """Page types this provider answers for: those without a provider of their own, save the search page itself."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, BasePage)
        and not getattr(model, "has_search_provider", False)
        and model._meta.label != "home.SearchPage"
    ]


def find_pages(query: str, sites: Sequence[Site], limit: int) -> list[SearchHit]:
    """Live public pages of `sites` in the active language that hold every word of `query`, diacritics aside."""
    words = _words(query)
    if not words or not sites:
        return []
    locale = Locale.objects.filter(language_code=get_language()).first() or Locale.get_default()
    roots = _roots(sites, locale)
    if not roots:
        return []
    trees = reduce(or_, (Q(path__startswith=root) for root in roots))
    candidates = Page.objects.live().public().type(*searched_models()).filter(trees, locale=locale)
    stems = [_stem(word) for word in words]
    found = list(candidates.autocomplete(And([PlainText(stem) for stem in stems]))[: max(limit, RANKED)])
    # The index has the words without diacritics in one field; a title with all of them comes first.
    found.sort(key=lambda page: any(stem not in fold(page.title) for stem in stems))
    found = found[:limit]
    pages = {page.pk: page for page in Page.objects.filter(pk__in=[hit.pk for hit in found]).specific()}
    names = _names(roots) if len(sites) > 1 else {}
    here = sites[0] if len(sites) == 1 else None
    return [_hit(pages[hit.pk], here, names) for hit in found]


def _words(query: str) -> list[str]:
    """The words of `query` without diacritics; one-letter prepositions say nothing."""
    words = re.findall(r"\w+", fold(query))
    return [word for word in words if len(word) > 1] or words


def _stem(word: str) -> str:
    """The beginning of a folded word that its Czech forms share: odpad for odpady, starost for starostu."""
    return word[:-1] if len(word) > STEM and word[-1] in "aeiouy" else word


def _roots(sites: Sequence[Site], locale: Locale) -> dict[str, Site]:
    """The paths of the sites' home pages in `locale`."""
    keys = {site.root_page.translation_key: site for site in sites}
    pages = Page.objects.filter(translation_key__in=keys, locale=locale).values_list("path", "translation_key")
    return {path: keys[key] for path, key in pages}


def _names(roots: dict[str, Site]) -> dict[str, str]:
    tenants = {association.site_id: association.name for association in Association.objects.only("site", "name")}
    tenants.update({union.site_id: union.name for union in Union.objects.only("site", "name")})
    return {path: tenants.get(site.pk, "") for path, site in roots.items()}


def _hit(page: BasePage, here: Site | None, names: dict[str, str]) -> SearchHit:
    return SearchHit(
        title=page.title,
        url=(page.get_url(current_site=here) if here else page.full_url) or "",
        kind=capfirst(str(page._meta.verbose_name)),
        summary=Truncator(page.search_description or page.lead).words(SUMMARY_WORDS),
        association_name=names.get(page.path[: 2 * Page.steplen], ""),
    )
