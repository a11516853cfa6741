"""From a mail that came back to the message it is about: who hears of it, once, and whom nobody believes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.jobs import delivery, maintenance
from portal.jobs.actions import send_again
from portal.jobs.bounces import Bounce, registry
from portal.jobs.bounces.intake import take_in
from portal.jobs.bounces.jobs import forget_returned_mail
from portal.jobs.enums import OutboxState, ReturnOutcome
from portal.jobs.models import OutboxMessage, ReturnedMail
from tests.jobs.factories import write
from tests.jobs.returned_mail import REFUSED, returned, saying
from tests.jobs.sink import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Bounce]:
    """What a feature that wants to know is told."""
    bounces: list[Bounce] = []
    monkeypatch.setattr(registry, "_handlers", [bounces.append])
    return bounces


@pytest.fixture
def sent() -> Iterator[OutboxMessage]:
    """A message that left us."""
    message = write(recipient="Knihovna@lhota.example", event="directory:7:reminder")
    OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxState.SENT, sent_at=timezone.now())
    message.refresh_from_db()
    return message


class TestReports:
    @pytest.mark.spec("F10")
    @pytest.mark.parametrize("name", REFUSED)
    def test_a_refusal_is_told_and_written_down(self, name: str, sent: OutboxMessage, heard: list[Bounce]) -> None:
        assert take_in(returned(name, sent)) == ReturnOutcome.BOUNCED
        [bounce] = heard
        assert (bounce.recipient, bounce.event, bounce.permanent) == (sent.recipient, sent.event, True)
        assert bounce.message == sent
        assert bounce.detail in bounce.in_words
        sent.refresh_from_db()
        assert sent.state == OutboxState.SENT
        assert sent.bounced_at is not None
        # The Union reads this and may not learn the address (A5).
        assert "550" in sent.bounce_detail
        assert "knihovna@" not in sent.bounce_detail.lower()

    def test_the_same_report_twice_is_told_once(self, sent: OutboxMessage, heard: list[Bounce]) -> None:
        assert take_in(returned("postfix", sent)) == take_in(returned("postfix", sent)) == ReturnOutcome.BOUNCED
        assert len(heard) == 1
        assert ReturnedMail.objects.count() == 1

    def test_another_server_reporting_the_same_is_not_told_again(
        self, sent: OutboxMessage, heard: list[Bounce]
    ) -> None:
        take_in(returned("postfix", sent))
        take_in(returned("exim", sent))
        assert len(heard) == 1
        assert ReturnedMail.objects.filter(message=sent).count() == 2

    def test_a_delay_changes_nothing(self, sent: OutboxMessage, heard: list[Bounce]) -> None:
        assert take_in(returned("delayed", sent)) == ReturnOutcome.DELAYED
        sent.refresh_from_db()
        assert (heard, sent.bounced_at) == ([], None)

    @pytest.mark.parametrize(
        ("status", "diagnostic"),
        [
            ("4.4.1", "connect to mx.lhota.example: Connection timed out"),
            ("5.7.1", "554 5.7.1 Client host [192.0.2.7] blocked using zen.example"),
            ("5.3.4", "552 5.3.4 Message size exceeds limit"),
        ],
    )
    def test_a_message_lost_for_another_reason_does_not_blame_the_address(
        self, sent: OutboxMessage, heard: list[Bounce], status: str, diagnostic: str
    ) -> None:
        assert take_in(saying(sent, status, diagnostic)) == ReturnOutcome.FAILED
        [bounce] = heard
        assert not bounce.permanent
        sent.refresh_from_db()
        assert sent.bounced_at is not None

    def test_a_handler_that_fails_leaves_everything_to_the_next_time(
        self, sent: OutboxMessage, heard: list[Bounce], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(bounce: Bounce) -> None:
            raise RuntimeError

        monkeypatch.setattr(registry, "_handlers", [heard.append, fail])
        with pytest.raises(RuntimeError):
            take_in(returned("postfix", sent))
        sent.refresh_from_db()
        assert (sent.bounced_at, ReturnedMail.objects.count()) == (None, 0)
        monkeypatch.setattr(registry, "_handlers", [heard.append])
        take_in(returned("postfix", sent))
        assert len(heard) == 2


class TestNotBelieved:
    """Nobody makes an address look dead who has not seen the message sent to it."""

    @pytest.mark.parametrize("name", REFUSED)
    def test_a_report_about_a_message_we_never_sent(self, name: str, sent: OutboxMessage, heard: list[Bounce]) -> None:
        forged = returned(name, sent, message_id="<00000000000000000000000000000000@example.org>")
        assert take_in(forged) == ReturnOutcome.UNMATCHED
        assert heard == []

    @pytest.mark.parametrize("name", REFUSED)
    def test_a_report_about_somebody_the_message_did_not_go_to(
        self, name: str, sent: OutboxMessage, heard: list[Bounce]
    ) -> None:
        assert take_in(returned(name, sent, recipient="starosta@lhota.example")) == ReturnOutcome.UNMATCHED
        assert heard == []

    def test_a_report_that_quotes_no_message(self, sent: OutboxMessage, heard: list[Bounce]) -> None:
        mail = returned("postfix", sent).replace(f"Message-ID: {sent.message_id}".encode(), b"X-Nothing: here")
        assert take_in(mail) == ReturnOutcome.UNMATCHED
        assert heard == []

    @pytest.mark.parametrize(
        ("name", "outcome"), [("vacation", ReturnOutcome.AUTOMATIC), ("person", ReturnOutcome.UNMATCHED)]
    )
    def test_what_people_and_their_machines_write(
        self, name: str, outcome: str, sent: OutboxMessage, heard: list[Bounce]
    ) -> None:
        assert take_in(returned(name, sent)) == outcome
        assert heard == []

    def test_nonsense_is_counted_and_nothing_else(self, heard: list[Bounce]) -> None:
        assert take_in(b"") == ReturnOutcome.UNREADABLE
        assert heard == []


class TestRefusedWhenSending:
    @pytest.mark.spec("F10")
    def test_a_recipient_refused_for_good_is_a_bounce(self, sink: Sink, heard: list[Bounce]) -> None:
        gone = write()
        sink.at_recipient[gone.recipient] = f"550 5.1.1 <{gone.recipient}>: User unknown"
        delivery.deliver_due()
        [bounce] = heard
        assert (bounce.recipient, bounce.permanent) == (gone.recipient, True)
        gone.refresh_from_db()
        assert gone.state == OutboxState.FAILED
        assert gone.bounced_at is not None
        assert gone.recipient not in gone.bounce_detail

    @pytest.mark.parametrize(
        "answer", ["554 5.7.1 Relay access denied", "550 5.7.1 blocked as spam", "451 4.2.0 later", "550 access denied"]
    )
    def test_trouble_of_our_own_server_blames_nobody(self, sink: Sink, heard: list[Bounce], answer: str) -> None:
        message = write()
        sink.at_recipient[message.recipient] = answer
        delivery.deliver_due()
        message.refresh_from_db()
        assert (heard, message.bounced_at) == ([], None)

    def test_a_text_the_server_dislikes_blames_nobody(self, sink: Sink, heard: list[Bounce]) -> None:
        write()
        sink.at_data = ["550 we do not want this"]
        delivery.deliver_due()
        assert heard == []

    def test_a_mailbox_refused_after_the_text_is_a_bounce(self, sink: Sink, heard: list[Bounce]) -> None:
        write()
        sink.at_data = ["552 5.2.2 mailbox full"]
        delivery.deliver_due()
        assert [bounce.permanent for bounce in heard] == [True]

    def test_a_handler_that_fails_does_not_hold_up_the_mail_behind_it(
        self, sink: Sink, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(bounce: Bounce) -> None:
            raise RuntimeError

        monkeypatch.setattr(registry, "_handlers", [fail])
        gone, fine = write(), write()
        sink.at_recipient[gone.recipient] = "550 5.1.1 unknown"
        assert delivery.deliver_due() == {"failed": 1, "sent": 1}
        for message, state in ((gone, OutboxState.FAILED), (fine, OutboxState.SENT)):
            message.refresh_from_db()
            assert message.state == state

    def test_sending_again_forgets_that_it_came_back(self, sink: Sink, heard: list[Bounce], union_admin: Any) -> None:
        message = write()
        sink.at_recipient[message.recipient] = "550 5.1.1 unknown"
        delivery.deliver_due()
        message.refresh_from_db()
        send_again(message=message, user=union_admin)
        assert (message.bounced_at, message.bounce_detail) == (None, "")
        delivery.deliver_due()
        assert len(heard) == 2


class TestEnvelope:
    def test_reports_go_to_the_address_for_them_and_people_see_the_sender(self, sink: Sink, settings: Any) -> None:
        settings.BOUNCE_ADDRESS = "navraty@example.org"
        write()
        delivery.deliver_due()
        [mail] = sink.received
        assert sink.senders == ["navraty@example.org"]
        assert mail["From"].addresses[0].addr_spec == "portal@example.org"
        assert len(mail.get_all("From")) == 1


class TestAdmin:
    def test_the_union_sees_what_came_back_and_no_address(
        self, client: Client, union_admin: Any, sent: OutboxMessage, heard: list[Bounce]
    ) -> None:
        fine = write()
        take_in(returned("exchange", sent))
        take_in(b"nonsense")
        client.force_login(union_admin)
        listing = client.get(reverse("outbox:index"), {"came_back": "true"})
        assert list(listing.context["object_list"]) == [sent]
        assert list(client.get(reverse("outbox:index"), {"came_back": "false"}).context["object_list"]) == [fine]
        inspected = client.get(reverse("outbox:inspect", args=[sent.pk])).content.decode()
        mails = client.get(reverse("returned_mail:index")).content.decode()
        for page in (inspected, mails):
            assert "RESOLVER.ADR.RecipientNotFound" in page
            assert "knihovna@" not in page.lower()

    def test_the_list_of_returned_mail_asks_the_same_of_the_database_however_long(
        self, client: Client, union_admin: Any, heard: list[Bounce], assert_same_queries: Any
    ) -> None:
        client.force_login(union_admin)

        def more() -> None:
            message = write()
            take_in(returned("postfix", message))

        more()
        assert_same_queries(lambda: client.get(reverse("returned_mail:index")), more)

    def test_others_see_nothing_of_it(self, client: Client, manager_a: Any) -> None:
        client.force_login(manager_a)
        assert client.get(reverse("returned_mail:index")).status_code in {302, 403}


def test_notes_of_returned_mail_go_when_the_messages_go(
    sent: OutboxMessage, heard: list[Bounce], settings: Any
) -> None:
    take_in(returned("postfix", sent))
    old = timezone.now() - settings.OUTBOX_KEEP_MESSAGES - timedelta(days=1)
    OutboxMessage.objects.update(created_at=old)
    maintenance.forget_mail()
    assert ReturnedMail.objects.get().message is None
    assert forget_returned_mail() == 0
    ReturnedMail.objects.update(received_at=old)
    assert forget_returned_mail() == 1
