"""What may go wrong while mail is sent, with real worker processes and real mail servers (R2).

What one attempt against one answer does is proved in tests/jobs; here nothing is lost over several of them, and over
the death of a worker at any moment.
"""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from contact_centre.intake.guards import PURPOSE
from contact_centre.models import CitizenRequest
from portal.core.tickets import new_ticket
from portal.jobs.enums import OutboxState
from portal.jobs.maintenance import send_mail
from portal.jobs.models import OutboxMessage, PeriodicJob, WorkerProcess
from portal.jobs.querysets import SENDING_LIMIT
from portal.tenancy.models import Association
from tests.contact_centre.factories import make_request, member_of
from tests.jobs.factories import write
from tests.jobs.sink import Sink, free_port, running_sink

from .conftest import OwnDatabase
from .mail_worker import DONE, KILLED, Workers, durable_tasks, running_workers

Work = Callable[..., str]
LATER = SENDING_LIMIT * 2


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with running_workers() as started:
        yield started


@pytest.fixture
def work(workers: Workers, own_database: OwnDatabase, settings: Any) -> Work:
    """`work(port)`: a worker process does everything that is due."""
    settings.TASKS = durable_tasks()

    def run(port: int, **order: Any) -> str:
        return workers.run(database=own_database.name, port=port, **order)

    return run


def time_passes() -> None:
    """All waiting is over: of messages for their next attempt, and for workers that are silent."""
    now = timezone.now()
    OutboxMessage.objects.filter(state=OutboxState.WAITING).update(next_attempt_at=now)
    OutboxMessage.objects.filter(state=OutboxState.SENDING).update(claimed_at=now - LATER)
    for model in (PeriodicJob, WorkerProcess, DBTaskResult):
        model.objects.all().delete()


def ids(sink: Sink) -> Counter[str]:
    return Counter(str(mail["Message-ID"]) for mail in sink.received)


@contextmanager
def silent_server() -> Iterator[int]:
    """A server that takes every connection and never says a word; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []
        threading.Thread(target=_take_all, args=(server, taken), daemon=True).start()
        yield int(server.getsockname()[1])
        for each in taken:
            each.close()


def _take_all(server: socket.socket, taken: list[socket.socket]) -> None:
    try:
        while True:
            taken.append(server.accept()[0])
    except OSError:
        return


class SilentAfterData(Sink):
    """Takes a message and then says nothing until the other side gives up."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(3)
        return answer


@pytest.mark.spec("R2")
def test_with_the_mail_server_down_the_request_is_stored_and_its_receipt_goes_later_once(
    work: Work, dso_a: Association
) -> None:
    form = {
        "ticket": new_ticket(PURPOSE),
        "municipality": member_of(dso_a).code,
        "kind": "fault",
        "text": "Nesvítí lampa u kapličky, prosím o opravu.",
        "email": "jana@example.org",
        "send": "1",
    }
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        response = Client().post("/kontakt/", form, headers={"host": "horni.localhost"})
    assert response.status_code == 302
    request = CitizenRequest.objects.get()
    [receipt] = OutboxMessage.objects.filter(recipient="jana@example.org")

    time_passes()
    assert work(free_port()) == DONE
    with silent_server() as silent:
        time_passes()
        assert work(silent) == DONE
    receipt.refresh_from_db()
    assert receipt.state == OutboxState.WAITING
    assert request.reference in receipt.subject

    with running_sink() as sink:
        for _round in range(3):
            time_passes()
            work(sink.port)
    assert ids(sink)[receipt.message_id] == 1
    assert set(ids(sink).values()) == {1}


@pytest.mark.spec("R2")
def test_refused_for_now_and_then_for_good_harms_neither_the_request_nor_the_mail_behind_it(
    work: Work, dso_a: Association
) -> None:
    request = make_request(dso_a, email="jana@example.org")
    receipt = OutboxMessage.objects.get(recipient="jana@example.org")
    behind = write()
    with running_sink() as sink:
        for answer in ("451 4.3.0 try again later", "421 4.7.0 too busy", "554 5.7.1 no thanks"):
            sink.at_recipient[receipt.recipient] = answer
            time_passes()
            assert work(sink.port) == DONE
        receipt.refresh_from_db()
        assert (receipt.state, receipt.attempts) == (OutboxState.FAILED, 3)
        time_passes()
        work(sink.port)
    assert ids(sink) == {behind.message_id: 1}
    request.refresh_from_db()
    assert request.is_open


@pytest.mark.spec("R2")
def test_a_server_that_falls_silent_after_the_message_gets_it_again_under_the_same_id(
    work: Work,
) -> None:
    first, second = write(), write()
    with running_sink(SilentAfterData) as hanging:
        assert work(hanging.port) == DONE
    assert ids(hanging) == {first.message_id: 1, second.message_id: 1}
    with running_sink() as sink:
        time_passes()
        work(sink.port)
    assert ids(sink) == {first.message_id: 1, second.message_id: 1}
    assert not OutboxMessage.objects.exclude(state=OutboxState.SENT).exists()


@pytest.mark.spec("R2")
def test_killed_between_any_two_statements_nobody_is_skipped_and_only_the_message_in_flight_goes_twice(
    work: Work, settings: Any
) -> None:
    twice = 0
    with running_sink() as sink:
        settings.MAILERS = sink.mailers
        for statement in range(1, 200):
            sink.received.clear()
            time_passes()
            # One goes as the task of its own that is handed over at commit, one with the sweep.
            messages = [write(personal=True), write(personal=True)]
            DBTaskResult.objects.filter(args_kwargs__args=[messages[1].pk]).delete()
            ended = work(sink.port, dies_before=statement)
            before = ids(sink)
            in_flight = set(
                OutboxMessage.objects.filter(state=OutboxState.SENDING).values_list("message_id", flat=True)
            )
            assert len(in_flight) <= 1

            time_passes()
            send_mail()
            left = OutboxMessage.objects.exclude(state=OutboxState.SENT)
            assert not left.exists(), f"skipped when killed before statement {statement}"
            repeated = {key for key, count in ids(sink).items() if count > 1}
            assert set(ids(sink)) == {message.message_id for message in messages}, "none under another ID"
            assert repeated <= in_flight & set(before), f"killed before statement {statement}"
            assert all(count <= 2 for count in ids(sink).values())
            twice += len(repeated)
            if ended != KILLED:
                break
    assert ended == DONE
    assert statement > 15, "the whole of sending was walked through"
    assert twice == 2, "each of the two was in flight once: sent, and not yet written down as sent"
