"""Registers the record of activity in the administration."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import actions, views

hooks.register("register_log_actions", actions.register_log_actions)


class AuditMenuItem(MenuItem):
    """For who may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return views.may_read(request.user)


@hooks.register("register_admin_urls")
def register_audit_urls() -> list[URLPattern | URLResolver]:
    urls: Any = (
        [
            path("", views.AuditView.as_view(), name="index"),
            path("results/", views.AuditView.as_view(results_only=True), name="index_results"),
        ],
        "audit",
    )
    return [path("audit/", include(urls))]


@hooks.register("register_admin_menu_item")
def register_audit_menu_item() -> MenuItem:
    return AuditMenuItem(_("Record of activity"), reverse(views.INDEX), icon_name="history", order=9000)
