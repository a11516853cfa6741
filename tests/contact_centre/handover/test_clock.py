"""The clock of hand-overs, over a year's end, Easter and both changes of the clock: one reminder, then silence (R6)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from contact_centre.actions import answer_hand_over
from contact_centre.deadlines import answer_by
from contact_centre.enums import ActivityStatus, HandOverState, RequestStatus
from contact_centre.handover import clock
from contact_centre.handover.clock import watch_hand_overs
from contact_centre.models import HandOver
from portal.core.working_days import add_working_days, is_working_day
from portal.tenancy.models import Association

from .cases import CENTRE, CITIZEN, MAYOR, NEXT_YEAR, handed_over, letters_to, mandate, now_of, on, written

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def last_sunday(year: int, month: int) -> date:
    end = date(year, month, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


def made_on(association: Association, day: date) -> HandOver:
    with on(day):
        return handed_over(written(association))


def run_on(day: date, hour: int = 9) -> int:
    with on(day, hour):
        return watch_hand_overs()


@pytest.fixture
def made(dso_a: Association) -> HandOver:
    """Handed over on the first Monday of next year's June."""
    first = date(NEXT_YEAR, 6, 1)
    return made_on(dso_a, first + timedelta(days=-first.weekday() % 7))


@pytest.mark.spec("R6")
@pytest.mark.parametrize(
    "start",
    [
        date(NEXT_YEAR, 12, 22),
        date(NEXT_YEAR, 12, 31),
        easter(NEXT_YEAR) - timedelta(days=4),
        last_sunday(NEXT_YEAR, 3) - timedelta(days=2),
        last_sunday(NEXT_YEAR, 10) - timedelta(days=2),
        last_sunday(NEXT_YEAR, 10) - timedelta(days=15),
    ],
    ids=["Christmas", "New Year", "Easter", "spring", "autumn", "autumn late"],
)
def test_one_reminder_two_working_days_before_and_silence_brings_it_back_the_day_after(
    dso_a: Association, start: date
) -> None:
    made = made_on(dso_a, start)
    last = made.answer_by
    assert last == add_working_days(start, 10)
    assert is_working_day(last)
    reminded, returned = [], []
    day = start
    while day <= last + timedelta(days=6):
        for hour in (8, 17):
            run_on(day, hour)
            if not reminded and letters_to(MAYOR, "reminder"):
                reminded.append((day, hour))
            if not returned and now_of(made).state == HandOverState.SILENT:
                returned.append((day, hour))
        day += DAY
    assert reminded == [(add_working_days(last, -2), 8)]
    assert returned == [(last + DAY, 8)]
    assert len(letters_to(MAYOR, "reminder")) == 1
    assert len(letters_to(CITIZEN, "hand_over_silent")) == 1
    [told] = letters_to(CENTRE, "hand_over_silent")
    request = now_of(made.request)
    assert (request.status, request.activity.status) == (RequestStatus.IN_PROGRESS, ActivityStatus.IN_PROGRESS)
    assert request.due_on == answer_by(last + DAY)
    assert f"{request.due_on.day}. {request.due_on.month}." in told.text.replace("\xa0", " ")


@pytest.mark.spec("R6")
def test_nobody_is_written_to_at_night(made: HandOver) -> None:
    assert run_on(made.answer_by + DAY, hour=6) == 0
    assert now_of(made).state == HandOverState.WAITING
    assert run_on(made.answer_by + DAY, hour=7) == 1


@pytest.mark.spec("R6")
def test_a_run_missed_for_days_returns_it_without_a_late_reminder(made: HandOver) -> None:
    assert run_on(made.answer_by + timedelta(days=20)) == 1
    assert (now_of(made).state, now_of(made).reminded_on) == (HandOverState.SILENT, None)
    assert letters_to(MAYOR, "reminder") == []


@pytest.mark.spec("R6")
def test_a_reminder_missed_by_a_day_goes_late(made: HandOver) -> None:
    day = add_working_days(made.answer_by, -1)
    assert (run_on(day), run_on(day)) == (1, 0)
    assert now_of(made).reminded_on == day


@pytest.mark.spec("R6")
@pytest.mark.parametrize("step", ["reminder", "return"])
def test_two_runners_at_once_do_it_once(made: HandOver, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The second run begins between the first one's reading and its lock."""
    day = add_working_days(made.answer_by, -2) if step == "reminder" else made.answer_by + DAY
    between(monkeypatch, lambda: run_on(day))
    run_on(day)
    letters = letters_to(MAYOR, "reminder") if step == "reminder" else letters_to(CITIZEN, "hand_over_silent")
    assert len(letters) == 1
    assert now_of(made.request).times_reopened == (0 if step == "reminder" else 1)


@pytest.mark.spec("R6")
def test_an_answer_in_the_same_moment_counts_and_nothing_comes_back(
    made: HandOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They answered after the job had read that they were silent."""
    answers: list[bool] = []
    between(
        monkeypatch,
        lambda: answers.append(answer_hand_over(hand_over=made, state="accepted", answer="", answered_by="Eva Malá")),
    )
    assert run_on(made.answer_by + DAY) == 0
    assert answers == [True]
    assert (now_of(made).state, now_of(made.request).status) == (HandOverState.ACCEPTED, RequestStatus.HANDED_OVER)
    assert letters_to(CITIZEN, "hand_over_silent") == []


@pytest.mark.spec("R6")
def test_an_answer_after_the_return_comes_too_late(made: HandOver) -> None:
    run_on(made.answer_by + DAY)
    assert not answer_hand_over(hand_over=made, state="solved", answer="Hotovo.", answered_by="Eva Malá")
    assert now_of(made.request).status == RequestStatus.IN_PROGRESS


@pytest.mark.spec("R4")
def test_the_reminder_goes_to_who_is_in_office_by_then(made: HandOver) -> None:
    day = add_working_days(made.answer_by, -2)
    municipality = made.request.municipality
    municipality.mandates.update(valid_until=day)
    assert run_on(day) == 0
    mandate(municipality, email="nova@obec.test", person_name="Jana Nová", valid_from=day)
    assert run_on(day) == 1
    assert letters_to(MAYOR, "reminder") == []
    assert len(letters_to("nova@obec.test", "reminder")) == 1


def test_one_case_that_fails_does_not_hold_back_the_others(
    dso_a: Association, made: HandOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = handed_over(written(dso_a))
    HandOver.objects.filter(pk=second.pk).update(answer_by=made.answer_by)
    resume = clock.resume

    def failing(request: object, user: object) -> object:
        if request == made.request:
            raise RuntimeError("no")
        return resume(request, user)  # type: ignore[arg-type]

    monkeypatch.setattr(clock, "resume", failing)
    with pytest.raises(ExceptionGroup):
        run_on(made.answer_by + DAY)
    assert (now_of(made).state, now_of(second).state) == (HandOverState.WAITING, HandOverState.SILENT)


def between(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen once after the job has read what is due and before it locks the first request."""
    locked, done = clock.locked, []

    def late(request: object) -> object:
        if not done:
            done.append(True)
            happens()
        return locked(request)  # type: ignore[arg-type]

    monkeypatch.setattr(clock, "locked", late)
