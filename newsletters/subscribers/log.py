"""What the log says happened to a subscription; no addresses."""

from typing import Any

from django.utils.translation import gettext_lazy as _

END, ERASE = "newsletters.end_subscription", "newsletters.erase_subscriber"
EXPORT = "newsletters.export_subscribers"
LOG_ACTIONS = {
    END: (_("End subscription"), _("Subscription ended by the centre")),
    ERASE: (_("Delete address of a subscriber"), _("Address of a subscriber deleted")),
    EXPORT: (_("Export subscribers"), _("Addresses of subscribers taken out as a file")),
}


def register(actions: Any) -> None:
    """Name the entries for Wagtail's history."""
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(name, label, message)
