"""Writing a letter about a request: templates rendered in the reader's language, into the outbox (decision 8).

What the letters say is written in the room they belong to.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django_stubs_ext import StrPromise

from portal.core.keys import typed_key
from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import Letter, enqueue
from portal.tenancy.models import Association

from .models import CitizenRequest

PREFIX = "contact_centre."


def write(
    *,
    template: str,
    event: str,
    recipient: str,
    subject: "str | StrPromise",
    association: Association,
    request: CitizenRequest,
    language: str = "cs",
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    **context: Any,
) -> OutboxMessage:
    """Put ``emails/contact_centre/<template>`` (.txt, .html) into the outbox, once per event and recipient.

    Call it in the transaction of the fact. `event` is ``<what>:<request pk>[:<more>]`` without the app's prefix, so
    that all mail about a request is found again (`request_of`). A lazy `subject` is put into `language` too.
    """
    letter = compose(
        template=template,
        event=event,
        recipient=recipient,
        subject=subject,
        association=association,
        request=request,
        language=language,
        reply_to=reply_to,
        headers=headers,
        **context,
    )
    return enqueue(**vars(letter))


def compose(
    *,
    template: str,
    event: str,
    recipient: str,
    subject: "str | StrPromise",
    association: Association,
    request: CitizenRequest,
    language: str = "cs",
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Letter:
    """What `write` puts into the outbox, for who writes several letters at once (`portal.jobs.outbox.enqueue_new`)."""
    with translation.override(language):
        values = {"association": association, "citizen_request": request, "subject": str(subject), **context}
        return Letter(
            event=f"{PREFIX}{event}",
            recipient=recipient,
            subject=str(subject),
            text=render_to_string(f"emails/contact_centre/{template}.txt", values),
            html=render_to_string(f"emails/contact_centre/{template}.html", values),
            site=association.site,
            reply_to=reply_to,
            headers=headers,
        )


def request_of(event: str) -> int | None:
    """The key of the request that a message of this `event` is about; None for other mail."""
    what, _colon, rest = event.partition(":")
    number = rest.partition(":")[0]
    return typed_key(number) if what.startswith(PREFIX) else None
