"""Letters to a citizen: one way for all rooms, in the language of the request, with the link to its page (R2, R3).

And those that tell the centre what the citizen did there: the number and the way to the request, nothing personal.
"""

from typing import Any

from django.urls import reverse
from django.utils import translation
from django_stubs_ext import StrPromise

from portal.tenancy.absences.duty import addresses_on_duty
from portal.tenancy.models import Association

from .. import letters
from ..models import CitizenRequest
from ..replies.addresses import reply_address
from .links import prolong, status_address

CZECH = "cs"
NUMBER = "%(reference)s"
PLAIN = "citizen_letter"
"""The template of a letter that says one thing: `lead` (why we write), `text` (the centre's own words), `close`."""
ASKS_FOR_NO_MACHINE = {"X-Auto-Response-Suppress": "OOF, AutoReply"}
"""Keeps Exchange from answering with holiday notices, which would come back here."""


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
    letters.write(
        template=template,
        event=_event("citizen", what, request),
        recipient=request.email,
        subject=_numbered(subject, request, request.language),
        association=association,
        request=request,
        language=request.language,
        reply_to=reply_address(request, association),
        headers=ASKS_FOR_NO_MACHINE,
        status_url=status_address(request),
        status_until=request.status_until,
        **context,
    )
    return True


def tell_centre(
    *, request: CitizenRequest, what: str, template: str, subject: "str | StrPromise", **context: Any
) -> bool:
    """Tell the centre, in Czech, that something happened with `request`; False if it has no address."""
    association = Association.objects.select_related("site").get(site=request.site_id)
    recipients = addresses_on_duty([association.email])
    for recipient in recipients:
        letters.write(
            template=template,
            event=_event("centre", what, request),
            recipient=recipient,
            subject=_numbered(subject, request, CZECH),
            association=association,
            request=request,
            admin_url=f"{association.site.root_url}{reverse('citizen_requests:inspect', args=[request.pk])}",
            **context,
        )
    return bool(recipients)


def _event(whom: str, what: str, request: CitizenRequest) -> str:
    name, _colon, number = what.partition(":")
    return f"{whom}_{name}:{request.pk}{f':{number}' if number else ''}"


def _numbered(subject: "str | StrPromise", request: CitizenRequest, language: str) -> str:
    """The subject in `language`, with the number of the request."""
    with translation.override(language):
        text = str(subject).replace(NUMBER, request.reference)
    return text if request.reference in text else f"{text} ({request.reference})"
