"""Who gets a mailing: each address once, who was there at the start (X5, X1)."""

from typing import Any

import pytest

from newsletters.enums import MailingState, SubscriberKind
from newsletters.mailing import gathering
from newsletters.mailing.gathering import gather
from newsletters.models import Delivery
from portal.tenancy.models import Association
from tests.newsletters.subscribers.factories import make_many_subscribers, make_subscriber

from .factories import start_mailing, start_only
from .server import Server

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X5", "X1")]


def recipients() -> list[str]:
    return sorted(Delivery.objects.values_list("recipient", flat=True))


def test_each_address_is_one_delivery_in_small_letters(
    server: Server, dso_a: Association, dso_b: Association, monkeypatch: Any
) -> None:
    monkeypatch.setattr("newsletters.mailing.starting.sync_offices", lambda _site: None)
    make_subscriber(dso_a, "Starosta@Example.CZ", kind=SubscriberKind.OFFICE)
    make_subscriber(dso_a, "starosta@example.cz", language="en")
    make_subscriber(dso_a, "jana@example.cz")
    make_subscriber(dso_b, "jinde@example.cz")
    start_mailing(dso_a)
    assert recipients() == ["jana@example.cz", "starosta@example.cz"]
    assert Delivery.objects.get(recipient="starosta@example.cz").language == "en"


def test_who_subscribes_after_the_start_gets_the_next_issue(server: Server, dso_a: Association) -> None:
    make_many_subscribers(dso_a, 2)
    mailing = start_only(dso_a)
    make_subscriber(dso_a, "pozde@example.cz")
    while gather(mailing):
        pass
    assert recipients() == ["ctenar0@example.cz", "ctenar1@example.cz"]


def test_in_batches_with_as_many_statements_each(
    server: Server, dso_a: Association, queries: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gathering, "BATCH", 5)
    make_many_subscribers(dso_a, 10)
    mailing = start_only(dso_a)
    costs = []
    while mailing.state == MailingState.GATHERING:
        costs.append(len(queries(lambda: gather(mailing))))
        mailing.refresh_from_db()
    assert len(costs) == 3
    assert len(set(costs[:2])) == 1
    assert Delivery.objects.count() == 10
    assert gather(mailing) == 0


def test_who_leaves_between_two_batches_isnt_gathered_and_nobody_is_twice(
    server: Server, dso_a: Association, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gathering, "BATCH", 2)
    make_many_subscribers(dso_a, 4)
    mailing = start_only(dso_a)
    gather(mailing)
    last = mailing.topic.subscribers.order_by("pk").last()
    last.topics.clear()
    # The same batch again, as when two workers gathered: the unique key of the address holds.
    type(mailing).objects.update(gathered_to=0)
    while gather(mailing):
        pass
    assert recipients() == [f"ctenar{number}@example.cz" for number in range(3)]


def test_a_language_the_issue_doesnt_speak_is_czech(server: Server, dso_a: Association, monkeypatch: Any) -> None:
    monkeypatch.setattr("newsletters.mailing.starting.letters_of", lambda _issue: {"cs": {}})
    make_subscriber(dso_a, "jane@example.cz", language="en")
    start_mailing(dso_a)
    assert Delivery.objects.get().language == "cs"
