"""Registers what the administration of accounts has beside Wagtail's own."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from .actions import REMOVE_SECOND_FACTOR
from .views import RemoveSecondFactorView


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [path("accounts/<int:pk>/second-factor/", RemoveSecondFactorView.as_view(), name="remove_second_factor")]


@hooks.register("register_user_listing_buttons")
def register_buttons(user: Any, request_user: Any) -> Iterator[Button]:
    if request_user.has_perm("users.change_user"):
        url = reverse("remove_second_factor", args=[user.pk])
        yield Button(_("Remove the second step"), url, icon_name="lock-open", priority=40)


@hooks.register("register_account_menu_item")
def register_password(request: Any) -> dict[str, Any]:
    return {
        "url": reverse("account_change_password"),
        "label": _("Change of password"),
        "help_text": _("Choose a new password for signing in."),
    }


@hooks.register("register_account_menu_item")
def register_second_step(request: Any) -> dict[str, Any]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Second step of signing in"),
        "help_text": _("The app with codes, and recovery codes."),
    }


@hooks.register("register_log_actions")
def register_log_actions(actions):  # type: ignore[no-untyped-def]
    actions.register_action(REMOVE_SECOND_FACTOR, _("Remove the second step"), _("Second step removed"))
