"""Sending against a real mail server: what is sent, retried, given up, or left in doubt (decision 8)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.jobs import delivery, settling
from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.jobs.querysets import SENDING_LIMIT
from portal.jobs.transport import Transport, Verdict
from portal.tenancy.models import Association
from tests.jobs.factories import write
from tests.jobs.sink import Sink, free_port

pytestmark = pytest.mark.django_db


def state_of(message: OutboxMessage) -> str:
    message.refresh_from_db()
    return message.state


def make_due(message: OutboxMessage) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now())


class TestWhatGoesOut:
    def test_the_association_writes_and_gets_the_answers(self, sink: Sink, dso_a: Association) -> None:
        Association.objects.filter(pk=dso_a.pk).update(name='Svazek "Úpa" obcí', email="svazek@example.org")
        message = write(site=dso_a.site, subject="Příliš žluťoučký kůň", html="<p>Děkujeme</p>")
        delivery.deliver_due()

        [mail] = sink.received
        assert mail["From"].addresses[0].display_name == 'Svazek "Úpa" obcí'
        assert mail["From"].addresses[0].addr_spec == "portal@example.org"
        assert sink.senders == ["portal@example.org"]
        assert mail["Reply-To"] == "svazek@example.org"
        assert mail["Subject"] == "Příliš žluťoučký kůň"
        assert mail["Message-ID"] == message.message_id
        assert mail["Auto-Submitted"] == "auto-generated"
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]

    def test_without_a_site_the_union_writes(self, sink: Sink, union: Any) -> None:
        write(headers={"List-Id": "zpravodaj.example.org"}, reply_to="nekdo@example.org")
        delivery.deliver_due()
        [mail] = sink.received
        assert mail["From"].addresses[0].display_name == union.name
        assert mail["Reply-To"] == "nekdo@example.org"
        assert mail["List-Id"] == "zpravodaj.example.org"

    def test_a_batch_goes_over_one_connection_oldest_first(self, sink: Sink) -> None:
        messages = [write() for _ in range(5)]
        assert delivery.deliver_due() == {"sent": 5}
        assert [mail["Message-ID"] for mail in sink.received] == [message.message_id for message in messages]
        assert sink.connections == 1

    def test_nothing_is_sent_twice(self, sink: Sink) -> None:
        message = write()
        delivery.deliver_due()
        delivery.deliver_due()
        assert delivery.deliver_one(message.pk) is None
        assert len(sink.received) == 1

    def test_a_message_another_worker_has_taken_is_left_alone(self, sink: Sink) -> None:
        message = write()
        assert delivery.claim(message.pk) is not None
        assert delivery.claim(message.pk) is None
        assert delivery.deliver_one(message.pk) is None
        assert delivery.deliver_due() == {}
        assert sink.received == []


class TestRefusals:
    def test_a_recipient_refused_for_good_fails_at_once_and_the_others_go_on(self, sink: Sink) -> None:
        gone, fine = write(), write()
        sink.at_recipient[gone.recipient] = f"550 5.1.1 <{gone.recipient}> unknown"
        assert delivery.deliver_due() == {"failed": 1, "sent": 1}
        assert (state_of(gone), state_of(fine)) == (OutboxState.FAILED, OutboxState.SENT)
        assert gone.attempts == 1
        assert gone.last_error.startswith("550 5.1.1")
        # The Union reads this and may not learn the address (A5).
        assert gone.recipient not in gone.last_error

    def test_a_message_refused_for_good_fails_at_once(self, sink: Sink) -> None:
        message = write()
        sink.at_data = ["552 too large"]
        delivery.deliver_due()
        assert state_of(message) == OutboxState.FAILED

    @pytest.mark.parametrize("personal", [True, False])
    def test_a_refusal_for_now_is_tried_again_later(self, sink: Sink, personal: bool) -> None:
        message = write(personal=personal)
        sink.at_data = ["451 try again later"]
        before = timezone.now()
        delivery.deliver_due()
        assert state_of(message) == OutboxState.WAITING
        assert message.last_error == "451 try again later"
        wait = message.next_attempt_at - before
        assert settling.RETRY_AFTER[0] <= wait < settling.RETRY_AFTER[0] + timedelta(seconds=30)
        assert delivery.deliver_due() == {}

        make_due(message)
        delivery.deliver_due()
        assert state_of(message) == OutboxState.SENT
        assert message.last_error == ""
        assert [mail["Message-ID"] for mail in sink.received] == [message.message_id]

    def test_the_waiting_grows_and_ends(self, sink: Sink) -> None:
        message = write()
        sink.at_data = ["451 no"] * 99
        waits = []
        while state_of(message) == OutboxState.WAITING:
            make_due(message)
            before = timezone.now()
            delivery.deliver_due()
            message.refresh_from_db()
            waits.append(message.next_attempt_at - before)
        assert message.state == OutboxState.FAILED
        assert message.attempts == len(settling.RETRY_AFTER) + 1
        assert waits[:-1] == sorted(waits[:-1])


class TestOutages:
    def test_a_server_that_is_down_costs_one_attempt_of_one_message(self, settings: Any) -> None:
        settings.MAILERS = Sink(free_port()).mailers
        first, second = write(), write()
        assert delivery.deliver_due() == {"unreachable": 1}
        assert (state_of(first), first.attempts) == (OutboxState.WAITING, 1)
        assert (state_of(second), second.attempts) == (OutboxState.WAITING, 0)
        assert "refused" in first.last_error.lower()

    def test_a_connection_lost_over_personal_mail_sends_it_again_with_its_id(self, sink: Sink) -> None:
        message = write()
        sink.drop_after_data = True
        delivery.deliver_due()
        assert state_of(message) == OutboxState.WAITING

        sink.drop_after_data = False
        make_due(message)
        delivery.deliver_due()
        assert state_of(message) == OutboxState.SENT
        ids = [mail["Message-ID"] for mail in sink.received]
        assert ids == [message.message_id] * 2

    def test_a_connection_lost_over_mass_mail_leaves_it_in_doubt(self, sink: Sink) -> None:
        message, next_one = write(personal=False), write(personal=False)
        sink.drop_after_data = True
        delivery.deliver_due(limit=1)
        assert state_of(message) == OutboxState.IN_DOUBT

        sink.drop_after_data = False
        delivery.deliver_due()
        assert (state_of(message), state_of(next_one)) == (OutboxState.IN_DOUBT, OutboxState.SENT)


class Killed(BaseException):
    """The process is gone: nothing after this line runs."""


class TestKilledWorker:
    @pytest.fixture
    def killed(self, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> Any:
        """`killed(message)`: the worker dies after the server has taken the message and before that is written."""

        def send(transport: Transport, message: OutboxMessage) -> None:
            original(transport, message)
            raise Killed

        original = Transport.send

        def run(message: OutboxMessage) -> None:
            with monkeypatch.context() as patch:
                patch.setattr(Transport, "send", send)
                with pytest.raises(Killed):
                    delivery.deliver_one(message.pk)

        return run

    def test_personal_mail_is_sent_again_with_its_id(self, killed: Any, sink: Sink) -> None:
        message = write()
        killed(message)
        assert state_of(message) == OutboxState.SENDING
        assert delivery.release_abandoned() == 0, "another worker may be sending it right now"
        assert delivery.deliver_due() == {}

        self._let_time_pass(message)
        assert delivery.release_abandoned() == 1
        assert delivery.deliver_due() == {"sent": 1}
        assert [mail["Message-ID"] for mail in sink.received] == [message.message_id] * 2

    def test_mass_mail_is_held_in_doubt(self, killed: Any, sink: Sink) -> None:
        message = write(personal=False)
        killed(message)
        self._let_time_pass(message)
        delivery.release_abandoned()
        assert state_of(message) == OutboxState.IN_DOUBT
        assert delivery.deliver_due() == {}
        assert len(sink.received) == 1

    def test_a_slow_worker_that_did_send_has_the_last_word(self, sink: Sink) -> None:
        message = write()
        claimed = delivery.claim(message.pk)
        assert claimed is not None
        self._let_time_pass(message)
        delivery.release_abandoned()
        # A late failure of the first worker must not touch the row of the second.
        other = delivery.claim(message.pk)
        assert other is not None
        settling.settle(claimed, Verdict.REFUSED, "late")
        assert state_of(message) == OutboxState.SENDING

    def _let_time_pass(self, message: OutboxMessage) -> None:
        then = timezone.now() - SENDING_LIMIT - timedelta(seconds=1)
        OutboxMessage.objects.filter(pk=message.pk).update(claimed_at=then)
