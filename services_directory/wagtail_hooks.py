"""Registers the directory with the admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from .viewsets import ServiceKindViewSet, ServiceViewSet, service_kind_viewset

register_snippet(ServiceViewSet)


@hooks.register("register_admin_viewset")
def register_kinds() -> ServiceKindViewSet:
    return service_kind_viewset


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action("services_directory.import", _("Import services"), _("Imported services"))

    @actions.register_action("services_directory.verify")
    class VerifyFormatter(LogFormatter):
        label = _("Verify a service")

        def format_message(self, log_entry: Any) -> str:
            return _("Verified on %(day)s") % {"day": log_entry.data.get("on", "")}
