"""Registers the contact centre's admin with Wagtail."""

from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .inbox.bulk import BULK_ACTIONS as REQUEST_ACTIONS
from .log import LOG_ACTIONS
from .menu import ContactCentreGroup
from .register.bulk import BULK_ACTIONS as ACTIVITY_ACTIONS
from .reminding.views import SilentCentresViewSet
from .viewsets import CodeListGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [ContactCentreGroup(), CodeListGroup(), SilentCentresViewSet()]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(name, label, message)


for action in (*REQUEST_ACTIONS, *ACTIVITY_ACTIONS):
    hooks.register("register_bulk_action", action)
