"""A worker killed at any statement, and at any moment of talking to the mail server (X5).

After the death no statement reaches the database and nothing is handed over; then somebody else takes up the work.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from newsletters.enums import DeliveryState, MailingState
from newsletters.mailing import gathering, running
from newsletters.mailing.running import run
from newsletters.models import Delivery, Mailing
from portal.jobs.models import Lease
from portal.tenancy.models import Association
from tests.newsletters.subscribers.factories import make_many_subscribers

from .factories import start_only
from .server import Server

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X5")]

READERS = 3
UNDOING = ("ROLLBACK", "RELEASE")
"""What the server itself does for a transaction whose worker is gone."""


class Killed(BaseException):
    """The process is gone: nothing after this line runs."""


class Death:
    """Comes before statement number `at` of a worker, or when `strike` is called; then it reaches nothing any more."""

    def __init__(self, at: int = -1) -> None:
        self.at = at
        self.statements = 0
        self.has_come = False

    def strike(self, _recipient: str = "") -> None:
        self.has_come = True
        raise Killed

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.has_come:
            if sql.startswith(UNDOING):
                return execute(sql, params, many, context)
            raise Killed
        if self.statements == self.at:
            self.strike()
        self.statements += 1
        return execute(sql, params, many, context)


class Undo(Exception):
    """The next case begins where this one did."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


@pytest.fixture
def started(server: Server, dso_a: Association, monkeypatch: pytest.MonkeyPatch) -> Mailing:
    """A mailing whose recipients aren't gathered yet, in batches of two; a lease that was there before."""
    monkeypatch.setattr(running, "sendable", lambda _issue: None)
    monkeypatch.setattr(running, "BATCH", 2)
    monkeypatch.setattr(gathering, "BATCH", 2)
    make_many_subscribers(dso_a, READERS)
    run()
    return start_only(dso_a)


def work(death: Death) -> None:
    with connection.execute_wrapper(death):
        run()


def go_on(server: Server) -> None:
    """Somebody else takes up the work when the dead worker's turn has run out."""
    server.before = server.after = lambda _recipient: None
    Lease.objects.update(until=timezone.now())
    run()


def assert_whole(mailing: Mailing, server: Server, case: str) -> None:
    """Nobody twice, nobody skipped, at most one in doubt, which nobody sends by itself."""
    rows = dict(mailing.deliveries.values_list("recipient", "state"))
    assert len(rows) == READERS, f"{case}: gathered {rows}"
    assert max(Counter(server.accepted).values()) == 1, f"{case}: twice {server.accepted}"
    doubtful = {recipient for recipient, state in rows.items() if state == DeliveryState.IN_DOUBT}
    assert len(doubtful) <= 1, f"{case}: in doubt {doubtful}"
    assert {state for recipient, state in rows.items() if recipient not in doubtful} == {DeliveryState.SENT}, case
    assert set(server.accepted) | doubtful == set(rows), f"{case}: skipped {set(rows) - set(server.accepted)}"
    assert Mailing.objects.get(pk=mailing.pk).state == MailingState.DONE, case
    assert not Delivery.objects.filter(mailing=mailing, attempts__gt=1).exists(), case


def test_killed_at_any_statement_it_goes_on_and_nobody_gets_it_twice(started: Mailing, server: Server) -> None:
    count = Death()
    with undone():
        work(count)
        assert_whole(started, server, "alive")
    assert count.statements > 5 * READERS
    in_doubt = 0
    for at in range(count.statements):
        with undone():
            server.accepted.clear()
            with pytest.raises(Killed):
                work(Death(at))
            go_on(server)
            assert_whole(started, server, f"statement {at}")
            in_doubt += Delivery.objects.filter(state=DeliveryState.IN_DOUBT).count()
    assert in_doubt, "no death came while a message was in flight"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_while_the_mail_server_takes_a_message(started: Mailing, server: Server, moment: str) -> None:
    for number in range(READERS):
        with undone():
            server.accepted.clear()
            death = Death()
            victim = f"ctenar{number}@example.cz"
            setattr(server, moment, lambda recipient, it=death, of=victim: it.strike() if recipient == of else None)
            with pytest.raises(Killed):
                work(death)
            assert Delivery.objects.get(state=DeliveryState.SENDING).recipient == victim
            go_on(server)
            assert_whole(started, server, f"{moment} {number}")
            assert Delivery.objects.get(state=DeliveryState.IN_DOUBT).recipient == victim


def test_killed_again_and_again_at_most_one_in_doubt_for_each_death(started: Mailing, server: Server) -> None:
    deaths = 0
    while Mailing.objects.get().state != MailingState.DONE:
        Lease.objects.update(until=timezone.now())
        death = Death(at=17)
        try:
            work(death)
        except Killed:
            deaths += 1
        assert deaths < 20
    assert deaths > 1
    assert max(Counter(server.accepted).values()) == 1
    states = Counter(started.deliveries.values_list("state", flat=True))
    assert states[DeliveryState.IN_DOUBT] <= deaths
    assert states[DeliveryState.IN_DOUBT] + states[DeliveryState.SENT] == READERS
