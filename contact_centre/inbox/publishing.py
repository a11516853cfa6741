"""What of a request the open data may say: a wording and a place that somebody of the centre has released."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.core.czech import fold

from ..enums import WITHOUT_ACTIVITY
from ..life import locked
from ..models import CitizenRequest

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w")
PHONE = re.compile(r"(?:\+?\d[\s-]?){9,}")


@transaction.atomic
def release_wording(*, request: CitizenRequest, public_text: str, is_place_public: bool, user: Any = None) -> bool:
    """Let the open data say `public_text` about `request` and show its place; False if they do already.

    Raises ValidationError at ``public_text`` for the citizen's name and for any e-mail or phone number in it, and
    for a request put aside.
    """
    current = locked(request)
    wording = public_text.strip()
    if current.status in WITHOUT_ACTIVITY:
        raise ValidationError(_("Let this request in first."))
    if (found := _personal_data(current, wording)) is not None:
        raise ValidationError({"public_text": found})
    if (current.public_text, current.is_place_public) == (wording, is_place_public):
        return False
    current.public_text, current.is_place_public, current.changed_at = wording, is_place_public, timezone.now()
    current.save(update_fields=["public_text", "is_place_public", "changed_at"])
    log(current, "contact_centre.public", user=user, data={"text": bool(wording), "place": is_place_public})
    return True


def _personal_data(request: CitizenRequest, wording: str) -> str | None:
    """What speaks against publishing `wording`, as far as a machine can see."""
    if ADDRESS.search(wording):
        return _("There is an e-mail address in it.")
    if PHONE.search(wording):
        return _("There is a phone number in it.")
    words = set(re.findall(r"\w+", fold(wording)))
    # A surname is declined in Czech: its beginning tells enough.
    for name in re.findall(r"\w{4,}", fold(request.name)):
        if any(word.startswith(name[: max(4, len(name) - 2)]) for word in words):
            return _("The citizen's name is in it.")
    return None
