"""Registers the help with the administration."""

from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import views


@hooks.register("register_admin_urls")
def register_help_urls() -> list[URLPattern | URLResolver]:
    urls: Any = (
        [
            path("", views.IndexView.as_view(), name="index"),
            path("all/", views.WholeView.as_view(), name="whole"),
            path("guide/<slug:name>/", views.ChapterView.as_view(), name="chapter"),
            path("guide/pictures/<slug:name>.png", views.picture, name="picture"),
            path("<slug:app>/<slug:name>/", views.TopicView.as_view(), name="topic"),
        ],
        "portal_help",
    )
    return [path("help/", include(urls))]


@hooks.register("register_admin_menu_item")
def register_help_menu_item() -> MenuItem:
    return MenuItem(_("Help"), reverse(views.INDEX), name="portal-help", icon_name="help", order=9900)


@hooks.register("insert_global_admin_css")
def help_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/css/help.css"))
