"""Registers the tenancy's admin and keeps Wagtail's own screens inside the boundary."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.views.home import RecentEditsPanel
from wagtail.models import Page

from .admin.addresses import AddressesViewSet
from .admin.association import OwnAssociationGroup
from .admin.branding import admin_css
from .admin.colours import ColoursViewSet
from .admin.desk import DeskPanel
from .admin.municipalities import MunicipalityChooserViewSet, municipality_chooser
from .admin.network import NetworkGroup
from .appearance.addresses import ADDRESS_ACTIONS
from .audit import hooks as _audit_hooks  # noqa: F401 - registers them
from .boundary import is_union_user, pages_of
from .given_out import refuse_foreign
from .keeping.said import KEEPING_ACTIONS
from .languages import hooks as _language_hooks  # noqa: F401 - registers them
from .opening.said import OPENING_ACTIONS

UNION_MENU = frozenset({"reports", "settings"})
"""Wagtail's menus whose every item is the Union's (see `portal.tenancy.middleware`)."""


hooks.register("before_serve_document", refuse_foreign)


@hooks.register("register_admin_viewset")
def register_association() -> OwnAssociationGroup:
    return OwnAssociationGroup()


@hooks.register("register_admin_viewset")
def register_network() -> NetworkGroup:
    return NetworkGroup()


@hooks.register("register_admin_viewset")
def register_appearance() -> list[Any]:
    return [AddressesViewSet(), ColoursViewSet()]


@hooks.register("register_admin_viewset")
def register_municipality_chooser() -> MunicipalityChooserViewSet:
    return municipality_chooser


@hooks.register("register_admin_urls")
def register_brand() -> list[URLPattern]:
    return [path("brand.css", admin_css, name="admin_brand_css")]


@hooks.register("insert_global_admin_css")
def brand_link() -> str:
    return format_html('<link rel="stylesheet" href="{}">', reverse("admin_brand_css"))


@hooks.register("construct_page_chooser_queryset")
def own_pages_to_choose(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    return pages_of(request.user, pages)


@hooks.register("construct_explorer_page_queryset")
def own_pages_to_explore(parent_page: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    return pages_of(request.user, pages)


@hooks.register("construct_main_menu")
def hide_what_is_the_unions(request: HttpRequest, menu_items: list[Any]) -> None:
    if not is_union_user(request.user):
        menu_items[:] = [item for item in menu_items if item.name not in UNION_MENU]


@hooks.register("construct_help_menu")
def hide_links_to_wagtail(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's guide is English and on another server; the help of this portal is its own documentation."""
    menu_items.clear()


@hooks.register("construct_homepage_panels")
def put_desk_on_top(request: HttpRequest, panels: list[Any]) -> None:
    """One desk instead of Wagtail's lists of what is reviewed and locked; what one edited last stays below it."""
    panels[:] = [DeskPanel(request), *(panel for panel in panels if isinstance(panel, RecentEditsPanel))]


@hooks.register("construct_homepage_summary_items", order=1000)  # after Wagtail has put its own in
def drop_counts(request: HttpRequest, summary_items: list[Any]) -> None:
    """The dashboard shows what waits for the user; Wagtail's counts reach beyond the own tree."""
    summary_items.clear()


@hooks.register("register_log_actions")
def register_log_actions(actions):  # type: ignore[no-untyped-def]
    for name, (label, message) in {**KEEPING_ACTIONS, **ADDRESS_ACTIONS, **OPENING_ACTIONS}.items():
        actions.register_action(f"tenancy.{name}", label, message)
