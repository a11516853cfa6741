"""All that is known about a subscriber, for themselves: on their page and as a file (X2; GDPR, art. 15 and 20)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from portal.jobs.models import OutboxMessage

from ..models import ConsentEvent, Delivery, Subscriber
from .letters import mail_about
from .persons import all_rows, persons_rows
from .proof import words_of


@dataclass(frozen=True)
class Known:
    """Rows of one person at one association, lines of proof, mailings and letters to them; the newest last."""

    rows: list[Subscriber]
    lines: list[ConsentEvent]
    mailings: list[Delivery]
    letters: list[OutboxMessage]


def known_about(subscriber: Subscriber) -> Known:
    """Everything the portal keeps about whoever has this subscription, at this association only."""
    found = {row.pk for row in persons_rows(all_rows(subscriber))}
    whole: QuerySet[Subscriber] = Subscriber.objects.filter(pk__in=found)
    rows = list(whole.select_related("municipality").prefetch_related("topics").order_by("created_at", "pk"))
    lines = ConsentEvent.objects.filter(subscriber__in=found).select_related("wording").order_by("at", "pk")
    mailings = Delivery.objects.filter(subscriber__in=found).select_related("mailing__issue").order_by("pk")
    events = [event for row in rows for event in mail_about(row)]
    letters = OutboxMessage.objects.filter(event__in=events).order_by("created_at", "pk")
    return Known(rows, list(lines), list(mailings), list(letters))


def as_data(known: Known) -> dict[str, Any]:
    """The same for a file: plain values, times of Prague. Who of the centre did something isn't the reader's data."""
    return {
        "made_at": _time(timezone.now()),
        "subscriptions": [_subscription(row) for row in known.rows],
        "consent": [_line(line) for line in known.lines],
        "mailings": [_mailing(delivery) for delivery in known.mailings],
        "letters": [{"subject": one.subject, "sent_at": _time(one.sent_at)} for one in known.letters],
    }


def _subscription(row: Subscriber) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "email": row.email,
        "state": row.state,
        "topics": _codes(row.topics.all()),
        "municipality": row.municipality.name if row.municipality else None,
        "language": row.language,
        "asked_at": _time(row.created_at),
        "confirmed_at": _time(row.confirmed_at),
        "ended_at": _time(row.ended_at),
        "paused_until": row.paused_until.isoformat() if row.paused_until else None,
        "problem": row.problem or None,
    }


def _line(line: ConsentEvent) -> dict[str, Any]:
    wording = line.wording
    return {
        "act": line.act,
        "source": line.source,
        "at": _time(line.at),
        "language": line.language,
        "topics": line.topics,
        "wording_version": wording.version if wording else None,
        "wording": words_of(wording, line.language) if wording else None,
        "fingerprint_of_link": line.proof or None,
    }


def _mailing(delivery: Delivery) -> dict[str, Any]:
    issue = delivery.mailing.issue
    return {
        "issue": issue.designation,
        "title": issue.title,
        "email": delivery.recipient or None,
        "state": delivery.state,
        "sent_at": _time(delivery.sent_at),
        "came_back_at": _time(delivery.bounced_at),
        "unsubscribed_at": _time(delivery.unsubscribed_at),
    }


def _codes(topics: Iterable[Any]) -> list[str]:
    return sorted(topic.code for topic in topics)


def _time(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None
