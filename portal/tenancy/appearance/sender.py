"""As whom an association writes (decision 64): the name mail comes from, and where answers go.

The address it comes from is the installation's own (``DEFAULT_FROM_EMAIL``): only for that domain does the mail server
sign (DKIM) and is allowed to send (SPF). Mail "from" an association's own domain would be thrown away as forged.
"""

import re
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from ..models import Association

UNFIT = re.compile(r'[\x00-\x1f\x7f<>"@\\\u200b-\u200f\u2028-\u202e\u2066-\u2069]')
"""What makes a name look like an address, breaks a header, or shows it other than it is written."""


def validate_sender_name(value: str) -> None:
    """Refuse a name with an address, quotes, line breaks or signs that turn the direction of writing."""
    if UNFIT.search(value):
        raise ValidationError(_("Only a name: no address, quotation marks or line breaks."))


def refuse_others_name(name: str, own: "Association") -> None:
    """Refuse the name of another association or of the Union: nobody writes in somebody else's name."""
    from ..models import Association, Union

    wanted = " ".join(name.split()).casefold()
    others: list[Any] = list(Association.objects.exclude(pk=own.pk).values_list("name", "short_name"))
    others += Union.objects.values_list("name", "name")
    taken = {" ".join(said.split()).casefold() for both in others for said in both}
    if wanted in taken - {own.name.casefold(), own.short_name.casefold()}:
        raise ValidationError(_("This is somebody else's name."))


def refuse_portals_address(address: str) -> None:
    """Refuse the portal's own addresses: nobody reads answers there."""
    own = {settings.DEFAULT_FROM_EMAIL, settings.BOUNCE_ADDRESS}
    if address.casefold() in {parseaddr(one)[1].casefold() for one in own if one}:
        raise ValidationError(_("This is the portal's own address, nobody reads it."))
