"""What the log says of opening."""

from django.utils.translation import gettext_lazy as _

OPENING_ACTIONS = {
    "site_opened": (_("Open a site"), _("The site was opened to the public")),
    "site_prepared": (_("Put a site back into preparation"), _("The site was hidden from the public again")),
}
