"""Writing a letter about an issue: templates rendered in the reader's language, into the outbox (decision 8).

What the letters say is written in the room they belong to.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django_stubs_ext import StrPromise

from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import enqueue
from portal.tenancy.models import Association, Union

from .models import NewsletterIssuePage

PREFIX = "newsletters."


def write(
    *,
    template: str,
    event: str,
    recipient: str,
    subject: "str | StrPromise",
    association: Association | None,
    issue: NewsletterIssuePage | None,
    language: str = "cs",
    reply_to: str = "",
    from_union: bool = False,
    **context: Any,
) -> OutboxMessage:
    """Put ``emails/newsletters/<template>`` (.txt, .html) into the outbox, once per event and recipient.

    Call it in the transaction of the fact. `event` is ``<what>:<id>[:<more>]`` without the app's prefix. A lazy
    `subject` is put into `language` too. The letter comes from the association, or from the Union where it says so or
    there is no association. Templates know `centre` (the association, whoever writes), `issue`, `subject`, the further
    context, and for the frame the sender: `association` or `union`.
    """
    union = Union.objects.select_related("site").first() if from_union or association is None else None
    sender = {"association": association} if union is None else {"union": union}
    with translation.override(language):
        values = {**sender, "centre": association, "issue": issue, "subject": str(subject), **context}
        return enqueue(
            event=f"{PREFIX}{event}",
            recipient=recipient,
            subject=str(subject),
            text=render_to_string(f"emails/newsletters/{template}.txt", values),
            html=render_to_string(f"emails/newsletters/{template}.html", values),
            site=association.site if union is None and association is not None else None,
            reply_to=reply_to,
        )
