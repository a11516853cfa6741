"""What the history of an issue says happened to its contributions; no names, no addresses."""

from typing import Any

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = {
    "newsletters.ask_contributors": (_("Ask for contributions"), _("Contributions asked for")),
    "newsletters.closing_date": (_("Set closing date"), _("Closing date for contributions set")),
    "newsletters.leave_contributor_out": (_("Ask a contributor no more"), _("A contributor is asked no more")),
    "newsletters.take_contribution": (_("Take in contribution"), _("Contribution taken into the draft")),
    "newsletters.leave_contribution_out": (_("Leave out contribution"), _("Contribution left out")),
    "newsletters.forget_contributors": (_("Delete contributors"), _("Names and addresses of contributors deleted")),
}


def register(actions: Any) -> None:
    """Name the entries for Wagtail's history."""
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(name, label, message)
