"""Letters to a citizen: one way for all rooms, in the language of the request, with the link to its page (R2, R3)."""

from typing import Any

from django.utils import translation
from django_stubs_ext import StrPromise

from portal.tenancy.models import Association

from .. import letters
from ..models import CitizenRequest
from ..replies.addresses import reply_address
from .links import prolong, status_address

NUMBER = "%(reference)s"
PLAIN = "citizen_letter"
"""The template of a letter that says one thing: `lead` (why we write), `text` (the centre's own words), `close`."""


def tell_citizen(
    *, request: CitizenRequest, what: str, template: str = PLAIN, subject: "str | StrPromise", **context: Any
) -> bool:
    """Write to the citizen about `request`, once for `what`; False if there is no address to write to.

    Call it in the transaction of the fact. `what` names the fact and may carry a number of its own: ``answer:12``.
    The template is ``emails/contact_centre/<template>`` and extends ``citizen_base``; it may repeat the centre's and
    the municipality's words, never the citizen's. `subject` (lazy, so that it is put into the language of the
    request) may hold ``%(reference)s``; without it the number is added. The link holds anew from now on.
    """
    if not request.email:
        return False
    association = Association.objects.select_related("site").get(site=request.site_id)
    prolong(request)
    name, _colon, number = what.partition(":")
    letters.write(
        template=template,
        event=f"citizen_{name}:{request.pk}{f':{number}' if number else ''}",
        recipient=request.email,
        subject=_numbered(subject, request),
        association=association,
        request=request,
        language=request.language,
        reply_to=reply_address(request, association),
        status_url=status_address(request),
        status_until=request.status_until,
        **context,
    )
    return True


def _numbered(subject: "str | StrPromise", request: CitizenRequest) -> str:
    """The subject in the language of the request, with its number."""
    with translation.override(request.language):
        text = str(subject).replace(NUMBER, request.reference)
    return text if request.reference in text else f"{text} ({request.reference})"
