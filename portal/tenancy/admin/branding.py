"""The admin in the colours of the user's association."""

import colorsys
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from wagtail.models import Site

from ..boundary import is_union_user
from ..models import Association, Union

DARKEST, LIGHTEST = 0.12, 0.32
"""Lightness of the menu's ground: white text on it is easy to read."""


def association_of(user: Any, site: Site | None) -> Association | None:
    """The association in whose admin `user` works: that of the site if they may, else their first one."""
    own = Association.objects.in_czech_order()
    if not is_union_user(user):
        groups = user.groups.values("pk")
        own = own.filter(manager_group__in=groups) | own.filter(editor_group__in=groups)
        return own.filter(site=site).first() or own.first()
    return own.filter(site=site).first()


def admin_owner(request: HttpRequest) -> str:
    """Whose admin this is, as the menu and the dashboard say it."""
    site = Site.find_for_request(request)
    tenant = association_of(request.user, site) if request.user.is_authenticated else None
    if tenant is not None:
        return tenant.short_name
    union = Union.objects.first()
    return union.name if union else settings.WAGTAIL_SITE_NAME


def admin_css(request: HttpRequest) -> HttpResponse:
    """A stylesheet that gives Wagtail's menu and headers the hue of the association, or of the Union."""
    site = Site.find_for_request(request)
    tenant = association_of(request.user, site) if request.user.is_authenticated else None
    owner = tenant or Union.objects.first()
    colour = owner.brand_colour if owner else "#26476b"
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
