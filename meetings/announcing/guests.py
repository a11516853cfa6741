"""Guests of a meeting as a manager types them: an address on each line, with a name before it or without."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ..enums import InviteeRole
from .invitees import Candidate, together

MOST = 50
"""Guests that may be added at once."""
LINE = re.compile(r"^(?P<name>.{0,300}?)[\s,;<]{0,20}(?P<email>[^\s<>,;@]{1,100}@[^\s<>,;@]{1,250})>?$")


def guests_in(text: str) -> list[Candidate]:
    """The guests of `text`, also written ``Name <address>``; each once.

    Raises ValidationError that quotes the line it doesn't understand.
    """
    found = []
    for line in filter(None, (line.strip(" \t,;") for line in text.splitlines())):
        match = LINE.match(line)
        name, email = (match["name"].strip(' "'), match["email"].strip()) if match else ("", line)
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError(_("“%(line)s” is no e-mail address.") % {"line": line[:100]}) from error
        found.append(Candidate(InviteeRole.GUEST, name[:150], email))
    if len(found) > MOST:
        raise ValidationError(_("Add at most %(count)d addresses at once.") % {"count": MOST})
    return together(found)
