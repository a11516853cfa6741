"""A mailing on its way: each reader once, and what becomes of those who can't be reached (X5)."""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection
from django.utils import timezone

from newsletters.enums import DeliveryState, MailingState, SubscriberState
from newsletters.mailing import lease, marking, pace, posting, running
from newsletters.mailing.composing import BadRecipient
from newsletters.mailing.doubt import resend, resend_all
from newsletters.mailing.pausing import pause, resume
from newsletters.mailing.running import run
from newsletters.models import Delivery, Mailing, Subscriber
from newsletters.sending.gate import NotSendable
from portal.jobs.models import Lease
from portal.jobs.settling import RETRY_AFTER
from portal.jobs.transport import Unreachable
from portal.tenancy.models import Association
from tests.newsletters.subscribers.factories import make_subscriber

from .factories import make_mailing, start_mailing
from .server import PlainComposer, Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing(server: Server, dso_a: Association) -> Mailing:
    """To ctenar0, ctenar1 and ctenar2."""
    return make_mailing(dso_a)


def address(number: int) -> str:
    return f"ctenar{number}@example.cz"


def states(mailing: Mailing) -> dict[str, str]:
    return dict(mailing.deliveries.values_list("recipient", "state"))


def delivery(mailing: Mailing, number: int = 0) -> Delivery:
    found: Delivery = mailing.deliveries.get(recipient=address(number))
    return found


def at(number: int, error: BaseException) -> Callable[[str], None]:
    """A fault over one recipient."""

    def fault(recipient: str) -> None:
        if recipient == address(number):
            raise error

    return fault


@pytest.mark.spec("X5", "NWS-3")
class TestEachOnce:
    def test_every_reader_gets_it_once_and_the_mailing_is_done(self, mailing: Mailing, server: Server) -> None:
        assert run() == {"sent": 3}
        assert run() == {}
        assert sorted(server.accepted) == [address(number) for number in range(3)]
        assert sorted(server.ids) == sorted(mailing.deliveries.values_list("message_id", flat=True))
        mailing.refresh_from_db()
        assert mailing.state == MailingState.DONE
        assert mailing.finished_at is not None

    def test_a_message_costs_as_many_statements_whatever_their_number(
        self, server: Server, dso_a: Association, queries: Any
    ) -> None:
        run()
        mailing = make_mailing(dso_a, readers=12)
        base = len(queries(run))
        mailing.deliveries.update(state=DeliveryState.SENT, sent_at=timezone.now())
        few = list(mailing.deliveries.values_list("pk", flat=True)[:4])
        mailing.deliveries.filter(pk__in=few).update(state=DeliveryState.WAITING, sent_at=None)
        Mailing.objects.update(state=MailingState.SENDING, finished_at=None)
        assert base - len(queries(run)) == 8

    def test_mailings_of_two_associations_share_the_way(
        self, server: Server, dso_a: Association, dso_b: Association, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(running, "BATCH", 1)
        for association, name in ((dso_a, "a"), (dso_b, "b")):
            for number in range(3):
                make_subscriber(association, f"{name}{number}@example.cz")
            start_mailing(association)
        run()
        turns = [recipient[0] for recipient in server.accepted]
        assert [set(turns[first : first + 2]) for first in (0, 2, 4)] == [{"a", "b"}] * 3

    def test_it_stops_after_the_message_in_hand_and_goes_on_later(self, mailing: Mailing, server: Server) -> None:
        assert run(stopped=lambda: len(server.accepted) == 2) == {"sent": 2}
        assert sorted(states(mailing).values()) == ["sent", "sent", "waiting"]
        assert run() == {"sent": 1}
        assert len(set(server.accepted)) == 3

    def test_the_rate_holds_for_all_mailings_and_over_steps(
        self, mailing: Mailing, server: Server, settings: Any, monkeypatch: Any
    ) -> None:
        settings.MAILING_PER_MINUTE = 60
        now, in_flight = [0.0], []

        def sleep(seconds: float) -> None:
            in_flight.append(mailing.deliveries.filter(state=DeliveryState.SENDING).count())
            now[0] += seconds

        for module in (pace, running):
            monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
            monkeypatch.setattr(module.time, "sleep", sleep)
        assert run(seconds=1.5)["sent"] == 2
        assert not any(in_flight), "a kill while waiting must find nothing in doubt"
        assert 0 < lease.seconds_of_rest() <= 1


@pytest.mark.spec("X5")
class TestWhoIsLeftOut:
    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"state": SubscriberState.UNSUBSCRIBED}, "Odběr byl mezitím odhlášen."),
            ({"state": SubscriberState.UNREACHABLE}, "Pošta na tuto adresu se mezitím vrátila."),
            ({"paused_until": timezone.localdate() + timedelta(days=9)}, "Odběr byl mezitím pozastaven."),
            ({"email": "", "erased_at": timezone.now(), "state": "unsubscribed"}, "Adresa byla vymazána."),
        ],
    )
    def test_who_changed_their_mind_a_moment_ago_gets_nothing(
        self, mailing: Mailing, server: Server, changes: dict[str, Any], reason: str
    ) -> None:
        last = mailing.deliveries.order_by("pk").last()
        assert last is not None

        def unsubscribe(_recipient: str) -> None:
            # The batch has been read long before.
            Subscriber.objects.filter(pk=last.subscriber_id).update(**changes)

        server.after = unsubscribe
        assert run() == {"sent": 2, "left_out": 1}
        last.refresh_from_db()
        assert (last.state, last.last_error) == (DeliveryState.LEFT_OUT, reason)
        assert last.recipient not in server.accepted

    def test_who_gave_up_the_topic_or_is_gone_gets_nothing(self, mailing: Mailing, server: Server) -> None:
        first, second = Subscriber.objects.order_by("pk")[:2]
        first.topics.clear()
        Delivery.objects.filter(subscriber=second).update(subscriber=None)
        assert run() == {"sent": 1, "left_out": 2}
        assert server.accepted == [address(2)]


