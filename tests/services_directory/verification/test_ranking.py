"""The ranking of associations, the trend of the country, and what climbed to the Union, as numbers (F2, F4, F9)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from portal.tenancy.models import Association
from services_directory.enums import Audience
from services_directory.models import ReminderStage, SentReminder, Service
from services_directory.sections import verified_figure
from services_directory.verification.shares.charts import chart, month_ends, trend_days
from services_directory.verification.shares.climbed import waiting_climbed
from services_directory.verification.shares.counting import Share, share_on
from services_directory.verification.shares.municipalities import standing
from services_directory.verification.shares.ranking import Work, climbed_services, ranking, work_by

from .history import days_ago, line, public, recount

pytestmark = pytest.mark.django_db


@pytest.mark.spec("F2", "F9")
def test_associations_are_ranked_by_their_share_and_equal_ones_share_a_rank(
    association: Association, neighbour: Association
) -> None:
    public(association, 10)
    public(neighbour, 20)
    assert [one.rank for one in ranking(timezone.localdate()).standings] == [1, 1]
    public(association)
    ranked = ranking(timezone.localdate())
    assert [(one.rank, one.association, one.share) for one in ranked.standings] == [
        (1, neighbour, Share(1, 1)),
        (2, association, Share(2, 1)),
    ]
    assert ranked.share == Share(3, 2)


@pytest.mark.spec("F9")
def test_an_association_without_listed_services_is_not_ranked(association: Association, neighbour: Association) -> None:
    public(association, since=100)
    public(neighbour, since=700, until=300)
    assert [one.association for one in ranking(timezone.localdate()).standings] == [association]
    assert [one.association for one in ranking(days_ago(400)).standings] == [neighbour]


@pytest.mark.spec("F9")
def test_changes_are_points_against_three_and_twelve_months_before(association: Association) -> None:
    public(association, 10)
    public(association, 500, 400, 20)
    [one] = ranking(timezone.localdate()).standings
    today = timezone.localdate()
    for found, months in ((one.quarter, 3), (one.year, 12)):
        before = recount(today - relativedelta(months=months))[association.site_id].percent
        assert before is not None
        assert found == Decimal(100) - before
    assert one.quarter == Decimal(100)
    assert one.year == Decimal(50)


@pytest.mark.spec("F9")
def test_nothing_is_compared_with_a_day_when_nothing_was_listed(association: Association) -> None:
    public(association, 10, since=30)
    [one] = ranking(timezone.localdate()).standings
    assert (one.quarter, one.year) == (None, None)


@pytest.mark.spec("F9")
def test_every_day_of_the_trend_is_a_recount_from_the_log(association: Association, neighbour: Association) -> None:
    service = public(association, 640, 450, 200, 90, since=690)
    line(service, days_ago(60), "unreached")
    public(association, 300, since=650, until=100)
    public(neighbour, 380, 210, 10, since=420)
    public(neighbour, since=200)
    for day in (timezone.localdate(), days_ago(75), days_ago(333)):
        ranked = ranking(day)
        for point in ranked.line.points:
            assert point.share == sum(recount(point.day).values(), Share())
        for one in ranked.standings:
            assert one.share == recount(day)[one.association.site_id]
            for point in one.line.points:
                assert point.share == recount(point.day).get(one.association.site_id, Share())


@pytest.mark.spec("F9")
def test_municipalities_of_an_association_are_a_recount_too(association: Association, neighbour: Association) -> None:
    public(association, 10)
    public(association, 400, place=1)
    public(association, 250, place=1)
    public(neighbour, 10)
    for day in (timezone.localdate(), days_ago(100), days_ago(390)):
        found = standing(association, day)
        by_place = recount(day, "municipality_id")
        assert {one.municipality.pk: one.share for one in found.places} == {
            code: share for code, share in by_place.items() if code in {one.municipality.pk for one in found.places}
        }
        assert found.share == recount(day)[association.site_id]
        assert len(found.places) == 2


@pytest.mark.spec("F2")
def test_work_counts_what_the_lists_hold(association: Association, neighbour: Association) -> None:
    public(association, 10)
    public(association, 250)
    public(association, check_since=days_ago(2))
    public(neighbour, 10)
    services = Service.objects.for_association(association)
    assert work_by("site")[association.site_id] == Work(
        overdue=services.overdue().count(),
        to_check=services.to_check().count(),
        never=services.never_verified().count(),
        climbed=climbed_services(services).count(),
    )
    assert work_by("site") == {
        association.site_id: Work(overdue=2, to_check=1, never=1, climbed=2),
        neighbour.site_id: Work(),
    }
    assert ranking(days_ago(1)).work is None


@pytest.mark.spec("F4")
def test_an_entry_climbs_on_the_first_day_of_the_unions_stages(association: Association) -> None:
    service = public(association, 10)
    first = min(ReminderStage.objects.filter(audience=Audience.UNION).values_list("days", flat=True))

    def climbs(overdue: int) -> bool:
        Service.objects.filter(pk=service.pk).update(verify_by=days_ago(overdue))
        return climbed_services(Service.objects.all()).exists()

    assert [climbs(first - 1), climbs(first), climbs(first + 50)] == [False, True, True]
    ReminderStage.objects.filter(audience=Audience.UNION).delete()
    assert not climbs(first + 50)


@pytest.mark.spec("F4")
def test_climbed_entries_come_oldest_first_with_the_last_reminder(
    association: Association, neighbour: Association
) -> None:
    younger, older = public(association, 250), public(neighbour, 300)
    for days, audience in ((3, Audience.UNION), (9, Audience.KEEPER)):
        SentReminder.objects.create(
            service=younger, due_on=younger.verify_by, days=29, audience=audience, recipient="a@b.cz", on=days_ago(days)
        )
    found = list(climbed_services(Service.objects.all()))
    assert [(one.pk, one.reminded_on) for one in found] == [(older.pk, None), (younger.pk, days_ago(3))]


@pytest.mark.spec("F4")
def test_the_union_and_nobody_else_is_told_of_what_climbed(
    association: Association, union_admin: object, manager_a: object
) -> None:
    told = waiting_climbed(union_admin)
    assert told is not None
    assert told.rows.count() == 0
    public(association, 300)
    assert "1 záznam" in told.text(told.rows.all().count())
    assert waiting_climbed(manager_a) is None


@pytest.mark.spec("F9", "NET-1")
def test_the_public_figure_is_the_share_of_today(association: Association, neighbour: Association) -> None:
    assert verified_figure() is None
    for days in (0, 100, 170, 200, 400):
        public(association, days)
    for service in (public(neighbour), public(neighbour, 5, since=30)):
        assert service.live
    figure, share = verified_figure(), share_on(timezone.localdate())
    assert figure is not None
    assert (figure.value, figure.share) == (share.verified, share.verified / share.listed)
    assert str(share.listed) in str(figure.note)


def test_month_ends_are_those_that_are_over() -> None:
    assert month_ends(date(2026, 3, 30), 3) == [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)]
    assert month_ends(date(2028, 2, 29), 2) == [date(2028, 1, 31), date(2028, 2, 29)]
    assert trend_days(date(2026, 5, 31))[-1] == date(2026, 5, 31)
    assert len(trend_days(date(2026, 5, 31))) == 13
    assert trend_days(date(2026, 6, 1))[-2:] == [date(2026, 5, 31), date(2026, 6, 1)]


def test_the_line_of_a_chart_breaks_where_nothing_was_listed() -> None:
    start = date(2026, 1, 1)
    shares = [Share(), Share(2, 1), Share(4, 4), Share(), Share(1, 0)]
    drawn = chart([(start + timedelta(days=n), share) for n, share in enumerate(shares)])
    assert drawn.path == "M300 50L600 0M1200 100"
    assert drawn.dots == "M300 50h0M600 0h0M1200 100h0"
    assert [point.share for point in drawn.known] == [Share(2, 1), Share(4, 4), Share(1, 0)]
