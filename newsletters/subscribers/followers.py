"""Readers of a topic that another feature mails: who they are, and mail to them with the means to end it (X1, X3).

The mail belongs to the subscriber: it is shown to them, forgotten with their address, and taken back while it waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail.models import Site

from portal.jobs.outbox import Letter, TextFile, enqueue_mass
from portal.tenancy.models import Association

from ..enums import SubscriberKind
from ..mailing.headers import ONE_CLICK
from ..models import Subscriber, SubscriptionTopic
from .confirm_links import archive_of
from .letters import followed_event
from .links import preferences_url, unsubscribe_url
from .recipients import recipients

MEETINGS = "meetings"
"""The code of the topic that meetings mail."""


@dataclass(frozen=True)
class FollowerMail:
    """What all readers of one language are told: ``<template>.txt`` and ``.html`` with the context.

    The templates also know `association`, `subject`, `subscriber`, `preferences_url` and `unsubscribe_url`.
    """

    template: str
    subject: str
    context: Mapping[str, Any] = field(default_factory=dict)
    attachments: Sequence[TextFile] = ()


def followers(*, site: Site | int, topic_code: str, before: datetime, after: int = 0, limit: int) -> list[Subscriber]:
    """The next `limit` readers who get mail about the topic today, in the order they came, from the key `after` on.

    Only who had confirmed `before` it happened, and nobody in office. An unknown topic has no readers.
    """
    readers = _readers(site, topic_code, before)
    return list(readers.filter(pk__gt=after).order_by("pk")[:limit]) if readers is not None else []


def count_followers(*, site: Site | int, topic_code: str, before: datetime) -> int:
    """How many readers `followers` gives altogether."""
    readers = _readers(site, topic_code, before)
    return int(readers.count()) if readers is not None else 0


def _readers(site: Site | int, topic_code: str, before: datetime) -> QuerySet[Subscriber] | None:
    topic = SubscriptionTopic.objects.filter(code=topic_code).first()
    if topic is None:
        return None
    return recipients(site=site, topic=topic).filter(kind=SubscriberKind.READER, confirmed_at__lte=before)


def write_to_followers(
    *,
    association: Association,
    topic_code: str,
    event: str,
    readers: Sequence[Subscriber],
    mails: Mapping[str, FollowerMail],
) -> None:
    """Put the mail about `event` (``<what>:<id>``) to each of these readers into the outbox, once, in one statement.

    `mails` are by language, Czech among them for who reads another. Call it in the transaction that remembers whom it
    went to.
    """
    archives = {code: archive_of(association.site, code).full_url for code in mails}
    enqueue_mass(
        _letter(association, topic_code, event, reader, language, mails[language], archives[language])
        for reader, language in ((reader, _language(reader, mails)) for reader in readers)
    )


def _language(reader: Subscriber, mails: Mapping[str, FollowerMail]) -> str:
    return reader.language if reader.language in mails else settings.LANGUAGE_CODE


def _letter(
    association: Association,
    topic_code: str,
    event: str,
    reader: Subscriber,
    language: str,
    mail: FollowerMail,
    archive: str,
) -> Letter:
    own = {
        "association": association,
        "subject": mail.subject,
        "subscriber": reader,
        "preferences_url": preferences_url(reader, archive_url=archive),
        "unsubscribe_url": unsubscribe_url(reader, archive_url=archive),
    }
    with override(language):
        text = render_to_string(f"{mail.template}.txt", {**mail.context, **own})
        html = render_to_string(f"{mail.template}.html", {**mail.context, **own})
    return Letter(
        event=followed_event(reader, event),
        recipient=reader.email,
        subject=mail.subject,
        text=text,
        html=html,
        site=association.site,
        reply_to=association.answers_to,
        headers={
            "List-Id": f"<{topic_code}.{association.site.hostname}>",
            "List-Unsubscribe": f"<{own['unsubscribe_url']}>",
            "List-Unsubscribe-Post": ONE_CLICK,
            "Precedence": "bulk",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
        },
        attachments=mail.attachments,
    )
