"""What the log says of invitations."""

from django.utils.translation import gettext_lazy as _

from .invitations import ACCEPTED, INVITED

FOUNDING_ACTIONS = {
    INVITED: (_("Invite somebody"), _("An invitation to set a password was sent")),
    ACCEPTED: (_("Accept an invitation"), _("The first password was set by an invitation")),
}
