"""What the history of activities and requests says happened."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = {
    "contact_centre.open": (_("Open activity"), _("Activity opened")),
    "contact_centre.change": (_("Change activity"), _("Activity changed")),
    "contact_centre.close": (_("Close activity"), _("Activity closed")),
    "contact_centre.cancel": (_("Cancel activity"), _("Activity cancelled")),
    "contact_centre.reopen": (_("Reopen activity"), _("Activity reopened")),
    "contact_centre.attach": (_("Attach file"), _("File attached")),
    "contact_centre.detach": (_("Remove file"), _("File removed")),
    "contact_centre.receive": (_("Receive request"), _("Request received")),
    "contact_centre.request_state": (_("Change state of request"), _("State of request changed")),
}
