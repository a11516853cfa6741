"""Newsletters and letters that came back: an address that doesn't work is switched off and says why (X5, X1)."""

import io
import json
from base64 import b64encode
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from newsletters.enums import ConsentAct, DeliveryState, SubscriberKind, SubscriberState
from newsletters.models import Delivery, Subscriber
from newsletters.subscribers.asking import ask
from newsletters.subscribers.confirm_links import token_of
from newsletters.subscribers.confirming import confirm
from newsletters.subscribers.proof import offered_topics
from portal import urls
from portal.jobs.bounces.intake import take_in
from portal.jobs.bounces.mailbox import Mailbox, fetch
from portal.jobs.bounces.webhooks import webhook_addresses
from portal.jobs.enums import ReturnOutcome
from portal.jobs.management.commands import receive_bounces
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.jobs.imap_server import running_box
from tests.jobs.returned_mail import returned, saying
from tests.jobs.test_webhooks import SECRET, postmark
from tests.newsletters.mailing.factories import start_mailing
from tests.newsletters.subscribers.factories import make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X5")]

GONE = "Taková schránka neexistuje."


@pytest.fixture
def reader(dso_a: Association) -> Subscriber:
    return make_subscriber(dso_a, "Ctenarka@example.cz")


@pytest.fixture
def delivery(dso_a: Association, reader: Subscriber) -> Delivery:
    """A newsletter that left us, to a reader."""
    start_mailing(dso_a)
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now())
    return Delivery.objects.get(subscriber=reader)


def assert_switched_off(subscriber: Subscriber) -> None:
    subscriber.refresh_from_db()
    assert subscriber.state == SubscriberState.UNREACHABLE
    assert subscriber.problem.startswith(GONE)
    assert list(subscriber.events.values_list("act", flat=True)).count(ConsentAct.SWITCHED_OFF) == 1


class TestAllThreeWays:
    def test_by_the_pipe_of_a_mail_server(
        self, delivery: Delivery, reader: Subscriber, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _twice in range(2):
            stream, out = io.BytesIO(returned("postfix", delivery)), io.StringIO()  # type: ignore[arg-type]
            monkeypatch.setattr(receive_bounces, "sys", SimpleNamespace(stdin=SimpleNamespace(buffer=stream)))
            call_command("receive_bounces", stdout=out)
            assert out.getvalue().strip() == ReturnOutcome.BOUNCED
        assert_switched_off(reader)
        delivery.refresh_from_db()
        assert delivery.bounced_at is not None

    def test_from_the_mailbox(self, delivery: Delivery, reader: Subscriber) -> None:
        with running_box() as box:
            box.put(returned("exchange", delivery))  # type: ignore[arg-type]
            assert fetch(Mailbox.from_url(box.url)) == {"bounced": 1}
        assert_switched_off(reader)

    def test_by_the_webhook_of_a_mail_service(self, delivery: Delivery, reader: Subscriber, settings: Any) -> None:
        module = ModuleType("urls_with_webhooks")
        module.urlpatterns = [*webhook_addresses("postmark"), *urls.urlpatterns]  # type: ignore[attr-defined]
        settings.ROOT_URLCONF, settings.ANYMAIL = module, {"WEBHOOK_SECRET": SECRET}
        body = json.dumps(postmark(delivery))  # type: ignore[arg-type]
        for secret, is_believed in (("portal:uhodnuto", False), (SECRET, True), (SECRET, True)):
            headers = {"Authorization": "Basic " + b64encode(secret.encode()).decode(), "Accept-Language": "en"}
            client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
            client.post("/anymail/postmark/tracking/", body, content_type="application/json", headers=headers)
            reader.refresh_from_db()
            assert (reader.state == SubscriberState.UNREACHABLE) is is_believed
        assert_switched_off(reader)


class TestWhatIsBelieved:
    def test_a_failure_for_now_is_noted_at_its_message_only(self, delivery: Delivery, reader: Subscriber) -> None:
        take_in(saying(delivery, "4.2.2", "452 4.2.2 Mailbox full"))  # type: ignore[arg-type]
        reader.refresh_from_db()
        delivery.refresh_from_db()
        assert reader.state == SubscriberState.ACTIVE
        assert delivery.bounced_at is not None

    def test_a_forged_report_changes_nothing(self, delivery: Delivery, reader: Subscriber) -> None:
        for forged in ({"message_id": "<cizi@example.org>"}, {"recipient": "nekdo.jiny@example.cz"}):
            assert take_in(returned("postfix", delivery, **forged)) == ReturnOutcome.UNMATCHED  # type: ignore[arg-type]
        reader.refresh_from_db()
        assert reader.state == SubscriberState.ACTIVE

    def test_the_same_address_elsewhere_is_left_alone(
        self, dso_a: Association, dso_b: Association, reader: Subscriber, delivery: Delivery
    ) -> None:
        office = make_subscriber(dso_a, "ctenarka@example.cz", kind=SubscriberKind.OFFICE)
        elsewhere = make_subscriber(dso_b, "ctenarka@example.cz")
        take_in(returned("postfix", delivery))  # type: ignore[arg-type]
        assert_switched_off(reader)
        assert_switched_off(office)
        elsewhere.refresh_from_db()
        assert elsewhere.state == SubscriberState.ACTIVE

    def test_who_ended_meanwhile_stays_ended(self, delivery: Delivery, reader: Subscriber) -> None:
        Subscriber.objects.update(state=SubscriberState.UNSUBSCRIBED)
        take_in(returned("postfix", delivery))  # type: ignore[arg-type]
        reader.refresh_from_db()
        assert (reader.state, reader.problem) == (SubscriberState.UNSUBSCRIBED, "")


@pytest.mark.spec("X1")
class TestLetters:
    def test_a_letter_that_came_back_says_why_nobody_confirms_and_a_new_confirmation_switches_on(
        self, dso_a: Association
    ) -> None:
        asked = {"site": dso_a.site, "email": "preklep@example.cz", "topics": offered_topics()}
        ask(**asked)
        letter = OutboxMessage.objects.get(event__startswith="newsletters.subscriber_confirm:")
        take_in(returned("postfix", letter))
        row = Subscriber.objects.get(email="preklep@example.cz")
        assert (row.state, row.problem.startswith(GONE)) == (SubscriberState.PENDING, True)
        assert confirm(site=dso_a.site, token=token_of(row)) == row
        welcome = OutboxMessage.objects.get(event__startswith="newsletters.subscriber_welcome:")
        take_in(returned("exim", welcome))
        assert_switched_off(row)
        ask(**asked)
        row.refresh_from_db()
        assert row.state == SubscriberState.UNREACHABLE
        confirm(site=dso_a.site, token=token_of(row))
        row.refresh_from_db()
        assert (row.state, row.problem, row.ended_at) == (SubscriberState.ACTIVE, "", None)
