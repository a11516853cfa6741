"""What is kept about a subscriber: shown to them, deleted at their wish, and deleted by itself in time (X2)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.utils import timezone

from newsletters.enums import ConsentSource, DeliveryState, SubscriberKind, SubscriberState
from newsletters.limits import limit
from newsletters.models import ConsentEvent, Delivery, Subscriber
from newsletters.subscribers.asking import ask
from newsletters.subscribers.confirm_links import token_of as confirm_token_of
from newsletters.subscribers.confirming import confirm
from newsletters.subscribers.ending import erase, unsubscribe
from newsletters.subscribers.preferences import move
from newsletters.subscribers.privacy import known_about
from newsletters.subscribers.proof import current_wording, offered_topics
from newsletters.subscribers.retention import forget_delivery_addresses, forget_subscribers
from portal.jobs.bounces.intake import take_in
from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Mandate

from ..contributions.asked import village
from ..mailing.factories import make_mailing
from .factories import make_subscriber
from .own import own_path

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X2")]
NEW = "nova@example.cz"


@pytest.fixture
def reader(dso_a: Association) -> Subscriber:
    """A reader with the letters of a subscription that was asked for and confirmed."""
    make_subscriber(dso_a, "jina@example.cz")
    ask(site=dso_a.site, email="ctenarka@example.cz", topics=offered_topics())
    waiting = Subscriber.objects.get(email="ctenarka@example.cz")
    confirmed = confirm(site=dso_a.site, token=confirm_token_of(waiting))
    assert confirmed is not None
    return confirmed


def settle(**fields: Any) -> None:
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now(), **fields)


def kept(text: str) -> list[str]:
    """Where `text` still stands in what newsletters and the outbox keep."""
    found = []
    for model in (Subscriber, ConsentEvent, Delivery, OutboxMessage):
        for values in model.objects.values():
            found += [f"{model.__name__}.{name}" for name, value in values.items() if text in str(value).lower()]
    return found


def test_a_reader_downloads_all_that_is_known_about_them_and_nobody_else(
    visitor: Client, reader: Subscriber, dso_a: Association, dso_b: Association
) -> None:
    make_subscriber(dso_b, reader.email)
    make_subscriber(dso_a, reader.email.upper(), kind=SubscriberKind.OFFICE)
    mailing = make_mailing(dso_a)
    settle()
    answer = visitor.get(own_path(reader, "udaje/"))
    assert "attachment" in answer["Content-Disposition"]
    data = json.loads(answer.content)
    assert sorted((row["kind"], row["email"].lower()) for row in data["subscriptions"]) == [
        ("office", reader.email),
        ("reader", reader.email),
    ]
    asked = next(line for line in data["consent"] if line["act"] == "asked")
    wording = current_wording()
    assert (asked["wording_version"], asked["wording"], asked["source"]) == (wording.version, wording.text, "form")
    assert asked["at"].startswith(timezone.localdate().isoformat()[:7])
    assert [(one["issue"], one["state"]) for one in data["mailings"]] == [(mailing.issue.designation, "sent")]
    assert len(data["letters"]) == 2
    assert "jina@example.cz" not in answer.content.decode()
    page = visitor.get(own_path(reader)).content.decode()
    assert mailing.issue.title.replace(" ", "\u00a0").split("\u00a0")[0] in page
    assert wording.text.split()[0] in page


def test_the_page_asks_as_often_for_three_lines_as_for_many(
    visitor: Client, reader: Subscriber, assert_same_queries: Callable[..., int]
) -> None:
    [line] = ConsentEvent.objects.filter(subscriber=reader, act="asked").values()
    del line["id"]

    def grow() -> None:
        ConsentEvent.objects.bulk_create(ConsentEvent(**line) for _number in range(40))

    assert_same_queries(lambda: visitor.get(own_path(reader)), grow)


def test_deleting_takes_the_address_out_of_everything_at_once_and_keeps_numbers_and_proof(
    visitor: Client, reader: Subscriber, dso_a: Association
) -> None:
    office = make_subscriber(dso_a, reader.email, kind=SubscriberKind.OFFICE)
    make_mailing(dso_a)
    settle(last_error=f"{reader.email} odmítnut", bounce_detail=reader.email)
    before = Delivery.objects.count(), reader.events.count(), Subscriber.objects.count()
    assert set(kept("ctenarka")) == {
        "Subscriber.email",
        "Delivery.recipient",
        "Delivery.last_error",
        "Delivery.bounce_detail",
        "OutboxMessage.recipient",
    } | {name for name in kept("ctenarka") if name.startswith("OutboxMessage")}
    page = visitor.get(own_path(reader, "smazat/"))
    assert page.content.decode().count("btn--danger") == 1
    answer = visitor.post(own_path(reader, "smazat/"))
    assert "Vaše adresa je smazána" in answer.content.decode()
    Delivery.objects.filter(recipient="jina@example.cz").update(last_error="", bounce_detail="")
    assert kept("ctenarka") == []
    assert (Delivery.objects.count(), reader.events.count() - 1, Subscriber.objects.count()) == before
    assert Subscriber.objects.get(email="jina@example.cz").state == "active"
    for row in (reader, office):
        row.refresh_from_db()
        assert (row.state, row.email, row.events.last().act) == ("unsubscribed", "", "erased")
    lines = ConsentEvent.objects.count()
    erase(subscriber=reader, source=ConsentSource.LINK)
    assert ConsentEvent.objects.count() == lines


def test_a_letter_just_being_sent_when_the_address_was_deleted_goes_with_the_next_run(reader: Subscriber) -> None:
    letter = OutboxMessage.objects.filter(recipient=reader.email)[0]
    OutboxMessage.objects.filter(pk=letter.pk).update(
        state=OutboxState.SENDING, claimed_at=timezone.now(), sent_at=None
    )
    erase(subscriber=reader, source=ConsentSource.LINK)
    assert "OutboxMessage.recipient" in kept("ctenarka")
    OutboxMessage.objects.filter(pk=letter.pk).update(state=OutboxState.SENT, sent_at=timezone.now())
    forget_subscribers()
    assert kept("ctenarka") == []


def test_an_address_somebody_had_before_is_theirs_only_once_the_new_one_is_confirmed(
    reader: Subscriber, dso_a: Association
) -> None:
    stranger = make_subscriber(dso_a, NEW, state=SubscriberState.UNSUBSCRIBED)
    move(subscriber=reader, email=NEW, language="cs")
    stranger.refresh_from_db()
    assert stranger.replaces_id == reader.pk
    unsubscribe(subscriber=stranger, source=ConsentSource.LINK)
    # Who only was named as the new address sees nothing of who named it.
    assert known_about(stranger).rows == [stranger]
    move(subscriber=reader, email=NEW, language="cs")
    stranger.refresh_from_db()
    confirm(site=dso_a.site, token=confirm_token_of(stranger))
    stranger.refresh_from_db()
    assert {row.pk for row in known_about(stranger).rows} == {reader.pk, stranger.pk}
    erase(subscriber=stranger, source=ConsentSource.LINK)
    assert kept("ctenarka") == kept("nova@") == []


def test_the_proof_goes_with_its_row_when_its_years_are_over(reader: Subscriber, dso_a: Association) -> None:
    make_mailing(dso_a)
    settle()
    unsubscribe(subscriber=reader, source=ConsentSource.LINK)
    ended, years = timezone.now(), limit("subscriber_consent_years")
    with time_machine.travel(ended + relativedelta(years=years) - timedelta(days=1), tick=False):
        assert forget_subscribers() == 0
    with time_machine.travel(ended + relativedelta(years=years, days=1), tick=False):
        assert forget_subscribers() == 1
        assert forget_subscribers() == 0
    assert kept("ctenarka") == []
    assert not ConsentEvent.objects.filter(subscriber=reader.pk).exists()
    assert Delivery.objects.filter(subscriber=None, state="sent").count() == 1
    assert Subscriber.objects.get().email == "jina@example.cz"


def test_who_never_confirmed_and_ended_goes_in_days_and_who_left_an_office_not_while_in_it(
    dso_a: Association,
) -> None:
    make_subscriber(dso_a, state=SubscriberState.PENDING)
    office = make_subscriber(dso_a, "starosta@lhota.cz", kind=SubscriberKind.OFFICE)
    mandate = Mandate.objects.get(municipality=village(dso_a))
    Subscriber.objects.filter(pk=office.pk).update(mandate=mandate)
    for row in Subscriber.objects.all():
        unsubscribe(subscriber=row, source=ConsentSource.LINK)
    with time_machine.travel(timezone.now() + timedelta(days=limit("subscriber_unconfirmed_days") + 1), tick=False):
        assert forget_subscribers() == 1
    later = timezone.now() + relativedelta(years=limit("subscriber_consent_years"), days=1)
    with time_machine.travel(later, tick=False):
        assert forget_subscribers() == 0
        Mandate.objects.filter(pk=mandate.pk).update(valid_until=timezone.localdate())
        assert forget_subscribers() == 1


def test_addresses_of_mailings_go_after_their_days_and_a_late_bounce_changes_nothing(
    reader: Subscriber, dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletters.subscribers.retention.BATCH", 1)
    make_subscriber(dso_a, "treti@example.cz")
    make_mailing(dso_a)
    settle()
    waiting = Delivery.objects.latest("pk")
    Delivery.objects.filter(pk=waiting.pk).update(state=DeliveryState.WAITING, sent_at=None)
    late = Delivery.objects.exclude(pk=waiting.pk)[0]
    address, days = late.recipient, limit("delivery_address_days")
    with time_machine.travel(timezone.now() + timedelta(days=days - 1), tick=False):
        assert forget_delivery_addresses() == 0
    with time_machine.travel(timezone.now() + timedelta(days=days + 1), tick=False):
        assert forget_delivery_addresses() == 2
        assert forget_delivery_addresses() == 0
        assert take_in(_report(late.message_id, address)) == "unmatched"
    late.refresh_from_db()
    assert (late.recipient, late.state, late.bounced_at) == ("", "sent", None)
    assert Delivery.objects.get(pk=waiting.pk).recipient
    assert set(Subscriber.objects.values_list("state", flat=True)) == {"active"}


def _report(message_id: str, address: str) -> bytes:
    return (
        'From: mailer-daemon@example.cz\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\nNedoruceno\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example.cz\n\nFinal-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n\n--b--\n"
    ).encode()
