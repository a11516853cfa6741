"""Words for what happened to a reported mistake. No personal data: the log outlives the reporter's address."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

LOG_ACTIONS = {
    "services_directory.mistake_received": (_("Receive a report"), _("Report of a mistake received")),
    "services_directory.mistake_released": (_("Let a held report count"), _("Held report let through")),
    "services_directory.mistake_taken": (_("Take a report over"), _("Report taken over")),
    "services_directory.mistake_answered": (_("Answer a report"), _("Report answered")),
    "services_directory.mistake_put_aside": (_("Put a report aside"), _("Report put aside")),
}


def register(actions: LogActionRegistry) -> None:
    """Register the actions with their words."""
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(name, label, message)