@pytest.mark.spec("X5")
class TestRefusals:
    def test_a_refusal_for_now_is_tried_again_later_and_keeps_the_mailing_open(
        self, mailing: Mailing, server: Server
    ) -> None:
        server.before = at(1, smtplib.SMTPDataError(451, b"try again later"))
        assert run() == {"sent": 2, "waiting": 1}
        row = delivery(mailing, 1)
        assert row.next_attempt_at - timezone.now() > RETRY_AFTER[0] - timedelta(seconds=30)
        assert not marking.is_work_due()
        assert Mailing.objects.get().state == MailingState.SENDING
        server.before = lambda _recipient: None
        Delivery.objects.filter(pk=row.pk).update(next_attempt_at=timezone.now())
        assert run() == {"sent": 1}
        assert Mailing.objects.get().state == MailingState.DONE
        assert sorted(server.accepted) == [address(number) for number in range(3)]

    def test_a_recipient_refused_for_good_is_a_bounce_and_the_address_is_not_shown(
        self, mailing: Mailing, server: Server
    ) -> None:
        said = f"5.1.1 <{address(1)}> unknown".encode()
        server.before = at(1, smtplib.SMTPRecipientsRefused({address(1): (550, said)}))
        assert run() == {"sent": 2, "failed": 1}
        row = delivery(mailing, 1)
        assert row.bounced_at is not None
        assert row.last_error.startswith("550 5.1.1")
        assert row.recipient not in row.last_error

    def test_a_connection_lost_over_a_message_leaves_that_one_in_doubt(self, mailing: Mailing, server: Server) -> None:
        server.after = at(1, smtplib.SMTPServerDisconnected("gone"))
        assert run() == {"sent": 2, "in_doubt": 1}
        assert run() == {}
        assert delivery(mailing, 1).state == DeliveryState.IN_DOUBT
        assert Mailing.objects.get().state == MailingState.DONE

    def test_a_server_that_is_down_costs_no_attempts(self, mailing: Mailing, server: Server) -> None:
        def down() -> None:
            raise Unreachable("refused")

        server.opening = down
        assert run() == {"unreachable": 1}
        assert list(mailing.deliveries.values_list("state", "attempts")) == [("waiting", 0)] * 3
        server.opening = lambda: None
        assert run() == {"sent": 3}

    @pytest.mark.parametrize(
        ("error", "reason"),
        [
            (BadRecipient("Adresa nejde napsat."), "Adresa nejde napsat."),
            (KeyError("x"), "E-mail se nepodařilo sestavit."),
        ],
    )
    def test_a_mail_that_cant_be_composed_fails_alone(
        self, mailing: Mailing, server: Server, monkeypatch: Any, error: Exception, reason: str
    ) -> None:
        class Broken(PlainComposer):
            def compose(self, delivery: Delivery, subscriber: Subscriber) -> Any:
                if delivery.recipient == address(0):
                    raise error
                return super().compose(delivery, subscriber)

        monkeypatch.setattr(running, "Composer", Broken)
        assert run() == {"sent": 2, "failed": 1}
        assert delivery(mailing).last_error == reason

    def test_a_mailing_that_cant_be_sent_at_all_pauses_and_the_others_go_on(
        self, mailing: Mailing, server: Server, dso_b: Association, monkeypatch: Any
    ) -> None:
        make_subscriber(dso_b, "b@example.cz")
        start_mailing(dso_b)

        class Broken(PlainComposer):
            def __init__(self, of: Mailing) -> None:
                assert of.pk != mailing.pk
                super().__init__(of)

        monkeypatch.setattr(running, "Composer", Broken)
        assert run() == {"sent": 1}
        mailing.refresh_from_db()
        assert mailing.state == MailingState.PAUSED
        assert mailing.reason

    def test_a_server_that_takes_nothing_pauses_the_mailing_with_its_words(
        self, mailing: Mailing, server: Server, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(posting, "FAILED_IN_A_ROW", 2)

        def spam(recipient: str) -> None:
            raise smtplib.SMTPDataError(554, f"spam to {recipient}".encode())

        server.before = spam
        assert run() == {"failed": 2}
        mailing.refresh_from_db()
        assert mailing.state == MailingState.PAUSED
        assert "554 spam to c…@example.cz" in mailing.reason

    def test_addresses_that_are_gone_and_what_is_tried_again_pause_nothing(
        self, mailing: Mailing, server: Server, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(posting, "FAILED_IN_A_ROW", 1)
        mailing.deliveries.filter(recipient=address(2)).update(attempts=1)

        def refuse(recipient: str) -> None:
            if recipient == address(2):
                raise smtplib.SMTPDataError(451, b"still busy")
            raise smtplib.SMTPRecipientsRefused({recipient: (550, b"5.1.1 No such user")})

        server.before = refuse
        assert run() == {"failed": 2, "waiting": 1}
        assert Mailing.objects.get().state == MailingState.SENDING


@pytest.mark.spec("X5")
class TestPausing:
    def test_a_pause_counts_from_the_next_message(self, mailing: Mailing, server: Server, manager_a: Any) -> None:
        server.after = lambda _recipient: pause(mailing=mailing, user=manager_a)
        assert run() == {"sent": 1}
        server.after = lambda _recipient: None
        assert sorted(states(mailing).values()) == ["sent", "waiting", "waiting"]
        assert not marking.is_work_due()
        resume(mailing=mailing, user=manager_a)
        assert mailing.state == MailingState.SENDING
        assert run() == {"sent": 2}
        with pytest.raises(ValidationError):
            pause(mailing=mailing, user=manager_a)

    def test_a_shut_gate_pauses_it_with_the_reason_and_only_an_open_one_lets_it_go_on(
        self, mailing: Mailing, server: Server, manager_a: Any, monkeypatch: Any
    ) -> None:
        def shut(_issue: Any) -> None:
            raise NotSendable("Obrázek se změnil.")

        with monkeypatch.context() as patch:
            patch.setattr(running, "sendable", shut)
            assert run() == {}
        mailing.refresh_from_db()
        assert (mailing.state, mailing.reason) == (MailingState.PAUSED, "Obrázek se změnil.")
        assert server.accepted == []
        resume(mailing=mailing, user=manager_a)
        assert (mailing.state, mailing.reason) == (MailingState.SENDING, "")

    def test_a_stranger_neither_pauses_nor_resumes_nor_resends(
        self, mailing: Mailing, manager_b: Any, union_admin: Any
    ) -> None:
        for user in (manager_b, union_admin):
            for act in (pause, resume, resend_all):
                with pytest.raises(PermissionDenied):
                    act(mailing=mailing, user=user)
            with pytest.raises(PermissionDenied):
                resend(delivery=delivery(mailing), user=user)


@pytest.mark.spec("X5")
class TestResending:
    @pytest.fixture
    def doubtful(self, mailing: Mailing, server: Server) -> Mailing:
        server.after = at(1, smtplib.SMTPServerDisconnected("gone"))
        run()
        server.after = lambda _recipient: None
        return mailing

    def test_what_is_in_doubt_goes_again_with_its_id_when_a_person_says_so(
        self, doubtful: Mailing, server: Server, manager_a: Any
    ) -> None:
        row = delivery(doubtful, 1)
        resend(delivery=row, user=manager_a)
        doubtful.refresh_from_db()
        assert (doubtful.state, doubtful.finished_at) == (MailingState.SENDING, None)
        assert run() == {"sent": 1}
        assert server.ids.count(row.message_id) == 2
        with pytest.raises(ValidationError):
            resend(delivery=row, user=manager_a)

    def test_all_in_doubt_at_once_and_not_what_was_erased(
        self, doubtful: Mailing, server: Server, manager_a: Any
    ) -> None:
        doubtful.deliveries.update(state=DeliveryState.IN_DOUBT, sent_at=None)
        doubtful.deliveries.filter(recipient=address(2)).update(recipient="")
        assert resend_all(mailing=doubtful, user=manager_a) == 2
        assert run() == {"sent": 2}


@pytest.mark.spec("X5")
class TestTwoWorkers:
    def test_one_sends_at_a_time(self, mailing: Mailing, server: Server) -> None:
        others: list[Any] = []
        server.after = lambda _recipient: others.append(run())
        assert run() == {"sent": 3}
        assert others == [{"busy": 1}] * 3

    def test_one_that_hangs_loses_its_turn_and_nobody_gets_it_twice(self, mailing: Mailing, server: Server) -> None:
        """The second one takes over while the first waits for the server's answer."""
        others: list[Any] = []

        def hang(_recipient: str) -> None:
            server.after = lambda _recipient: None
            Lease.objects.update(until=timezone.now())
            others.append(run())

        server.after = hang
        assert run()["sent"] == 1
        assert others == [{"abandoned": 1, "sent": 2}]
        assert sorted(server.accepted) == [address(number) for number in range(3)]
        # The server's answer came after all: nothing is left in doubt.
        assert set(states(mailing).values()) == {"sent"}

    def test_what_another_one_has_sent_isnt_sent_from_an_old_list(self, mailing: Mailing, server: Server) -> None:
        def hang(_recipient: str) -> None:
            server.after = lambda _recipient: None
            Lease.objects.update(until=timezone.now())
            run(stopped=lambda: len(server.accepted) == 2)

        server.after = hang
        assert run()["sent"] == 2
        assert sorted(server.accepted) == [address(number) for number in range(3)]


@pytest.mark.spec("X5")
class TestDatabaseAway:
    @pytest.mark.parametrize("is_committed", [False, True])
    def test_what_is_known_of_a_message_is_written_when_it_is_back(
        self, mailing: Mailing, server: Server, monkeypatch: Any, is_committed: bool
    ) -> None:
        """It goes away once a message is sent; nobody knows whether the statement got through."""
        monkeypatch.setattr(posting, "_despite_outage", lambda step: step())
        faults = ["the database is gone"]

        def away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not (server.accepted and faults):
                return execute(sql, params, many, context)
            if is_committed:
                execute(sql, params, many, context)
            raise OperationalError(faults.pop())

        with connection.execute_wrapper(away):
            assert run()["sent"] == 3
        assert not faults
        assert sorted(server.accepted) == [address(number) for number in range(3)]
        assert set(states(mailing).values()) == {"sent"}
