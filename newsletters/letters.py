"""Writing a letter about an issue: templates rendered in the reader's language, into the outbox (decision 8).

What the letters say is written in the room they belong to.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django_stubs_ext import StrPromise

from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import enqueue
from portal.tenancy.models import Association

from .models import NewsletterIssuePage

PREFIX = "newsletters."


def write(
    *,
    template: str,
    event: str,
    recipient: str,
    subject: "str | StrPromise",
    association: Association,
    issue: NewsletterIssuePage,
    language: str = "cs",
    reply_to: str = "",
    **context: Any,
) -> OutboxMessage:
    """Put ``emails/newsletters/<template>`` (.txt, .html) into the outbox, once per event and recipient.

    Call it in the transaction of the fact. `event` is ``<what>:<id>[:<more>]`` without the app's prefix. A lazy
    `subject` is put into `language` too. Templates know `association`, `issue`, `subject` and the further context.
    """
    with translation.override(language):
        values = {"association": association, "issue": issue, "subject": str(subject), **context}
        return enqueue(
            event=f"{PREFIX}{event}",
            recipient=recipient,
            subject=str(subject),
            text=render_to_string(f"emails/newsletters/{template}.txt", values),
            html=render_to_string(f"emails/newsletters/{template}.html", values),
            site=association.site,
            reply_to=reply_to,
        )
