"""What every public template knows: whose site this is, where one can go, in which languages."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page, Site

from portal.core.pages import footer_models

from .admin.branding import admin_owner
from .models import Association, Union

# Where there is no site (the admin, a foreign host) error pages still ask whose it is.
NOBODYS = {"association": None, "union": None}


def site(request: HttpRequest) -> dict[str, Any]:
    """Context for public templates; everything that asks the database is lazy and asked once a request."""
    if request.path.startswith("/admin/"):
        return {
            **NOBODYS,
            "is_demo": settings.DEMO,
            "portal_name": settings.WAGTAIL_SITE_NAME,
            "admin_owner": SimpleLazyObject(lambda: admin_owner(request)),
        }
    current = Site.find_for_request(request)
    if current is None:
        return {**NOBODYS, "is_demo": settings.DEMO}
    tenant = SimpleLazyObject(lambda: current_association(request))
    union = SimpleLazyObject(lambda: Union.objects.select_related("site").first())

    def brand() -> str:
        owner = tenant if tenant else union
        return reverse("brand_css", args=[owner.brand_colour.removeprefix("#")]) if owner else ""

    return {
        "site": current,
        "association": tenant,
        "union": union,
        "main_menu": SimpleLazyObject(lambda: site_menus(request, current)["main"]),
        "footer_menu": SimpleLazyObject(lambda: site_menus(request, current)["footer"]),
        "languages": SimpleLazyObject(lambda: languages(request, current)),
        "is_demo": settings.DEMO,
        "brand": SimpleLazyObject(brand),
    }


def current_association(request: HttpRequest) -> Association | None:
    """The association on whose site the request came; None on the Union's. Asked once a request."""
    if not hasattr(request, "_portal_association"):
        request._portal_association = Association.objects.for_site(Site.find_for_request(request))  # type: ignore[attr-defined]
    found: Association | None = request._portal_association  # type: ignore[attr-defined]
    return found


def home_page(request: HttpRequest, current: Site) -> Page:
    """The site's home page in the active language, Czech where there is none. Cached on the request."""
    cached = getattr(request, "_portal_home_page", None)
    if cached is None:
        language = get_language() or settings.LANGUAGE_CODE
        translations = current.root_page.get_translations(inclusive=True).select_related("locale").live()
        by_language = {page.locale.language_code: page for page in translations}
        cached = by_language.get(language) or by_language.get(settings.LANGUAGE_CODE) or current.root_page
        request._portal_home_pages = by_language  # type: ignore[attr-defined]
        request._portal_home_page = cached  # type: ignore[attr-defined]
    return cached


def site_menus(request: HttpRequest, current: Site) -> dict[str, list[dict[str, Any]]]:
    """The site's menu (pages editors put there) and footer, from one query, in the tree's order."""
    cached: dict[str, list[dict[str, Any]]] | None = getattr(request, "_portal_menus", None)
    if cached is not None:
        return cached
    in_footer = {ContentType.objects.get_for_model(model).pk for model in footer_models()}
    menus: dict[str, list[dict[str, Any]]] = {"main": [], "footer": []}
    for page in home_page(request, current).get_children().live().order_by("path"):
        place = "main" if page.show_in_menus else "footer" if page.content_type_id in in_footer else None
        if place:
            url = page.get_url(request=request, current_site=current)
            here = bool(url) and request.path.startswith(url)
            menus[place].append({"title": page.title, "url": url, "current": here})
    request._portal_menus = menus  # type: ignore[attr-defined]
    return menus


def languages(request: HttpRequest, current: Site) -> list[dict[str, Any]]:
    """The site's languages with the address of this page in each, else of the home page."""
    page = getattr(request, "portal_page", None)
    home_page(request, current)
    homes = request._portal_home_pages  # type: ignore[attr-defined]
    translations: dict[str, Page] = {}
    if page is not None:
        translations = {
            other.locale.language_code: other
            for other in page.get_translations(inclusive=True).select_related("locale").live()
        }
    active = get_language() or settings.LANGUAGE_CODE
    result = []
    for code, name in settings.LANGUAGES:
        target = translations.get(code) or homes.get(code)
        if target is not None:
            url = target.get_url(request=request, current_site=current)
            suffix = getattr(request, "portal_subpath", "") if code in translations else ""
            result.append({"code": code, "name": name, "url": f"{url}{suffix}", "current": code == active})
    return result
