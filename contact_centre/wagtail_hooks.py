"""Registers the contact centre's admin with Wagtail."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .inbox.bulk import BULK_ACTIONS
from .log import LOG_ACTIONS
from .menu import ContactCentreGroup
from .panels import CentrePanel
from .viewsets import CodeListGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [ContactCentreGroup(), CodeListGroup()]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(name, label, message)


@hooks.register("construct_homepage_panels")
def add_centre_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(CentrePanel())


for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)
