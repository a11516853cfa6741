"""The methodology's own tables, as the portal answers them from the loaded rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.programme.actions import load_programme
from portal.programme.calendar_file import read_calendar
from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline, Programme, Threshold
from portal.programme.provisioning import DATA
from portal.programme.querysets import (
    NewsletterDeadlines,
    UnknownThreshold,
    meeting_window,
    newsletter_deadlines,
    next_newsletter_deadlines,
    period_of,
    programme_on,
    threshold,
)

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.fixture
def methodology(db: None) -> Programme:
    return load_programme(calendar=read_calendar(DATA / "css_2016_2019.json")).programme


PERIODS = [
    (1, date(2016, 7, 1), date(2016, 9, 30)),
    (2, date(2016, 10, 1), date(2016, 12, 31)),
    (3, date(2017, 1, 1), date(2017, 3, 31)),
    (4, date(2017, 4, 1), date(2017, 6, 30)),
    (5, date(2017, 7, 1), date(2017, 9, 30)),
    (6, date(2017, 10, 1), date(2017, 12, 31)),
    (7, date(2018, 1, 1), date(2018, 3, 31)),
    (8, date(2018, 4, 1), date(2018, 6, 30)),
    (9, date(2018, 7, 1), date(2018, 9, 30)),
    (10, date(2018, 10, 1), date(2018, 12, 31)),
    (11, date(2019, 1, 1), date(2019, 3, 31)),
    (12, date(2019, 4, 1), date(2019, 6, 30)),
]


@pytest.mark.spec("TGT-3")
@pytest.mark.parametrize(("number", "first", "last"), PERIODS)
def test_each_day_belongs_to_its_quarter(methodology: Programme, number: int, first: date, last: date) -> None:
    for day in (first, first + timedelta(days=45), last):
        period = period_of(day)
        assert period is not None
        assert (period.number, period.programme) == (number, methodology)
        assert period.is_checked is (number != 1)


@pytest.mark.spec("TGT-3")
def test_the_day_before_and_after_the_programme_has_no_period(methodology: Programme) -> None:
    assert period_of(date(2016, 6, 30)) is None
    assert period_of(date(2019, 7, 1)) is None
    assert programme_on(date(2019, 7, 1)) is None


@pytest.mark.spec("NWS-5")
@pytest.mark.parametrize(
    ("issue", "submit_on", "comments_on", "publish_on"),
    [
        (1, date(2016, 9, 30), date(2016, 10, 31), date(2016, 11, 30)),
        (2, date(2017, 2, 28), date(2017, 3, 31), date(2017, 4, 30)),
        (3, date(2017, 8, 31), date(2017, 9, 30), date(2017, 10, 31)),
        (4, date(2018, 2, 28), date(2018, 3, 31), date(2018, 4, 30)),
        (5, date(2018, 8, 31), date(2018, 9, 30), date(2018, 10, 31)),
        (6, date(2019, 2, 28), date(2019, 3, 31), date(2019, 4, 30)),
    ],
)
def test_each_issue_has_its_three_days(
    methodology: Programme, issue: int, submit_on: date, comments_on: date, publish_on: date
) -> None:
    expected = NewsletterDeadlines(issue, submit_on, comments_on, publish_on)
    assert newsletter_deadlines(issue, programme=methodology) == expected
    assert next_newsletter_deadlines(publish_on) == expected


def test_an_issue_without_all_three_days_has_none(methodology: Programme) -> None:
    assert newsletter_deadlines(7, programme=methodology) is None
    Deadline.objects.get(programme=methodology, kind=DeadlineKind.NEWSLETTER_COMMENTS, number=6).delete()
    assert newsletter_deadlines(6, programme=methodology) is None


def test_after_the_last_issue_nothing_is_due(methodology: Programme) -> None:
    assert next_newsletter_deadlines(date(2019, 5, 1)) is None
    assert next_newsletter_deadlines(date(2030, 1, 1)) is None


@pytest.mark.spec("MTG-1")
@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2016, 10, 31), None),
        (date(2016, 11, 1), 2),
        (date(2016, 12, 31), 2),
        (date(2017, 1, 1), None),
        (date(2017, 5, 1), 3),
        (date(2017, 6, 30), 3),
        (date(2017, 11, 15), 4),
        (date(2018, 5, 31), 5),
        (date(2018, 12, 1), 6),
        (date(2019, 6, 30), 7),
        (date(2019, 11, 1), None),
    ],
)
def test_meetings_have_their_windows_twice_a_year(methodology: Programme, day: date, number: int | None) -> None:
    window = meeting_window(day)
    assert (window.number if window else None) == number


@pytest.mark.spec("MTG-1")
def test_the_opening_meeting_is_within_thirty_days(methodology: Programme) -> None:
    window = meeting_window(date(2016, 7, 31))
    assert window is not None
    assert window.is_opening
    assert threshold("opening_meeting_days", on=date(2016, 7, 31)) == 30


def test_a_threshold_holds_from_its_first_day_until_it_is_replaced(methodology: Programme) -> None:
    code = "activities_per_period"
    row = Threshold.objects.get(code=code)
    row.pk, row.value, row.valid_from = None, Decimal(180), date(2017, 1, 1)
    row.save(force_insert=True)
    assert threshold(code, on=date(2016, 7, 1)) == 150
    assert threshold(code, on=date(2016, 12, 31)) == 150
    assert threshold(code, on=date(2017, 1, 1)) == 180
    row.valid_until = date(2018, 1, 1)
    row.save()
    assert threshold(code, on=date(2017, 12, 31)) == 180
    assert threshold(code, on=date(2018, 1, 1)) == 150


def test_an_unknown_threshold_is_said_to_be_unknown(methodology: Programme) -> None:
    with pytest.raises(UnknownThreshold, match="'nothing'"):
        threshold("nothing")
    with pytest.raises(UnknownThreshold, match="2016-06-30"):
        threshold("activities_per_period", on=date(2016, 6, 30))


def test_of_two_running_programmes_the_later_one_decides(methodology: Programme) -> None:
    later = Programme.objects.create(code="next", name="Další", starts_on="2018-01-01", ends_on="2020-12-31")
    Threshold.objects.create(
        programme=later, code="meeting_invitation_days", name="x", value=21, unit="days", valid_from="2018-01-01"
    )
    assert threshold("meeting_invitation_days", on=date(2017, 12, 31)) == 14
    assert threshold("meeting_invitation_days", on=date(2018, 1, 1)) == 21
    assert programme_on(date(2018, 1, 1)) == later
