"""Websites that lead nowhere: asked now and then, dead only on the third day, ended when they work again (F10)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.core.web_probe import Answer, Reach, probe
from portal.tenancy.models import Association
from services_directory.actions import record_verification, unpublish_service
from services_directory.enums import CheckReason, Method
from services_directory.models import EntryCheck, LinkCheck, Service, ServiceContact
from services_directory.verification import web_links
from services_directory.verification.web_links import check_links, due_links, list_links, user_agent
from tests.core.web_server import Web, running_web

from ..factories import make_service
from .reminding import TODAY, at

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

FINE = Answer(Reach.FINE, answered=True)
NOT_FOUND = Answer(Reach.GONE, "404", answered=True)
NO_NAME = Answer(Reach.GONE, "dns")
REFUSED = Answer(Reach.GONE, "refused")
SLOW = Answer(Reach.UNSURE, "timeout")
SITE = "https://knihovna-lhota.test/"


@pytest.fixture(autouse=True)
def turned_on(settings: Any) -> None:
    settings.LINK_CHECK = True


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Answer]:
    """What each address answers; the rest is fine."""
    said: dict[str, Answer] = {}
    monkeypatch.setattr(web_links, "probe", lambda url, user_agent: said.get(url, FINE))
    return said


@pytest.fixture
def service(association: Association) -> Service:
    return with_web(association, SITE)


def with_web(association: Association, url: str, **contact: Any) -> Service:
    service = make_service(association)
    ServiceContact.objects.create(service=service, kind="web", value=url, **contact)
    return service


def run(day: date, hour: int = 9) -> dict[str, int]:
    """One day's work at this hour in Prague: the list is brought up to date, then what is due is asked."""
    with at(day, hour):
        list_links()
        return check_links()


def run_days(*offsets: int) -> None:
    for offset in offsets:
        run(TODAY + timedelta(days=offset))


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def asked(service: Service) -> list[str]:
    return [check.value for check in service.checks.filter(reason=CheckReason.DEAD_LINK, settled_at=None)]


class TestDead:
    @pytest.mark.spec("F10")
    @pytest.mark.parametrize(
        ("answer", "words"), [(NOT_FOUND, "404"), (NO_NAME, "neexistovala"), (REFUSED, "nikdo neodpovídal")]
    )
    def test_a_website_that_fails_on_three_days_flips_the_entry_to_check(
        self, association: Association, service: Service, answers: dict[str, Answer], answer: Answer, words: str
    ) -> None:
        # One that answers shows that our own network works.
        with_web(association, "https://zije.test/")
        run_days(-1)
        answers[SITE] = answer
        LinkCheck.objects.filter(url=SITE).update(due_at=timezone.now())
        run_days(0, 1)
        assert asked(service) == []
        run_days(2)
        assert asked(service) == [SITE]
        service.refresh_from_db()
        assert service.check_since == day(2)
        assert words in EntryCheck.objects.get().detail

    def test_three_runs_of_one_day_are_one_failure(self, service: Service, answers: dict[str, Answer]) -> None:
        answers[SITE] = NOT_FOUND
        for hour in (9, 12, 15):
            LinkCheck.objects.update(due_at=timezone.now())
            run(TODAY, hour)
        assert LinkCheck.objects.get().failures == 1

    def test_every_published_entry_that_gives_it_is_asked_about(
        self, association: Association, neighbour: Association, service: Service, answers: dict[str, Answer]
    ) -> None:
        other, draft = with_web(neighbour, SITE), with_web(association, SITE)
        unpublish_service(service=draft)
        answers[SITE] = NOT_FOUND
        run_days(0, 1, 2)
        assert (asked(service), asked(other), asked(draft)) == ([SITE], [SITE], [])
        assert LinkCheck.objects.count() == 1

    @pytest.mark.parametrize("reason", ["403", "429", "500", "timeout", "certificate", "not_public", "redirects"])
    def test_slow_unwilling_and_broken_servers_are_not_dead(
        self, service: Service, answers: dict[str, Answer], reason: str
    ) -> None:
        answers[SITE] = Answer(Reach.UNSURE, reason)
        run_days(*range(0, 200, 31))
        link = LinkCheck.objects.get()
        assert (link.failures, link.last_error) == (0, reason)
        assert asked(service) == []

    def test_a_slow_day_between_neither_counts_nor_clears(self, service: Service, answers: dict[str, Answer]) -> None:
        for offset, answer in enumerate((NOT_FOUND, SLOW, NOT_FOUND, SLOW)):
            answers[SITE] = answer
            run_days(offset)
        assert asked(service) == []
        answers[SITE] = NOT_FOUND
        run_days(4)
        assert asked(service) == [SITE]

    def test_one_that_works_again_begins_anew(self, service: Service, answers: dict[str, Answer]) -> None:
        for offset, answer in enumerate((NOT_FOUND, NOT_FOUND, FINE)):
            answers[SITE] = answer
            run_days(offset)
        answers[SITE] = NOT_FOUND
        run_days(32, 33)
        assert asked(service) == []

    def test_a_dead_one_that_works_again_ends_the_check(self, service: Service, answers: dict[str, Answer]) -> None:
        answers[SITE] = NOT_FOUND
        run_days(0, 1, 2)
        answers[SITE] = FINE
        run_days(32)
        service.refresh_from_db()
        assert (asked(service), service.check_since) == ([], None)

    def test_after_a_verification_it_is_asked_about_again_in_a_month_if_still_dead(
        self, service: Service, answers: dict[str, Answer]
    ) -> None:
        answers[SITE] = NOT_FOUND
        run_days(0, 1, 2)
        with at(day(3)):
            record_verification(service=service, method=Method.PHONE)
        run_days(4, 20)
        assert asked(service) == []
        run_days(33)
        assert asked(service) == [SITE]


