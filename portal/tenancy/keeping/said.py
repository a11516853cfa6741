"""What the log says of exports and of associations that leave."""

from django.utils.translation import gettext_lazy as _

KEEPING_ACTIONS = {
    "export_ordered": (_("Order an export"), _("An export of everything was ordered")),
    "export_made": (_("Make an export"), _("An export of everything was made")),
    "export_downloaded": (_("Download an export"), _("An export of everything was downloaded")),
    "departure_closed": (_("Close a site"), _("The site was closed, the association leaves")),
    "departure_called_off": (_("Call off a departure"), _("The association stays, its site was opened again")),
    "departure_confirmed": (_("Confirm a deletion"), _("A second administrator confirmed the deletion")),
    "association_deleted": (_("Delete an association"), _("Everything of the association was deleted")),
}
