"""What all public pages of a site share, read once and kept in memory: its people's names, menus, ways in.

A page that is shown costs one query for the frame (is it still true?) instead of some fifteen. A frame holds the
site, its association, the Union and, for each language, the home page with the pages right below it. It is kept
until the site's version (`portal.tenancy.versions`) has grown, and for a minute at most: changes that no signal
tells of show by then.
"""

import copy
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale, Page, PageViewRestriction, Site

from portal.core.languages import interface_language
from portal.core.models import PortalImage
from portal.core.pages import footer_models
from portal.core.translating import language_of

from . import versions
from .appearance.addresses import site_at
from .models import Association, Union

SECONDS = 60.0
KEPT = 256
"""Sites held in memory by each process; the one that was not asked for longest makes room."""
HOSTS_KEPT = 2000
EMBLEM = "height-112"


@dataclass
class _RootPaths:
    """Stands in for a request where Wagtail caches the addresses of all sites."""

    _wagtail_cached_site_root_paths: Any = None


@dataclass
class Entrances:
    """One language of a site: its home page and the pages right below, as their own types."""

    home: Page
    children: dict[str, Page]
    menus: dict[str, list[dict[str, Any]]]

    def route(self, request: HttpRequest, path: str) -> Any:
        """Where `path` leads, as `Page.route_for_request` would say; None when it leads nowhere."""
        components = [component for component in path.split("/") if component]
        page = self.children.get(components[0]) if components else None
        try:
            if page is not None:
                return copy.copy(page).route(request, components[1:])
            return copy.copy(self.home).route(request, components)
        except Http404:
            return None


@dataclass
class SiteFrame:
    """A site and what its pages share. Hand out copies: these objects outlive the request."""

    version: versions.Version
    read_at: float
    site: Site
    association: Association | None
    union: Union | None
    root_paths: Any
    """Where the pages of all sites begin: Wagtail goes through them for each address it writes."""
    near_root_paths: Any
    """Those its public pages lead to: an association's are its own and the Union's, the Union's are all."""
    is_unrestricted: bool
    languages: dict[str, Entrances] = field(default_factory=dict)
    addresses: dict[Any, dict[str, str]] = field(default_factory=dict)
    """By translation key: the address of the page in each language."""
    repeated: set[tuple[Any, str]] = field(default_factory=set)
    """Translation key and language of the pages that only repeat the Czech one."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What features keep as long as the frame holds, under names of their own."""

    @property
    def entrances(self) -> Entrances:
        """The active language's, else the Czech ones, else those of the site's own root page."""
        active = self.languages.get(get_language() or settings.LANGUAGE_CODE)
        return active or self.languages.get(settings.LANGUAGE_CODE) or next(iter(self.languages.values()))

    @property
    def homes(self) -> dict[str, str]:
        """The address of the home page in each language."""
        return self.addresses[self.entrances.home.translation_key]


_frames: OrderedDict[int, SiteFrame] = OrderedDict()
_hosts: dict[tuple[str, str], int] = {}


def forget() -> None:
    """Drop everything that is kept in this process."""
    _frames.clear()
    _hosts.clear()


def frame_of(request: HttpRequest) -> SiteFrame | None:
    """The frame of the site the request came to, for one query if it is kept; None if the host is none of ours.

    The admin shows none of what the public pages share: for it a frame that is kept holds without a query.
    """
    if not hasattr(request, "_portal_frame"):
        request._portal_frame = _find(request)  # type: ignore[attr-defined]
    found: SiteFrame | None = request._portal_frame  # type: ignore[attr-defined]
    return found


def _find(request: HttpRequest) -> SiteFrame | None:
    host = (request._get_raw_host(), request.get_port())  # type: ignore[attr-defined]
    frame = _frames.get(_hosts.get(host, 0))
    if frame is not None and time.monotonic() - frame.read_at < SECONDS:
        site, in_admin = frame.site.pk, request.path.startswith("/admin/")
        if versions.here(site) == frame.version[1:] if in_admin else versions.current(site) == frame.version:
            _frames.move_to_end(frame.site.pk)
            return frame
        _hosts.pop(host, None)
    site = site_at(request)
    if site is None:
        return None
    frame = _read(site)
    _keep(host, frame)
    return frame