class TestOurOwnTrouble:
    def test_a_network_that_lets_nothing_out_makes_nobody_dead(
        self, association: Association, service: Service, answers: dict[str, Answer]
    ) -> None:
        urls = [SITE, *(f"https://obec-{n}.test/" for n in range(4))]
        for url in urls[1:]:
            with_web(association, url)
        answers |= dict.fromkeys(urls, REFUSED)
        run_days(*range(10))
        assert set(LinkCheck.objects.values_list("failures", flat=True)) == {0}
        assert not EntryCheck.objects.exists()

    def test_a_network_that_fails_later_makes_nobody_dead(
        self, association: Association, service: Service, answers: dict[str, Answer]
    ) -> None:
        with_web(association, "https://zije.test/")
        run_days(0)
        answers |= dict.fromkeys([SITE, "https://zije.test/"], NO_NAME)
        run_days(*range(31, 40))
        assert not EntryCheck.objects.exists()
        answers["https://zije.test/"] = FINE
        run_days(40, 41, 42)
        assert asked(service) == [SITE]

    def test_a_server_that_says_no_such_page_proves_that_the_network_works(
        self, service: Service, answers: dict[str, Answer]
    ) -> None:
        answers[SITE] = NOT_FOUND
        run_days(0)
        assert LinkCheck.objects.get().failures == 1


class TestPoliteness:
    @pytest.mark.on_both
    def test_each_address_is_asked_once_in_thirty_days(self, service: Service, answers: dict[str, Answer]) -> None:
        assert run(day(0)) == {"fine": 1}
        assert run(day(0), 10) == run(day(29)) == {}
        assert run(day(31)) == {"fine": 1}

    def test_one_host_is_asked_once_in_a_run(self, association: Association, answers: dict[str, Answer]) -> None:
        for path in ("a", "b", "c"):
            with_web(association, f"https://www.obec.test/{path}")
        with_web(association, "https://obec.test/")
        with_web(association, "https://skola.test/")
        assert run(day(0)) == {"fine": 2}
        assert run(day(0), 10) == {"fine": 1}

    def test_many_addresses_are_spread_over_the_month(self) -> None:
        now = timezone.now()
        LinkCheck.objects.bulk_create([LinkCheck(url=f"https://o-{n}.test/", due_at=now) for n in range(60_000)])
        # In 28 days there are 8,064 runs.
        assert len(due_links()) == 8

    @pytest.mark.on_both
    def test_those_that_failed_do_not_crowd_out_the_others(self) -> None:
        now = timezone.now()
        LinkCheck.objects.bulk_create(
            [LinkCheck(url=f"https://pryc-{n}.test/", due_at=now - timedelta(days=9), failures=1) for n in range(20)]
            + [LinkCheck(url=f"https://obec-{n}.test/", due_at=now) for n in range(20)]
        )
        chosen = [link.failures for link in due_links()]
        assert (chosen.count(1), chosen.count(0)) == (3, 2)

    def test_who_asks_can_be_found(self, settings: Any) -> None:
        settings.DEFAULT_FROM_EMAIL = "Portál <portal@example.org>"
        settings.WAGTAILADMIN_BASE_URL = "https://portal.example.org"
        assert user_agent().endswith("+https://portal.example.org; portal@example.org)")
        assert user_agent().isascii()


class TestList:
    def test_only_what_the_public_may_see_is_asked(self, association: Association) -> None:
        with_web(association, "https://interni.test/", is_internal=True)
        draft = with_web(association, "https://koncept.test/")
        unpublish_service(service=draft)
        with_web(association, SITE)
        assert list_links() == {"new": 1, "dropped": 0}
        assert list_links() == {"new": 0, "dropped": 0}

    def test_what_no_service_gives_any_more_is_forgotten(self, service: Service) -> None:
        list_links()
        ServiceContact.objects.filter(value=SITE).update(value="https://nova.test/")
        assert list_links() == {"new": 1, "dropped": 1}

    def test_turned_off_nothing_is_asked(self, service: Service, settings: Any, answers: dict[str, Answer]) -> None:
        list_links()
        settings.LINK_CHECK = False
        assert check_links() == {}
        assert LinkCheck.objects.get().last_checked is None


class TestAgainstAServer:
    @pytest.fixture
    def web(self) -> Iterator[Web]:
        with running_web() as server:
            yield server

    @pytest.mark.spec("F10")
    def test_a_page_that_is_gone_and_comes_back(
        self, web: Web, association: Association, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        guard = web.guard()
        monkeypatch.setattr(web_links, "probe", lambda url, user_agent: probe(url, user_agent=user_agent, guard=guard))
        service = with_web(association, web.url("/knihovna"))
        run_days(0, 1, 2)
        assert asked(service) == [web.url("/knihovna")]
        assert web.asked == [("HEAD", "/knihovna"), ("GET", "/knihovna")] * 3
        web.pages["/knihovna"] = (200, "")
        run_days(40)
        assert asked(service) == []
