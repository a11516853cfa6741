"""Registers the contact centre's admin with Wagtail."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .panels import CentrePanel
from .viewsets import CodeListGroup, ContactCentreGroup

LOG_ACTIONS = {
    "contact_centre.open": (_("Open activity"), _("Activity opened")),
    "contact_centre.change": (_("Change activity"), _("Activity changed")),
    "contact_centre.close": (_("Close activity"), _("Activity closed")),
    "contact_centre.cancel": (_("Cancel activity"), _("Activity cancelled")),
    "contact_centre.attach": (_("Attach file"), _("File attached")),
    "contact_centre.detach": (_("Remove file"), _("File removed")),
    "contact_centre.receive": (_("Receive request"), _("Request received")),
    "contact_centre.request_state": (_("Change state of request"), _("State of request changed")),
}


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
