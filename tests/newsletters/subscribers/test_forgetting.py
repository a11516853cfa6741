"""Who never confirmed is forgotten by a job: the row, its proof, and the letters about it (X1)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from newsletters.enums import SubscriberState
from newsletters.models import ConsentEvent, Subscriber
from newsletters.subscribers.asking import ask
from newsletters.subscribers.clock import forget_unconfirmed
from newsletters.subscribers.proof import offered_topics
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from .asking import READER, letters
from .factories import make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X1")]


def after(days: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(days=days))


def test_after_seven_days_row_proof_and_letters_are_gone_and_others_stay(
    dso_a: Association, dso_b: Association
) -> None:
    for state in (SubscriberState.ACTIVE, SubscriberState.UNSUBSCRIBED, SubscriberState.UNREACHABLE):
        make_subscriber(dso_a, f"{state}@example.cz", state=state)
    for association in (dso_a, dso_b):
        ask(site=association.site, email=READER, topics=offered_topics())
    sent, _waits = letters("confirm")
    OutboxMessage.objects.filter(pk=sent.pk).update(state="sent", sent_at=timezone.now())
    with after(6.9):
        assert forget_unconfirmed() == 0
        assert len(letters()) == 2
    with after(7.1):
        assert forget_unconfirmed() == 2
        assert forget_unconfirmed() == 0
    assert not Subscriber.objects.filter(email=READER).exists()
    assert not ConsentEvent.objects.filter(subscriber__email=READER).exists()
    assert not letters()
    assert Subscriber.objects.count() == 3
    assert ConsentEvent.objects.count() == 6


def test_who_asked_again_has_seven_days_from_then(dso_a: Association) -> None:
    ask(site=dso_a.site, email=READER, topics=offered_topics())
    with after(6):
        ask(site=dso_a.site, email=READER, topics=offered_topics())
    with after(8):
        assert forget_unconfirmed() == 0
    with after(13.1):
        assert forget_unconfirmed() == 1
    assert not Subscriber.objects.exists()


def test_who_had_ended_and_asked_again_keeps_the_proof_but_loses_the_link(dso_a: Association) -> None:
    row = make_subscriber(dso_a, READER, state=SubscriberState.UNSUBSCRIBED)
    ask(site=dso_a.site, email=READER, topics=offered_topics())
    with after(7.1):
        assert forget_unconfirmed() == 1
        assert forget_unconfirmed() == 0
    row.refresh_from_db()
    assert (row.state, row.confirm_key, row.email) == ("unsubscribed", "", READER)
    assert [event.act for event in row.events.all()] == ["asked", "confirmed", "asked"]
    assert not letters()


def test_one_row_that_fails_holds_back_no_other(dso_a: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("a@example.cz", "b@example.cz"):
        ask(site=dso_a.site, email=address, topics=offered_topics())
    first = Subscriber.objects.order_by("pk")[0]

    def fail(row: Subscriber) -> None:
        if row.pk == first.pk:
            raise RuntimeError("no")

    monkeypatch.setattr("newsletters.subscribers.clock.forget_letters", fail)
    with after(8), pytest.raises(ExceptionGroup):
        forget_unconfirmed()
    assert list(Subscriber.objects.all()) == [first]
