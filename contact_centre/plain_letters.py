"""Letters that say a few sentences and lead to one page of the admin; what they say is written in their rooms."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation

from portal.jobs.outbox import Letter
from portal.tenancy.models import Association, Union

CZECH = "cs"
TEMPLATE = "emails/contact_centre/plain_letter"


def plain_letter(
    *,
    event: str,
    recipient: str,
    subject: str,
    sender: Association | Union,
    paragraphs: Sequence[str],
    quoted: Sequence[tuple[str, str]] = (),
    url: str,
    label: str,
    why: str,
) -> Letter:
    """A letter in Czech from `sender`; write it in the transaction of the fact (`portal.jobs.outbox`).

    `quoted` holds headings with what somebody wrote, `label` stands on the button that leads to `url`, `why` tells
    why the reader gets it. An `event` here never begins with ``contact_centre.``: such mail is about a citizen's
    request (`letters.request_of`).
    """
    is_centre = isinstance(sender, Association)
    with translation.override(CZECH):
        context = {
            "association" if is_centre else "union": sender,
            "subject": subject,
            "paragraphs": paragraphs,
            "quoted": quoted,
            "url": url,
            "label": label,
            "why": why,
        }
        return Letter(
            event=event,
            recipient=recipient,
            subject=subject,
            text=render_to_string(f"{TEMPLATE}.txt", context),
            html=render_to_string(f"{TEMPLATE}.html", context),
            site=sender.site if is_centre else None,
            reply_to=sender.answers_to if isinstance(sender, Association) else sender.email,
        )
