"""What every public template knows: whose site this is, where one can go, in which languages."""

import copy
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page, Site

from .admin.branding import admin_owner
from .frame import SiteFrame, frame_of
from .models import Association

# Where there is no site (the admin, a foreign host) error pages still ask whose it is.
NOBODYS = {"association": None, "union": None}


def site(request: HttpRequest) -> dict[str, Any]:
    """Context for public templates, answered from the site's frame."""
    if request.path.startswith("/admin/"):
        return {
            **NOBODYS,
            "is_demo": settings.DEMO,
            "portal_name": settings.WAGTAIL_SITE_NAME,
            "admin_owner": SimpleLazyObject(lambda: admin_owner(request)),
        }
    frame = frame_of(request)
    if frame is None:
        return {**NOBODYS, "is_demo": settings.DEMO}
    association = current_association(request)
    union = copy.copy(frame.union)
    owner = association or union
    return {
        "site": Site.find_for_request(request),
        "association": association,
        "union": union,
        "menu_place": place_in_menu(request, frame),
        "main_menu": SimpleLazyObject(lambda: menu(request, frame, "main")),
        "footer_menu": SimpleLazyObject(lambda: menu(request, frame, "footer")),
        "languages": SimpleLazyObject(lambda: languages(request, frame)),
        "is_demo": settings.DEMO,
        "brand": reverse("brand_css", args=[owner.brand_colour.removeprefix("#")]) if owner else "",
    }


def current_association(request: HttpRequest) -> Association | None:
    """The association on whose site the request came; None on the Union's and on foreign hosts."""
    frame = frame_of(request)
    return copy.copy(frame.association) if frame else None


def home_page(request: HttpRequest, current: Site) -> Page:
    """The site's home page in the active language, Czech where there is none."""
    frame = frame_of(request)
    return copy.copy(frame.entrances.home) if frame else current.root_page


def child_page[P: Page](request: HttpRequest, model: type[P]) -> P | None:
    """The page of this type right below the site's home page, in the active language (Czech where there is none)."""
    frame = frame_of(request)
    children = frame.entrances.children.values() if frame else []
    return next((copy.copy(page) for page in children if isinstance(page, model)), None)


def child_with_slug(request: HttpRequest, *slugs: str) -> Page | None:
    """The page right below the site's home page whose address is one of `slugs`, in the active language."""
    frame = frame_of(request)
    children = frame.entrances.children if frame else {}
    return next((copy.copy(children[slug]) for slug in slugs if slug in children), None)


def menu(request: HttpRequest, frame: SiteFrame, place: str) -> list[dict[str, Any]]:
    """The site's menu (pages editors put there, `main`) or its `footer`, in the tree's order."""
    return [{**item, "current": _is_here(request, item)} for item in frame.entrances.menus[place]]


def place_in_menu(request: HttpRequest, frame: SiteFrame) -> str:
    """The addresses of the menu under which the request's page stands: what the menu differs in from page to page."""
    return " ".join(item["url"] for item in frame.entrances.menus["main"] if _is_here(request, item))


def _is_here(request: HttpRequest, item: dict[str, Any]) -> bool:
    return bool(item["url"]) and request.path.startswith(item["url"])


def languages(request: HttpRequest, frame: SiteFrame) -> list[dict[str, Any]]:
    """The site's languages with the address of this page in each, else of the home page.

    `is_page` says that the page itself stands there in that language: neither its home page nor a repeated Czech text.
    """
    page = getattr(request, "portal_page", None)
    translations, repeated = _addresses(request, page, frame) if page is not None else ({}, set())
    active = get_language() or settings.LANGUAGE_CODE
    result = []
    for code, name in settings.LANGUAGES:
        url = code in frame.languages and (translations.get(code) or frame.homes.get(code))
        if url:
            suffix = getattr(request, "portal_subpath", "") if code in translations else ""
            is_page = code in translations and code not in repeated
            entry = {"code": code, "name": name, "url": f"{url}{suffix}", "current": code == active, "is_page": is_page}
            result.append(entry)
    return result


def _addresses(request: HttpRequest, page: Page, frame: SiteFrame) -> tuple[dict[str, str], set[str]]:
    """The address of `page` in each language it is live in, and the languages where it only repeats the Czech one."""
    known = frame.addresses.get(page.translation_key)
    if known is not None:
        return known, {code for key, code in frame.repeated if key == page.translation_key}
    others = page.get_translations(inclusive=True).select_related("locale").live()
    addresses, repeated = {}, set()
    for other in others:
        code = other.locale.language_code
        addresses[code] = other.get_url(request=request, current_site=frame.site)
        if other.alias_of_id is not None:
            repeated.add(code)
    return addresses, repeated
