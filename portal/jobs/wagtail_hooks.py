"""Registers the Union's view of background work."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .actions import RESEND
from .viewsets import OperationsViewSetGroup


@hooks.register("register_admin_viewset")
def register_operations() -> OperationsViewSetGroup:
    return OperationsViewSetGroup()


@hooks.register("register_log_actions")
def register_log_actions(actions):  # type: ignore[no-untyped-def]
    actions.register_action(RESEND, _("Send again"), _("Message sent again"))