def _keep(host: tuple[str, str], frame: SiteFrame) -> None:
    former = _frames.get(frame.site.pk)
    if former is not None and former.version != frame.version:
        # What other hosts lead here may have changed with the site.
        for known in [known for known, pk in _hosts.items() if pk == frame.site.pk]:
            del _hosts[known]
    if len(_hosts) >= HOSTS_KEPT:
        _hosts.clear()
    _hosts[host] = frame.site.pk
    _frames[frame.site.pk] = frame
    while len(_frames) > KEPT:
        _frames.popitem(last=False)


# --- Reading a frame -------------------------------------------------------------------------------
def _read(site: Site) -> SiteFrame:
    # The version first: what changes while we read makes the frame outdated, not wrong for good.
    version = versions.current(site.pk)
    association, union = _association(site), Union.objects.select_related("site").first()
    root_paths = Site.get_site_root_paths()
    near = {site.pk, union.site_id if union is not None else None}
    frame = SiteFrame(
        version=version,
        read_at=time.monotonic(),
        site=site,
        association=association,
        union=union,
        root_paths=root_paths,
        near_root_paths=[path for path in root_paths if association is None or path.site_id in near],
        is_unrestricted=not PageViewRestriction.objects.exists(),
    )
    _read_languages(frame)
    return frame


def _association(site: Site) -> Association | None:
    found = Association.objects.for_site(site)
    if found is not None and found.emblem_id:
        found.emblem = PortalImage.objects.prefetch_renditions(EMBLEM).get(pk=found.emblem_id)
    return found


def _read_languages(frame: SiteFrame) -> None:
    site, cache = frame.site, _RootPaths(frame.near_root_paths)
    locales = {locale.pk: locale for locale in Locale.objects.all()}
    offered = {pk for pk, locale in locales.items() if locale.language_code in dict(settings.LANGUAGES)}
    in_footer = {ContentType.objects.get_for_model(model).pk for model in footer_models()}
    for root in site.root_page.get_translations(inclusive=True).live().filter(locale__in=offered):
        home = _prepared(root.specific, locales, frame)
        code = home.locale.language_code
        home.known_ancestors = [home]
        children: dict[str, Page] = {}
        menus: dict[str, list[dict[str, Any]]] = {"main": [], "footer": []}
        for child in root.get_children().live().order_by("path").specific():
            page = children[child.slug] = _prepared(child, locales, frame)
            page.known_ancestors = [home, page]
            url = page.get_url(request=cache, current_site=site)
            place = "main" if page.show_in_menus else "footer" if page.content_type_id in in_footer else None
            if place:
                menus[place].append({"title": page.title, "url": url, "lang": _other_than_words(page, code)})
        frame.languages[code] = Entrances(home, children, menus)
        for page in (home, *children.values()):
            url = page.get_url(request=cache, current_site=site)
            frame.addresses.setdefault(page.translation_key, {})[code] = url
            if page.alias_of_id is not None:
                frame.repeated.add((page.translation_key, code))
    if not frame.languages:
        # Nothing is published yet: every address answers 404, with the owner's name on the page.
        frame.languages[settings.LANGUAGE_CODE] = Entrances(site.root_page, {}, {"main": [], "footer": []})
        frame.addresses[site.root_page.translation_key] = {}


def _other_than_words(page: Any, code: str) -> str:
    """The language of the page's title where it isn't that of the interface's words in this tree."""
    own = language_of(page)
    return "" if own == interface_language(code) else own


def _prepared(page: Any, locales: dict[int, Locale], frame: SiteFrame) -> Any:
    page.locale = locales[page.locale_id]
    page.is_known_unrestricted = frame.is_unrestricted
    return page
