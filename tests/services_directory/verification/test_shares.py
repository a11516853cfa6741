"""What share of services was verified on a day: recounted from the log and from what was public when (F9)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.tenancy.models import Association
from services_directory.enums import Method, Result
from services_directory.models import Presence, Verification
from services_directory.verification.shares.counting import (
    Share,
    share_on,
    shares_by_municipality,
    shares_by_site,
    trend,
    trend_by_site,
)
from tests.services_directory.factories import members

pytestmark = pytest.mark.django_db

START = date(2025, 1, 1)
DAYS = 500


def spell(association: Association, since: date, until: date | None = None, *, place: int = 0, uid: Any = None) -> UUID:
    uid = uid or uuid4()
    municipality = members(association)[place]
    Presence.objects.create(uid=uid, site=association.site, municipality=municipality, since=since, until=until)
    return uid


def line(association: Association, uid: UUID, on: date, result: str = Result.CONFIRMED) -> None:
    Verification.objects.create(
        site=association.site, uid=uid, name="Knihovna", on=on, method=Method.PHONE, result=result
    )


@pytest.mark.spec("F9")
def test_a_verification_counts_from_its_day_to_the_last_day_it_holds(dso_a: Association) -> None:
    line(dso_a, spell(dso_a, START), date(2025, 3, 31))
    counted = [share_on(day).verified for day in (date(2025, 3, 30), date(2025, 3, 31), date(2025, 9, 30))]
    assert counted == [0, 1, 1]
    assert share_on(date(2025, 10, 1)) == Share(1, 0)


@pytest.mark.spec("F9")
def test_only_what_was_public_that_day_is_counted(dso_a: Association) -> None:
    spell(dso_a, date(2025, 2, 1), date(2025, 3, 1))
    listed = [
        share_on(day).listed for day in (date(2025, 1, 31), date(2025, 2, 1), date(2025, 2, 28), date(2025, 3, 1))
    ]
    assert listed == [0, 1, 1, 0]


@pytest.mark.spec("F9")
def test_an_attempt_in_vain_verifies_nothing_and_takes_nothing_away(dso_a: Association) -> None:
    uid = spell(dso_a, START)
    line(dso_a, uid, date(2025, 2, 1), Result.UNREACHED)
    assert share_on(date(2025, 2, 2)).verified == 0
    line(dso_a, uid, date(2025, 2, 3))
    line(dso_a, uid, date(2025, 2, 4), Result.UNREACHED)
    assert share_on(date(2025, 2, 5)).verified == 1


@pytest.mark.spec("F9")
def test_two_lines_of_one_day_count_once(dso_a: Association) -> None:
    uid = spell(dso_a, START)
    line(dso_a, uid, date(2025, 2, 1))
    line(dso_a, uid, date(2025, 2, 1), Result.CORRECTED)
    assert share_on(date(2025, 2, 1)) == Share(1, 1)


@pytest.mark.spec("F9")
def test_shares_of_associations_and_their_municipalities(dso_a: Association, dso_b: Association) -> None:
    day = date(2025, 5, 1)
    line(dso_a, spell(dso_a, START), date(2025, 4, 1))
    spell(dso_a, START, place=1)
    spell(dso_b, START)
    by_site = shares_by_site(day)
    assert by_site == {dso_a.site_id: Share(2, 1), dso_b.site_id: Share(1, 0)}
    assert shares_by_site(day, [dso_b.site_id]) == {dso_b.site_id: Share(1, 0)}
    first, second = members(dso_a)[:2]
    assert shares_by_municipality(day, dso_a.site_id) == {first.pk: Share(1, 1), second.pk: Share(1, 0)}
    assert share_on(day) == Share(3, 1)
    assert share_on(day, []) == Share()


def test_a_share_is_rounded_down_so_that_a_hundred_means_all() -> None:
    assert Share(3000, 2999).percent == Decimal("99.9")
    assert Share(3, 3).percent == Decimal(100)
    assert Share().percent is None


@pytest.mark.spec("F9")
def test_a_trend_is_one_statement_more_than_the_limit(
    dso_a: Association, dso_b: Association, queries: Callable[..., list[str]]
) -> None:
    spell(dso_a, START)
    days = [START + relativedelta(months=n) for n in range(13)]
    assert len(queries(lambda: trend(days))) == 2
    assert len(queries(lambda: trend_by_site(days))) == 2
    assert trend(days)[0] == (START, Share(1, 0))


# --- The same counted in the plainest way -----------------------------------------------------------
histories = st.lists(
    st.tuples(
        st.booleans(),  # which association
        st.integers(0, 1),  # which municipality
        st.lists(st.integers(0, DAYS), max_size=4, unique=True).map(sorted),  # public, not public, public, …
        st.lists(st.tuples(st.integers(-200, DAYS), st.sampled_from(sorted(map(str, Result)))), max_size=5),
    ),
    min_size=1,
    max_size=6,
)


def counted_by_hand(
    day: date, services: list[dict[str, Any]], key: Callable[[dict[str, Any]], Any]
) -> dict[Any, Share]:
    found: dict[Any, Share] = {}
    for service in services:
        public = False
        for turn in service["turns"]:
            public = (not public) if turn <= day else public
        if not public:
            continue
        held = any(
            on <= day <= on + relativedelta(months=6) and result != Result.UNREACHED for on, result in service["lines"]
        )
        found[key(service)] = found.get(key(service), Share()) + Share(1, int(held))
    return found


@pytest.mark.spec("F9")
@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=histories, days=st.lists(st.integers(-10, DAYS + 200), min_size=1, max_size=5))
def test_any_history_is_counted_as_by_hand(
    dso_a: Association, dso_b: Association, histories: list[Any], days: list[int]
) -> None:
    known = {True: dso_a, False: dso_b}
    before = [share_on(START + timedelta(days=n)) for n in days]
    places = {association: members(association) for association in known.values()}
    services = []
    for own, place, turns, lines in histories:
        association = known[own]
        uid = uuid4()
        turning = [START + timedelta(days=n) for n in turns]
        for since, until in zip(turning[::2], [*turning[1::2], None], strict=False):
            spell(association, since, until, place=place, uid=uid)
        said = [(START + timedelta(days=n), result) for n, result in lines]
        for on, result in said:
            line(association, uid, on, result)
        service = {"site": association.site_id, "place": places[association][place].pk}
        services.append({**service, "turns": turning, "lines": said})
    asked = [START + timedelta(days=n) for n in days]
    by_hand = [counted_by_hand(day, services, lambda _service: None).get(None, Share()) for day in asked]
    grown = [
        Share(now.listed - was.listed, now.verified - was.verified)
        for was, (_day, now) in zip(before, trend(asked), strict=True)
    ]
    assert grown == by_hand
