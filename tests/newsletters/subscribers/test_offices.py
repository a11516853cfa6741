"""Mayors and deputies of members get the newsletter because of their office, for as long as they hold it (NWS-3)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from newsletters.enums import ConsentAct, ConsentSource, SubscriberKind, SubscriberState
from newsletters.models import Subscriber, SubscriptionTopic
from newsletters.subscribers import offices
from newsletters.subscribers.ending import erase, switch_off, unsubscribe
from newsletters.subscribers.offices import sync_all_offices, sync_offices
from newsletters.subscribers.provisioning import prepare_subscriptions
from newsletters.subscribers.recipients import Counts, counts, recipients
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Mandate, Municipality
from tests.newsletters.subscribers.factories import make_many_subscribers, make_subscriber
from tests.tenancy.factories import MunicipalityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.spec("NWS-3")]

DEPUTY, SPEAKER = Mandate.Position.DEPUTY, Mandate.Position.REPRESENTATIVE


def today() -> date:
    return timezone.localdate()


def member(association: Association, number: int = 0) -> Municipality:
    return Municipality.objects.members_of(association)[number]


def mandate(place: Municipality, email: str, **fields: Any) -> Mandate:
    return Mandate.objects.create(
        **{
            "municipality": place,
            "person_name": "Jana Nová",
            "email": email,
            "valid_from": today() - timedelta(days=30),
            **fields,
        }
    )


def offices_of(association: Association) -> dict[str, str]:
    rows = Subscriber.objects.for_association(association).filter(kind=SubscriberKind.OFFICE)
    return dict(rows.order_by("email").values_list("email", "state"))


def acts_of(association: Association) -> list[tuple[str, str]]:
    rows = Subscriber.objects.for_association(association).filter(kind=SubscriberKind.OFFICE)
    return list(rows.order_by("events__pk").values_list("events__act", "events__source"))


class TestSync:
    def test_who_holds_office_in_a_member_is_entered_once_without_a_letter(self, dso_a: Association) -> None:
        here, there, outside = member(dso_a), member(dso_a, 1), MunicipalityFactory(code="999001")
        mayor = mandate(here, "Starosta@lhota.example")
        mandate(there, "starosta@lhota.example", position=DEPUTY)
        mandate(there, "mistr@lhota.example", position=DEPUTY)
        mandate(here, "zmocnenec@lhota.example", position=SPEAKER)
        mandate(outside, "starosta@jinde.example")
        mandate(here, "byvaly@lhota.example", valid_until=today())
        mandate(here, "budouci@lhota.example", valid_from=today() + timedelta(days=1))
        for _twice in range(2):
            sync_offices(dso_a.site)
        assert offices_of(dso_a) == {"Starosta@lhota.example": "active", "mistr@lhota.example": "active"}
        assert acts_of(dso_a) == [(ConsentAct.ENTERED, ConsentSource.OFFICE)] * 2
        row = Subscriber.objects.get(email="Starosta@lhota.example")
        assert (row.mandate, row.municipality, row.site_id) == (mayor, here, dso_a.site_id)
        assert not OutboxMessage.objects.exists()

    def test_an_office_that_ended_ends_and_comes_back_with_the_next_mandate(self, dso_a: Association) -> None:
        ended = mandate(member(dso_a), "obec@lhota.example")
        sync_offices(dso_a.site)
        Mandate.objects.filter(pk=ended.pk).update(valid_until=today())
        sync_offices(dso_a.site)
        sync_offices(dso_a.site)
        assert offices_of(dso_a) == {"obec@lhota.example": "unsubscribed"}
        new = mandate(member(dso_a), "obec@lhota.example", valid_from=today())
        sync_offices(dso_a.site)
        assert offices_of(dso_a) == {"obec@lhota.example": "active"}
        row = Subscriber.objects.get(email="obec@lhota.example")
        assert (row.mandate, row.ended_at) == (new, None)
        office = ConsentSource.OFFICE
        assert acts_of(dso_a) == [
            (ConsentAct.ENTERED, office),
            (ConsentAct.WITHDRAWN, office),
            (ConsentAct.ENTERED, office),
        ]

    def test_a_member_that_left_takes_its_people_along(self, dso_a: Association) -> None:
        mandate(member(dso_a), "obec@lhota.example")
        sync_offices(dso_a.site)
        dso_a.memberships.update(joined_on=today() - timedelta(days=400), left_on=today())
        sync_offices(dso_a.site)
        assert offices_of(dso_a) == {"obec@lhota.example": "unsubscribed"}

    def test_a_changed_address_is_followed(self, dso_a: Association) -> None:
        held = mandate(member(dso_a), "stara@lhota.example")
        sync_offices(dso_a.site)
        row = Subscriber.objects.get(email="stara@lhota.example")
        switch_off(subscriber=row, problem="Taková schránka neexistuje.")
        sync_offices(dso_a.site)
        assert offices_of(dso_a) == {"stara@lhota.example": "unreachable"}
        Mandate.objects.filter(pk=held.pk).update(email="nova@lhota.example")
        sync_offices(dso_a.site)
        assert offices_of(dso_a) == {"nova@lhota.example": "active"}
        assert Subscriber.objects.get(email="nova@lhota.example").problem == ""

    def test_one_address_of_two_offices_stays_while_one_of_them_lasts(self, dso_a: Association) -> None:
        first = mandate(member(dso_a), "obec@lhota.example")
        second = mandate(member(dso_a, 1), "obec@lhota.example", position=DEPUTY)
        sync_offices(dso_a.site)
        Mandate.objects.filter(pk=first.pk).update(email="jiny@lhota.example")
        sync_offices(dso_a.site)
        assert offices_of(dso_a) == {"jiny@lhota.example": "active", "obec@lhota.example": "active"}
        assert Subscriber.objects.get(email="obec@lhota.example").mandate == second

    @pytest.mark.spec("X3")
    @pytest.mark.parametrize("leave", [unsubscribe, erase])
    def test_who_left_stays_out_for_that_mandate(self, leave: Callable[..., None], dso_a: Association) -> None:
        held = mandate(member(dso_a), "obec@lhota.example")
        deputy = mandate(member(dso_a), "obec@lhota.example", position=DEPUTY)
        sync_offices(dso_a.site)
        leave(subscriber=Subscriber.objects.get(email="obec@lhota.example"), source=ConsentSource.ONE_CLICK)
        sync_offices(dso_a.site)
        assert set(offices_of(dso_a).values()) == {"unsubscribed"}
        deputy.delete()
        Mandate.objects.filter(pk=held.pk).update(email="presto@lhota.example")
        sync_offices(dso_a.site)
        assert set(offices_of(dso_a).values()) == {"unsubscribed"}
        with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
            mandate(member(dso_a), "obec@lhota.example", valid_from=today())
            sync_offices(dso_a.site)
            assert offices_of(dso_a)["obec@lhota.example"] == "active"

    def test_a_reader_in_office_keeps_the_subscription_when_the_office_ends(self, dso_a: Association) -> None:
        reader = make_subscriber(dso_a, "obec@lhota.example")
        held = mandate(member(dso_a), "Obec@lhota.example")
        sync_offices(dso_a.site)
        Mandate.objects.filter(pk=held.pk).delete()
        sync_offices(dso_a.site)
        assert offices_of(dso_a) == {"Obec@lhota.example": "unsubscribed"}
        reader.refresh_from_db()
        assert reader.state == SubscriberState.ACTIVE

    def test_another_association_is_left_alone(self, dso_a: Association, dso_b: Association) -> None:
        mandate(member(dso_a), "a@lhota.example")
        mandate(member(dso_b), "b@lhota.example")
        sync_offices(dso_b.site)
        sync_offices(dso_a.site)
        assert (offices_of(dso_a), offices_of(dso_b)) == ({"a@lhota.example": "active"}, {"b@lhota.example": "active"})

    def test_queries_do_not_grow_with_mandates(
        self, dso_a: Association, assert_same_queries: Callable[..., int]
    ) -> None:
        def begin(first: int, count: int) -> None:
            for number in range(first, first + count):
                mandate(member(dso_a), f"urad{number}@lhota.example")

        begin(0, 1)
        seen = 1

        def sync_new() -> None:
            nonlocal seen
            Subscriber.objects.filter(kind=SubscriberKind.OFFICE).delete()
            sync_offices(dso_a.site)
            seen = Subscriber.objects.filter(kind=SubscriberKind.OFFICE).count()

        assert_same_queries(sync_new, lambda: begin(1, 12))
        assert seen == 13

    def test_the_night_takes_every_association_though_one_fails(
        self, dso_a: Association, dso_b: Association, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mandate(member(dso_b), "b@lhota.example")
        real = offices.sync_offices

        def stumble(site: int) -> None:
            if site == dso_a.site_id:
                raise RuntimeError("no")
            real(site)

        monkeypatch.setattr(offices, "sync_offices", stumble)
        with pytest.raises(ExceptionGroup):
            sync_all_offices()
        assert offices_of(dso_b) == {"b@lhota.example": "active"}


@pytest.mark.spec("X4")
class TestRecipients:
    @pytest.fixture
    def topic(self, db: None) -> SubscriptionTopic:
        prepare_subscriptions()
        return SubscriptionTopic.objects.get(code="newsletter")

    def addresses(self, association: Association, topic: SubscriptionTopic, on: date | None = None) -> list[str]:
        return sorted(recipients(site=association.site, topic=topic, on=on).values_list("email", flat=True))

    def test_who_confirmed_chose_the_topic_and_does_not_pause(
        self, dso_a: Association, dso_b: Association, topic: SubscriptionTopic
    ) -> None:
        tomorrow = today() + timedelta(days=1)
        make_subscriber(dso_a, "ano@example.cz", topics=("newsletter", "corrections"))
        make_subscriber(dso_a, "jine@example.cz", topics=("corrections",))
        make_subscriber(dso_a, "pauza@example.cz", paused_until=tomorrow)
        make_subscriber(dso_a, "po-pauze@example.cz", paused_until=today())
        make_subscriber(dso_b, "cizi@example.cz")
        for state in set(SubscriberState) - {SubscriberState.ACTIVE}:
            make_subscriber(dso_a, f"{state}@example.cz", state=state)
        assert self.addresses(dso_a, topic) == ["ano@example.cz", "po-pauze@example.cz"]
        assert "pauza@example.cz" in self.addresses(dso_a, topic, on=tomorrow)

    def test_an_address_is_there_once_and_an_office_gets_every_topic(
        self, dso_a: Association, topic: SubscriptionTopic
    ) -> None:
        corrections = SubscriptionTopic.objects.get(code="corrections")
        office = {"kind": SubscriberKind.OFFICE, "topics": ()}
        make_subscriber(dso_a, "starosta@lhota.example")
        make_subscriber(dso_a, "Starosta@lhota.example", **office)
        make_subscriber(dso_a, "mistr@lhota.example", **office)
        assert self.addresses(dso_a, topic) == ["mistr@lhota.example", "starosta@lhota.example"]
        assert counts(site=dso_a.site, topic=topic) == Counts(readers=1, offices=1)
        assert counts(site=dso_a.site, topic=corrections) == Counts(readers=0, offices=2)
        Subscriber.objects.filter(email="starosta@lhota.example").update(paused_until=today() + timedelta(days=9))
        assert self.addresses(dso_a, topic) == ["mistr@lhota.example"]

    def test_counting_takes_one_query_by_the_index(
        self, dso_a: Association, topic: SubscriptionTopic, queries: Callable[..., list[str]]
    ) -> None:
        make_many_subscribers(dso_a, 20)
        assert len(queries(lambda: counts(site=dso_a.site, topic=topic))) == 1
        assert counts(site=dso_a.site, topic=topic) == Counts(readers=20, offices=0)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
        plan = recipients(site=dso_a.site, topic=topic).explain()
        assert not re.search(r"(?:Seq Scan on|SCAN) newsletters_subscriber\b", plan), plan
