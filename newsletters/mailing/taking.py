"""The one statement, and commit, that a message of a mailing costs (decision 8, X5).

It is written as SQL: put together by the ORM it takes longer than handing the message over.
"""

from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from ..enums import DeliveryState, MailingState, SubscriberKind, SubscriberState
from ..models import Delivery, Mailing, Subscriber

NOBODY = 0
"""No row has this key."""


def take(delivery: Delivery, *, sent: Delivery | None = None) -> bool:
    """Take `delivery` up, and write down that the mail server took `sent`, both or neither.

    It is taken up if it waits, its mailing isn't paused, and its subscriber wants it at this moment: active, not
    pausing, and with the topic (people in office get every one). Whoever finds it so in this statement has it.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    now = timezone.now()
    at, day = (
        connection.ops.adapt_datetimefield_value(now),
        connection.ops.adapt_datefield_value(timezone.localdate(now)),
    )
    # Before, so that it is known as ours even if the answer gets lost.
    delivery.claimed_at = now
    last, this = sent.pk if sent else NOBODY, delivery.pk
    with connection.cursor() as cursor:
        cursor.execute(_statement(), (last, last, at, last, at, last, last, last, this, last, delivery.recipient, day))
        keys = {key for (key,) in cursor.fetchall()}
    if this not in keys:
        return False
    delivery.attempts += 1
    return True


@cache
def _statement() -> str:
    """Its parameters: the last key five times around the moment twice, both keys, the last, the address, the day."""
    delivery, mailing, subscriber = (model._meta.db_table for model in (Delivery, Mailing, Subscriber))
    topics = Subscriber.topics.through._meta.db_table
    return f"""
        UPDATE {delivery} SET
            state = CASE WHEN id = %s THEN '{DeliveryState.SENT}' ELSE '{DeliveryState.SENDING}' END,
            sent_at = CASE WHEN id = %s THEN %s ELSE sent_at END,
            claimed_at = CASE WHEN id = %s THEN NULL ELSE %s END,
            attempts = CASE WHEN id = %s THEN attempts ELSE attempts + 1 END,
            last_error = CASE WHEN id = %s THEN '' ELSE last_error END
        WHERE id IN (%s, %s) AND (id = %s OR (
            state = '{DeliveryState.WAITING}' AND recipient = %s AND recipient <> ''
            AND EXISTS (
                SELECT 1 FROM {mailing} m JOIN {subscriber} s ON s.id = {delivery}.subscriber_id
                WHERE m.id = {delivery}.mailing_id AND m.state = '{MailingState.SENDING}'
                AND s.state = '{SubscriberState.ACTIVE}' AND (s.paused_until IS NULL OR s.paused_until <= %s)
                AND (s.kind = '{SubscriberKind.OFFICE}' OR EXISTS (
                    SELECT 1 FROM {topics} t WHERE t.subscriber_id = s.id AND t.subscriptiontopic_id = m.topic_id
                ))
            )
        ))
        RETURNING id
    """  # noqa: S608 - names of tables and states only
