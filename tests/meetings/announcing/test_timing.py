"""By when people have to be invited: the rule, how its days are counted, and what surrounds it (M2, MTG-3)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from meetings.announcing.timing import last_day, rule_of
from meetings.enums import DayCounting, MeetingKind
from meetings.models import MeetingBody, MeetingPage, MeetingRules
from portal.core.working_days import is_working_day
from portal.programme.models import Threshold
from portal.programme.provisioning import load_demo_programme
from portal.tenancy.models import Association, Union
from tests.meetings.factories import make_meeting, prague

pytestmark = pytest.mark.only_on("sqlite")

CALENDAR, CLEAR = DayCounting.CALENDAR, DayCounting.CLEAR
EVERY_DAY = [date(2027, 1, 1) + timedelta(days=number) for number in range(3 * 366)]


@pytest.mark.spec("M2")
@pytest.mark.parametrize(
    ("held_on", "counting", "on_working_day", "expected"),
    [
        (date(2026, 12, 3), CALENDAR, False, date(2026, 11, 19)),
        (date(2026, 12, 3), CLEAR, False, date(2026, 11, 18)),
        # Over the end of the year.
        (date(2027, 1, 10), CALENDAR, False, date(2026, 12, 27)),
        (date(2027, 1, 10), CALENDAR, True, date(2026, 12, 23)),  # Sunday, two holidays and Christmas Eve before it.
        (date(2027, 1, 15), CLEAR, True, date(2026, 12, 31)),
        # Over the leap day, and on it.
        (date(2028, 3, 7), CALENDAR, False, date(2028, 2, 22)),
        (date(2028, 3, 14), CALENDAR, False, date(2028, 2, 29)),
        (date(2028, 3, 14), CLEAR, False, date(2028, 2, 28)),
        # Easter of 2027: Good Friday 26 March, Easter Monday 29 March.
        (date(2027, 4, 12), CALENDAR, False, date(2027, 3, 29)),
        (date(2027, 4, 12), CALENDAR, True, date(2027, 3, 25)),
        (date(2027, 4, 13), CLEAR, True, date(2027, 3, 25)),
        # A working day stays what it is.
        (date(2027, 4, 13), CALENDAR, True, date(2027, 3, 30)),
    ],
)
def test_the_last_day_follows_the_associations_counting(
    held_on: date, counting: DayCounting, on_working_day: bool, expected: date
) -> None:
    assert last_day(held_on, 14, counting, on_working_day) == expected


@pytest.mark.spec("M2")
@pytest.mark.parametrize("days", [0, 1, 14, 30])
def test_on_every_day_of_three_years_the_rule_holds(days: int) -> None:
    before: dict[tuple[DayCounting, bool], date] = {}
    for held_on in EVERY_DAY:
        plain = last_day(held_on, days, CALENDAR, False)
        assert (held_on - plain).days == days
        # Clear days: so many whole days lie between the two.
        assert (held_on - last_day(held_on, days, CLEAR, False)).days - 1 == days
        for counting in (CALENDAR, CLEAR):
            working = last_day(held_on, days, counting, True)
            latest = last_day(held_on, days, counting, False)
            assert is_working_day(working)
            assert working <= latest
            # No working day lies between: nobody is asked to hurry more than needed.
            between = (latest - working).days
            assert not any(is_working_day(working + timedelta(days=each)) for each in range(1, between + 1))
            assert working >= before.get((counting, True), date.min)
            before[counting, True] = working


@pytest.mark.spec("M2")
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # Shortly after midnight in Prague it is the day before in UTC.
        ("2026-12-03T00:10", date(2026, 11, 19)),
        ("2027-01-01T00:15", date(2026, 12, 18)),
        ("2027-03-28T00:30", date(2027, 3, 14)),
        ("2027-03-28T03:30", date(2027, 3, 14)),
        ("2027-10-31T00:30", date(2027, 10, 17)),
        ("2027-10-31T02:30", date(2027, 10, 17)),
        ("2027-10-31T23:50", date(2027, 10, 17)),
        # Fourteen days over each change of the clock are fourteen days in the calendar.
        ("2027-04-05T23:59", date(2027, 3, 22)),
        ("2027-11-08T00:01", date(2027, 10, 25)),
    ],
)
@pytest.mark.django_db
def test_the_day_of_a_meeting_is_its_day_in_prague(moment: str, expected: date) -> None:
    rule = rule_of(MeetingPage(starts_at=prague(moment), kind=MeetingKind.MAYORS))
    assert rule is not None
    assert rule.last_day == expected
    assert rule.held_on == date.fromisoformat(moment[:10])


@pytest.mark.spec("M2")
@pytest.mark.spec("MTG-3")
@pytest.mark.django_db
def test_the_body_and_for_its_own_kinds_the_programme_say_how_many_days_the_more_holds(dso_a: Association) -> None:
    starts_at = prague("2027-05-20T15:00")
    board = MeetingBody.objects.get(site=dso_a.site, slug="rada")

    def days(**fields: object) -> int | None:
        rule = rule_of(MeetingPage(starts_at=starts_at, **fields))
        return rule.days if rule else None

    assert days(kind=MeetingKind.MAYORS) == 14
    assert days(kind=MeetingKind.BOARD) is None
    assert days(kind=MeetingKind.BOARD, body=board) is None
    board.invitation_days = 7
    assert days(kind=MeetingKind.BOARD, body=board) == 7
    board.invitation_days = 0
    assert days(kind=MeetingKind.BOARD, body=board) == 0
    mayors = MeetingBody.objects.get(site=dso_a.site, slug="setkani")
    for by_statutes, holds in ((7, 14), (21, 21)):
        mayors.invitation_days = by_statutes
        assert days(kind=MeetingKind.MAYORS, body=mayors) == holds
    Threshold.objects.filter(code="meeting_invitation_days").delete()
    assert days(kind=MeetingKind.MAYORS) is None


@pytest.mark.spec("M2")
@pytest.mark.django_db
def test_each_association_counts_by_its_own_rules(dso_a: Association, dso_b: Association) -> None:
    MeetingRules.objects.filter(site=dso_a.site).update(counting=CLEAR, on_working_day=True)
    starts_at = prague("2027-04-13T15:00")
    own, other = (make_meeting(each, live=False, starts_at=starts_at) for each in (dso_a, dso_b))
    assert rule_of(own).last_day == date(2027, 3, 25)  # type: ignore[union-attr]
    assert rule_of(other).last_day == date(2027, 3, 30)  # type: ignore[union-attr]
    # An instance that isn't saved yet: by the site, or by its body.
    unsaved = MeetingPage(starts_at=starts_at)
    assert rule_of(unsaved, site_id=dso_a.site_id).last_day == date(2027, 3, 25)  # type: ignore[union-attr]
    unsaved.body = MeetingBody.objects.filter(site=dso_a.site).first()
    assert rule_of(unsaved).last_day == date(2027, 3, 25)  # type: ignore[union-attr]


@pytest.mark.spec("MTG-1")
@pytest.mark.django_db
def test_the_window_is_the_programmes_and_only_for_its_kinds(union: Union) -> None:
    load_demo_programme(union)
    meeting = MeetingPage(starts_at=prague("2026-12-31T23:30"))
    assert rule_of(meeting).window.ends_on == date(2026, 12, 31)  # type: ignore[union-attr]
    meeting.starts_at = prague("2027-01-01T00:10")
    assert rule_of(meeting).window is None  # type: ignore[union-attr]


@pytest.mark.spec("M2")
@pytest.mark.django_db
def test_on_the_last_day_it_is_in_time_and_a_day_later_late() -> None:
    rule = rule_of(MeetingPage(starts_at=timezone.now() + timedelta(days=14)))
    assert rule is not None
    assert not rule.is_late()
    assert rule.days_left() == 0
    assert rule.is_late(rule.last_day + timedelta(days=1))
    assert not rule.is_late(rule.last_day)
