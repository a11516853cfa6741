"""Writing a letter about a meeting: templates rendered in the reader's language, into the outbox (decision 8)."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django_stubs_ext import StrPromise

from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import Letter, TextFile, enqueue
from portal.tenancy.models import Association

PREFIX = "meetings."


def write(**letter: Any) -> OutboxMessage:
    """Put a letter that `compose` makes into the outbox, once per event and recipient, in the fact's transaction."""
    return enqueue(**vars(compose(**letter)))


def compose(
    *,
    template: str,
    event: str,
    recipient: str,
    subject: "str | StrPromise",
    association: Association,
    meeting: Any,
    language: str = "cs",
    attachments: Sequence[TextFile] = (),
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Letter:
    """A letter for the outbox from ``emails/meetings/<template>`` (.txt, .html).

    `event` is ``<what>:<id>[:<more>]`` without the app's prefix. A lazy `subject` is put into `language` too. Answers
    go to the association. Templates know `association`, `meeting`, `subject` and the further context.
    """
    with translation.override(language):
        text, html = rendered(
            template=template, subject=str(subject), association=association, meeting=meeting, **context
        )
        return Letter(
            event=f"{PREFIX}{event}",
            recipient=recipient,
            subject=str(subject),
            text=text,
            html=html,
            site=association.site,
            reply_to=association.answers_to,
            headers=headers,
            attachments=attachments,
        )


def rendered(*, template: str, **context: Any) -> tuple[str, str]:
    """A letter as plain text and as HTML, in the active language; for looking at it before it is written, too."""
    return (
        render_to_string(f"emails/meetings/{template}.txt", context),
        render_to_string(f"emails/meetings/{template}.html", context),
    )
