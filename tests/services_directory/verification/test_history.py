"""Whatever people do with services, the share of any day is what a recount from the log gives (F9)."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.tenancy.models import Association, Membership
from services_directory.actions import (
    close_service,
    delete_service,
    move_service,
    publish_service,
    record_verification,
    reopen_service,
    unpublish_service,
)
from services_directory.enums import VERIFYING, Method, Result
from services_directory.models import Presence, Service, Verification
from services_directory.presence import follow
from services_directory.verification.shares.counting import Share, shares_by_municipality, shares_by_site, trend
from tests.services_directory.factories import make_service, members

from .days import day, on, stored

pytestmark = [pytest.mark.django_db, pytest.mark.spec("F9")]
START = day(1, 10)


class State(NamedTuple):
    """What stood in the directory from the evening of a day on."""

    since: date
    site: int
    municipality: str
    live: bool
    closed_on: date | None


class Person:
    """Does one thing to one service, as an editor or the Union would; what is refused is left."""

    def __init__(self, here: Association, there: Association, union_admin: Any) -> None:
        self.associations, self.user = (here, there), union_admin

    def act(self, service: Service, what: str, number: int, today: date) -> None:
        if what == "publish":
            publish_service(service=service)
        elif what == "unpublish":
            unpublish_service(service=service)
        elif what == "close":
            close_service(service=service, on=today + timedelta(days=number - 40))
        elif what == "reopen":
            reopen_service(service=service)
        elif what == "relocate":
            places = members(self.associations[0])
            service.municipality = places[number % 2]
            publish_service(service=service)
        elif what == "move":
            other = [one for one in self.associations if one.site_id != service.site_id]
            move_service(service=service, association=other[0], user=self.user)
        elif what == "delete":
            delete_service(service=service)
        else:
            result = list(Result)[number % len(Result)]
            back = timedelta(days=number % 30)
            record_verification(service=service, method=Method.PHONE, result=result, on=today - back)


DEEDS = ("publish", "unpublish", "close", "reopen", "relocate", "move", "delete", "verify", "verify", "verify")
deeds = st.lists(
    st.tuples(st.integers(0, 70), st.integers(0, 1), st.sampled_from(DEEDS), st.integers(0, 100)), max_size=14
)


def state_of(service: Service, today: date) -> State:
    row = Service.objects.filter(pk=service.pk).values_list("site", "municipality", "live", "closed_on").first()
    return State(today, *(row or (0, "", False, None)))


def recount(when: date, histories: list[tuple[Service, list[State]]], log: list[Any]) -> Iterator[tuple[State, bool]]:
    """The services public on `when` and whether each was verified, counted in the plainest way."""
    for service, history in histories:
        states = [state for state in history if state.since <= when]
        if not states or not states[-1].live:
            continue
        if states[-1].closed_on is not None and states[-1].closed_on <= when:
            continue
        lines = (line for line in log if line.uid == service.uid and line.result in VERIFYING)
        yield states[-1], any(line.on <= when <= line.on + relativedelta(months=6) for line in lines)


def share_of(counted: list[bool]) -> Share:
    return Share(len(counted), sum(counted))


@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=deeds, asked=st.lists(st.integers(0, 700), min_size=1, max_size=6))
def test_the_share_of_any_day_is_what_the_log_says(
    dso_a: Association, dso_b: Association, union_admin: Any, done: list[Any], asked: list[int]
) -> None:
    Presence.objects.all().delete()
    Service.objects.all().delete()
    for place in members(dso_a)[:2]:
        Membership.objects.get_or_create(association=dso_b, municipality=place, defaults={"joined_on": START})
    person, today = Person(dso_a, dso_b, union_admin), START
    with on(today):
        services = [make_service(dso_a) for _n in range(2)]
        histories = [(service, [state_of(service, today)]) for service in services]
    for gap, which, what, number in done:
        today += timedelta(days=gap)
        service, history = histories[which]
        with on(today):
            if not Service.objects.filter(pk=service.pk).exists():
                continue
            # Only what is public is closed, only what is elsewhere moves.
            with suppress(ValidationError):
                person.act(stored(service), what, number, today)
            history.append(state_of(service, today))
    with on(today):
        assert follow() == 0
    log = list(Verification.objects.filter(uid__in=[service.uid for service in services]))
    days = [START - timedelta(days=3) + timedelta(days=n) for n in asked]
    for when, share in trend(days):
        counted = list(recount(when, histories, log))
        assert share == share_of([verified for _state, verified in counted])
        by_site = {site: share_of([ok for state, ok in counted if state.site == site]) for site in _sites(counted)}
        assert shares_by_site(when) == by_site
        for site in by_site:
            own = [(state.municipality, ok) for state, ok in counted if state.site == site]
            by_place = {code: share_of([ok for place, ok in own if place == code]) for code, _ok in own}
            assert shares_by_municipality(when, site) == by_place


def _sites(counted: list[tuple[State, bool]]) -> set[int]:
    return {state.site for state, _verified in counted}
