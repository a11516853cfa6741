"""The search page: asks every feature that registered a provider and shows what each found."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise
from wagtail.models import Site

from portal.core.models import BasePage
from portal.core.pages import footer_page
from portal.core.search import SearchHit, SearchHits, search_providers
from portal.tenancy.models import Association
from portal.users.searching import refused_search

QUERY_LENGTH = 100
GROUP_SIZE = 5
PAGE_SIZE = 20
MOST_HITS = 200


@dataclass(frozen=True)
class ResultGroup:
    """What one provider found: the first few hits, whether there are more, and what is said about them."""

    name: str
    label: "str | StrPromise"
    hits: list[SearchHit]
    more: bool
    about: SearchHits


@footer_page
class SearchPage(BasePage):
    """`?q=` shows the first hits of every group, `&in=<group>` all of one group, page by page.

    On an association's site only that site is searched; on the Union's site all of them.
    """

    parent_page_types = ["home.AssociationHomePage", "home.UnionHomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("search page")
        verbose_name_plural = _("search pages")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return refused_search(request) or super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:QUERY_LENGTH]
        group = request.GET.get("in", "")
        context["query"] = query
        if query:
            sites = searched_sites(Site.find_for_request(request))
            providers = search_providers()
            chosen = [provider for provider in providers if provider.name == group] or providers
            if len(chosen) == 1 and group:
                hits = chosen[0].find(query, sites, MOST_HITS)
                context["group"] = chosen[0]
                context["about"] = _about(hits)
                context["page_obj"] = _page(hits, request.GET.get("page"))
            else:
                context["groups"] = _groups(query, sites)
        return context


def searched_sites(site: Site) -> list[Site]:
    """The sites a visitor of `site` searches: that one; from the Union's site all of them."""
    if Association.objects.for_site(site) is not None:
        return [site]
    prepared = Association.objects.filter(opened_at=None).values("site")
    return list(Site.objects.exclude(pk__in=prepared).select_related("root_page").order_by("pk"))


def _groups(query: str, sites: list[Site]) -> list[ResultGroup]:
    groups = []
    for provider in search_providers():
        hits = provider.find(query, sites, GROUP_SIZE + 1)
        if hits:
            more = len(hits) > GROUP_SIZE
            groups.append(ResultGroup(provider.name, provider.label, hits[:GROUP_SIZE], more, _about(hits)))
    return groups


def _about(hits: list[SearchHit]) -> SearchHits:
    return hits if isinstance(hits, SearchHits) else SearchHits(hits)


def _page(hits: list[SearchHit], number: str | None) -> "ResultPage[SearchHit]":
    return Paginator(hits, PAGE_SIZE).get_page(number)
