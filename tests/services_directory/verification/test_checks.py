"""An entry that must be looked at before its time: asked once, listed first, ended when it is mended (F10)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.jobs import delivery
from portal.jobs.bounces.intake import take_in
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from services_directory.actions import close_service, record_verification
from services_directory.enums import CheckReason, Method
from services_directory.models import EntryCheck, Service, ServiceContact
from services_directory.verification.asking.provider import provider_addresses
from services_directory.verification.checks import ask_for_check, bounced_addresses, settle_mended
from services_directory.verification.returned import settle_checks_of_mended
from tests.jobs.factories import write
from tests.jobs.returned_mail import REFUSED, returned, saying
from tests.jobs.sink import Sink, running_sink

from ..factories import make_service
from .reminding import TODAY, at, entry, keeper, letters, run

pytestmark = pytest.mark.django_db

ADDRESS = "Knihovna@lhota.test"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with running_sink() as server:
        settings.MAILERS = server.mailers
        yield server


def open_checks(service: Service) -> list[tuple[str, str]]:
    return list(service.checks.filter(settled_at=None).values_list("reason", "value"))


def with_email(association: Association, name: str, address: str = ADDRESS, **facts: Any) -> Service:
    service = make_service(association, name=name, **facts)
    ServiceContact.objects.create(service=service, kind="email", value=address, sort_order=1)
    return service


def bounce(address: str = ADDRESS, sample: str = "postfix") -> OutboxMessage:
    """Mail to the address comes back."""
    message = write(recipient=address)
    take_in(returned(sample, message))
    return message


class TestAsking:
    def test_an_entry_is_asked_for_once_and_stands_in_the_list_to_check(self, association: Association) -> None:
        service, other = make_service(association), make_service(association)
        changed = service.changed_at
        ask = {"services": [service], "reason": CheckReason.REPORTED, "value": "7", "detail": "telefon"}
        assert ask_for_check(**ask) == 1
        assert ask_for_check(**ask) == 0
        assert service.check_since == timezone.localdate()
        service.refresh_from_db()
        assert service.check_since == timezone.localdate()
        # The public reads nothing of it: who copied our open data has nothing to fetch.
        assert service.changed_at == changed
        assert list(Service.objects.to_check()) == [service]
        assert open_checks(service) == [("reported", "7")]
        assert open_checks(other) == []

    def test_the_day_is_that_of_the_oldest_reason(self, association: Association) -> None:
        service = make_service(association)
        with at(TODAY):
            ask_for_check(services=[service], reason=CheckReason.BOUNCED, value="a@b.test")
        with at(TODAY + timedelta(days=3)):
            ask_for_check(services=Service.objects.all(), reason=CheckReason.DEAD_LINK, value="https://b.test/")
        service.refresh_from_db()
        assert service.check_since == TODAY
        assert service.checks.count() == 2

    def test_many_entries_cost_as_many_queries_as_one(self, association: Association) -> None:
        counts = []
        for number in (1, 12):
            services = [make_service(association) for _ in range(number)]
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert ask_for_check(services=services, reason=CheckReason.BOUNCED, value="a@b.test") == number
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_what_is_too_long_is_cut_and_still_known_again(self, association: Association) -> None:
        service = make_service(association)
        ask = {"services": [service], "reason": CheckReason.REPORTED, "value": "x" * 900, "detail": "y" * 900}
        assert (ask_for_check(**ask), ask_for_check(**ask)) == (1, 0)


class TestBounces:
    @pytest.mark.spec("F10")
    @pytest.mark.parametrize("sample", REFUSED)
    def test_mail_that_came_back_flips_the_entry_to_check(self, association: Association, sample: str) -> None:
        service = with_email(association, "Knihovna")
        bounce(sample=sample)
        service.refresh_from_db()
        assert service.check_since == timezone.localdate()
        [check] = service.checks.all()
        assert (check.reason, check.value) == (CheckReason.BOUNCED, ADDRESS.lower())
        assert check.detail.startswith("Taková schránka neexistuje.")
        assert "550" in check.detail

    @pytest.mark.spec("F10")
    def test_one_address_of_five_entries_is_five_checks_whoever_has_them(
        self, association: Association, neighbour: Association
    ) -> None:
        having = [with_email(association, f"Pobočka {n}") for n in range(3)]
        having.append(with_email(association, "VELKÝMI", ADDRESS.upper()))
        having.append(with_email(neighbour, "Sousedé", ADDRESS.lower()))
        with_email(association, "Jiná", "jina@lhota.test")
        message = bounce()
        take_in(returned("exim", message))
        bounce()
        assert {check.service for check in EntryCheck.objects.all()} == set(having)
        assert EntryCheck.objects.count() == 5
        assert set(Service.objects.to_check()) == set(having)

    @pytest.mark.spec("F10")
    def test_an_address_refused_when_sending_is_the_same(self, association: Association, sink: Sink) -> None:
        service = with_email(association, "Knihovna")
        message = write(recipient=ADDRESS)
        sink.at_recipient[message.recipient] = f"550 5.1.1 <{message.recipient}> unknown"
        delivery.deliver_due()
        assert open_checks(service) == [("bounced", ADDRESS.lower())]

    @pytest.mark.parametrize(
        ("status", "said"), [("4.4.1", "connection timed out"), ("5.7.1", "554 5.7.1 blocked using zen.example")]
    )
    def test_trouble_that_is_not_of_the_address_asks_nothing(
        self, association: Association, status: str, said: str
    ) -> None:
        with_email(association, "Knihovna")
        take_in(saying(write(recipient=ADDRESS), status, said))
        assert not EntryCheck.objects.exists()

    def test_holiday_notices_delays_and_forgeries_ask_nothing(self, association: Association) -> None:
        with_email(association, "Knihovna")
        message = write(recipient=ADDRESS)
        for sample in ("vacation", "person", "delayed"):
            take_in(returned(sample, message))
        take_in(returned("postfix", write(recipient="jiny@lhota.test"), recipient=ADDRESS))
        take_in(returned("postfix", message, message_id="<vymysleno@example.org>"))
        assert not EntryCheck.objects.exists()

    def test_a_service_that_is_no_more_is_left_alone(self, association: Association) -> None:
        gone = with_email(association, "Zavřená")
        close_service(service=gone, on=timezone.localdate())
        bounce()
        assert not EntryCheck.objects.exists()


class TestReminders:
    @pytest.mark.spec("F10")
    def test_the_next_reminder_goes_to_somebody_who_reads_it(self, association: Association) -> None:
        """From the letter that came back to the list, and to the keeper instead of the dead address."""
        keeper(association, "jana", is_default=True)
        service = entry(association, "Knihovna", TODAY + timedelta(days=30), email=ADDRESS)
        run(TODAY)
        [first] = letters()
        assert first.recipient == ADDRESS
        with at(TODAY + timedelta(days=1)):
            take_in(returned("seznam", first))
        assert list(Service.objects.to_check()) == [service]

        run(TODAY + timedelta(days=16))
        [_first, second] = letters()
        assert second.recipient == "jana@centrum.test"

    def test_another_address_of_the_entry_is_asked_instead(self, association: Association) -> None:
        service = with_email(association, "Knihovna")
        ServiceContact.objects.create(service=service, kind="email", value="obec@lhota.test", sort_order=5)
        assert provider_addresses([service.pk])[service.pk] == ADDRESS
        bounce()
        assert provider_addresses([service.pk])[service.pk] == "obec@lhota.test"
        assert bounced_addresses([service.pk]) == {service.pk: {ADDRESS.lower()}}
        bounce("obec@lhota.test")
        assert provider_addresses([service.pk])[service.pk] == ""

    def test_after_a_verification_the_address_is_believed_again(self, association: Association) -> None:
        service = with_email(association, "Knihovna")
        bounce()
        record_verification(service=service, method=Method.LINK)
        service.refresh_from_db()
        assert (service.check_since, open_checks(service)) == (None, [])
        assert provider_addresses([service.pk])[service.pk] == ADDRESS

    def test_an_address_that_fails_again_is_asked_about_again(self, association: Association) -> None:
        service = with_email(association, "Knihovna")
        bounce()
        record_verification(service=service, method=Method.PHONE)
        bounce()
        assert open_checks(service) == [("bounced", ADDRESS.lower())]


class TestMending:
    def change_email(self, service: Service, address: str) -> None:
        service = Service.objects.get(pk=service.pk)
        contact = next(each for each in service.contacts.all() if each.kind == "email")
        contact.value = address
        service.contacts = [contact, *[each for each in service.contacts.all() if each != contact]]
        service.save_revision().publish()

    def test_an_entry_that_gives_another_address_is_no_longer_asked_about(self, association: Association) -> None:
        service, other = with_email(association, "Knihovna"), with_email(association, "Pobočka")
        bounce()
        self.change_email(service, "nova@lhota.test")
        for each in (service, other):
            each.refresh_from_db()
        assert (service.check_since, open_checks(service)) == (None, [])
        assert other.check_since is not None

    def test_what_else_is_wrong_keeps_it(self, association: Association) -> None:
        service = with_email(association, "Knihovna")
        with at(TODAY):
            bounce()
        with at(TODAY + timedelta(days=2)):
            ask_for_check(services=[service], reason=CheckReason.REPORTED, value="1")
            self.change_email(service, "nova@lhota.test")
        service.refresh_from_db()
        assert open_checks(service) == [("reported", "1")]
        assert service.check_since == TODAY + timedelta(days=2)

    def test_publishing_something_else_ends_nothing(self, association: Association) -> None:
        service = with_email(association, "Knihovna")
        bounce()
        self.change_email(service, ADDRESS.upper())
        service.refresh_from_db()
        assert service.check_since is not None

    def test_contacts_changed_in_bulk_are_noticed_within_the_hour(self, association: Association) -> None:
        service = with_email(association, "Knihovna")
        bounce()
        ServiceContact.objects.filter(value=ADDRESS).delete()
        assert settle_checks_of_mended() == 1
        service.refresh_from_db()
        assert service.check_since is None
        assert settle_mended() == 0


class TestInTheAdmin:
    @pytest.mark.spec("F10")
    def test_the_queue_says_which_address_is_dead(
        self, association: Association, manager_a: Any, client: Client
    ) -> None:
        with_email(association, "Knihovna Lhota")
        bounce()
        client.force_login(manager_a)
        page = client.get("/admin/services_directory/verification/", {"list": "check"}, SERVER_NAME="localhost")
        assert page.status_code == 200
        text = page.content.decode()
        assert "Knihovna Lhota" in text
        assert ADDRESS.lower() in text
