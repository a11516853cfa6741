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
    "contact_centre.forget": (_("Delete personal data"), _("Personal data deleted")),
    "contact_centre.receive": (_("Receive request"), _("Request received")),
    "contact_centre.assign": (_("Assign request"), _("Request assigned")),
    "contact_centre.pause": (_("Let the time stand still"), _("Time stands still")),
    "contact_centre.resume": (_("Let the time run on"), _("Time runs on")),
    "contact_centre.note": (_("Write a note"), _("Note written")),
    "contact_centre.answer": (_("Write to the citizen"), _("Citizen written to")),
    "contact_centre.question": (_("Ask the citizen"), _("Citizen asked")),
    "contact_centre.citizen_wrote": (_("Take in the citizen's words"), _("The citizen wrote")),
    "contact_centre.public": (_("Release for open data"), _("Wording for open data changed")),
    "contact_centre.request_state": (_("Change state of request"), _("State of request changed")),
    "contact_centre.hand_over": (_("Hand over request"), _("Request handed over")),
    "contact_centre.hand_over_answered": (_("Answer hand-over"), _("Municipality answered")),
    "contact_centre.hand_over_reminded": (_("Remind municipality"), _("Municipality reminded")),
    "contact_centre.hand_over_silent": (_("Return hand-over"), _("Municipality did not answer")),
    "contact_centre.hand_over_withdrawn": (_("Withdraw hand-over"), _("Hand-over withdrawn")),
    "contact_centre.mayor_mail_returned": (_("Note returned letter"), _("Letter to the mayor came back")),
    "contact_centre.mayor_told_again": (_("Tell mayor again"), _("Mayor told in another way")),
    "contact_centre.evaluate_again": (_("Evaluate a period again"), _("Period evaluated again")),
    "contact_centre.key_make": (_("Make key of a town app"), _("Key of a town app made")),
    "contact_centre.key_revoke": (_("Revoke key of a town app"), _("Key of a town app revoked")),
}
