"""The admin in the colours of the user's association."""

import colorsys
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from wagtail.models import Site

from portal.core.brand import WHITE
from portal.core.colours import nearest_accessible
from portal.core.remembered import Remembered

from ..boundary import is_union_user
from ..models import Association, Union

NOBODYS_COLOUR = "#26476b"
DARKEST, LIGHTEST = 0.12, 0.32
"""Lightness of the menu's ground."""
READ_ON_MENU = 7.0
"""Contrast of white on the menu's ground: Wagtail writes there in white that lets a fifth of the ground through."""


@dataclass(frozen=True)
class Owner:
    """Whose admin it can be: an association, or the Union."""

    name: str
    brand_colour: str
    site: int | None = None
    manager_group: int | None = None
    editor_group: int | None = None


def _read_owners(_all: None) -> tuple[tuple[Owner, ...], Owner]:
    associations = Association.objects.in_czech_order().values_list(
        "short_name", "brand_colour", "site", "manager_group", "editor_group"
    )
    union = Union.objects.first()
    return (
        tuple(Owner(*row) for row in associations),
        Owner(union.name, union.brand_colour) if union else Owner(settings.WAGTAIL_SITE_NAME, NOBODYS_COLOUR),
    )


_owners = Remembered(_read_owners, "tenancy.Association", "tenancy.Union")


def owner_of(request: HttpRequest) -> Owner:
    """In whose admin the user works: that of the site if they may, else their first one; the Union's otherwise."""
    if not request.user.is_authenticated:
        return _owners.get(None)[1]
    return _owner(request.user, Site.find_for_request(request))


def association_of(user: Any, site: Site | None) -> Association | None:
    """The association in whose admin `user` works, as a row; None in the Union's."""
    owner = _owner(user, site)
    return Association.objects.filter(site=owner.site).first() if owner.site else None


def _owners_for(user: Any) -> tuple[tuple[Owner, ...], Owner]:
    """All owners; they stand on the user object, too, so that a request which may not keep them reads them once."""
    if not hasattr(user, "_portal_owners"):
        user._portal_owners = _owners.get(None)
    found: tuple[tuple[Owner, ...], Owner] = user._portal_owners
    return found


def _owner(user: Any, site: Site | None) -> Owner:
    associations, union = _owners_for(user)
    here = [owner for owner in associations if site is not None and owner.site == site.pk]
    if is_union_user(user):
        return here[0] if here else union
    held = set(user.rights.groups.values())
    own = [owner for owner in (*here, *associations) if {owner.manager_group, owner.editor_group} & held]
    return own[0] if own else union


def manages_any(user: Any) -> bool:
    """Whether `user` stands in the managers' group of an association."""
    associations, _union = _owners_for(user)
    held = set(user.rights.groups.values())
    return any(owner.manager_group in held for owner in associations)


def admin_owner(request: HttpRequest) -> str:
    """Whose admin this is, as the menu and the dashboard say it."""
    return owner_of(request).name


def admin_css(request: HttpRequest) -> HttpResponse:
    """A stylesheet that gives Wagtail's menu and headers the hue of the association, or of the Union."""
    colour = nearest_accessible(owner_of(request).brand_colour, WHITE, READ_ON_MENU)
    red, green, blue = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    lightness = min(max(lightness, DARKEST), LIGHTEST)
    css = (
        f":root{{--w-color-primary-hue:{hue * 360:.1f};--w-color-primary-saturation:{saturation * 100:.1f}%;"
        f"--w-color-primary-lightness:{lightness * 100:.1f}%}}"
        ".admin-brand{display:block;padding:0 .5rem;color:#fff;font-weight:700;font-size:.875rem;line-height:1.3}"
        ".sidebar--slim .admin-brand{display:none}"
        ".menuitem-label{white-space:normal}"
        # Long choices must not push a field beyond its row.
        ".w-field-row>*{min-width:0}.w-field__input select{max-width:100%}"
    )
    response = HttpResponse(css, content_type="text/css")
    response["Cache-Control"] = "private, max-age=300"
    return response
