"""What the history of an issue says happened to its mailing; no addresses."""

from typing import Any

from django.utils.translation import gettext_lazy as _

PAUSE, RESUME, RESEND = "newsletters.pause_mailing", "newsletters.resume_mailing", "newsletters.resend_delivery"

LOG_ACTIONS = {
    PAUSE: (_("Pause mailing"), _("Sending by e-mail paused")),
    RESUME: (_("Go on with mailing"), _("Sending by e-mail goes on")),
    RESEND: (_("Send again"), _("E-mails sent again")),
}


def register(actions: Any) -> None:
    """Name the entries for Wagtail's history."""
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(name, label, message)
