"""Registers founding and opening in the admin."""

from typing import Any

from wagtail import hooks

from .said import FOUNDING_ACTIONS
from .viewsets import FoundingViewSet


@hooks.register("register_admin_viewset")
def register_founding() -> FoundingViewSet:
    return FoundingViewSet()


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    for name, (label, message) in FOUNDING_ACTIONS.items():
        actions.register_action(name, label, message)
