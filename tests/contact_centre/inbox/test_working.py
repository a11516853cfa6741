"""Working on a request: who has it, its time in working days, what is written (R7)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from contact_centre.actions import (
    add_note,
    assign_request,
    pause_request,
    reject_as_spam,
    resume_request,
    start_request,
    write_to_citizen,
)
from contact_centre.enums import ActivityStatus, HeldBecause, RequestStatus
from contact_centre.models import CitizenRequest
from portal.core.working_days import add_working_days, next_working_day
from portal.tenancy.models import Association

from ..factories import make_request, make_staff

pytestmark = pytest.mark.django_db


def now_of(request: CitizenRequest) -> CitizenRequest:
    return CitizenRequest.objects.select_related("activity__responsible").get(pk=request.pk)


@pytest.mark.spec("R7")
def test_a_pause_moves_the_day_by_the_working_days_that_passed(dso_a: Association, manager_a: Any) -> None:
    start = timezone.make_aware(timezone.datetime(timezone.localdate().year + 1, 12, 22, 9))
    with time_machine.travel(start, tick=False):
        request = make_request(dso_a)
        due = now_of(request).due_on
        assert due is not None
        assert pause_request(request=request, reason="vyjádření úřadu", user=manager_a)
    # Over Christmas and the New Year: the holidays and weekends don't count.
    resumed = next_working_day((start + timedelta(days=14)).date())
    passed = next(n for n in range(30) if add_working_days(start.date(), n) >= resumed)
    with time_machine.travel(start + (resumed - start.date()), tick=False):
        assert not now_of(request).is_overdue()
        assert resume_request(request=request, user=manager_a)
        assert not resume_request(request=request, user=manager_a)

    weekdays = sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, (resumed - start.date()).days + 1))
    assert passed < weekdays
    assert now_of(request).due_on == add_working_days(due, passed)
    assert now_of(request).paused_on is None


@pytest.mark.spec("R7")
def test_time_that_stands_still_makes_nothing_overdue(dso_a: Association) -> None:
    running, paused = make_request(dso_a), make_request(dso_a)
    pause_request(request=paused, reason="čekáme na občana")

    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert now_of(running).is_overdue()
        assert not now_of(paused).is_overdue()


@pytest.mark.spec("R7")
def test_a_pause_needs_a_reason_and_is_made_once(dso_a: Association) -> None:
    request = make_request(dso_a)

    with pytest.raises(ValidationError) as refused:
        pause_request(request=request, reason="  ")
    assert "reason" in refused.value.message_dict
    assert pause_request(request=request, reason="znalec")
    assert not pause_request(request=request, reason="někdo jiný")
    assert now_of(request).pause_reason == "znalec"
    assert now_of(request).status == RequestStatus.IN_PROGRESS


def test_taking_it_up_starts_request_and_activity_and_gives_it_to_who_did(dso_a: Association, manager_a: Any) -> None:
    person = make_staff(dso_a, user=manager_a)
    request = make_request(dso_a)
    assign_request(request=request, person=None)

    assert start_request(request=request, user=manager_a)
    assert not start_request(request=request, user=manager_a)

    current = now_of(request)
    assert current.status == RequestStatus.IN_PROGRESS
    assert current.activity is not None
    assert (current.activity.status, current.activity.responsible) == (ActivityStatus.IN_PROGRESS, person)


def test_it_is_given_only_to_people_of_its_own_centre(dso_a: Association, dso_b: Association) -> None:
    request = make_request(dso_a)
    own, foreign = make_staff(dso_a), make_staff(dso_b)

    assert assign_request(request=request, person=own)
    assert not assign_request(request=request, person=own)
    with pytest.raises(ValidationError):
        assign_request(request=request, person=foreign)
    assert now_of(request).activity.responsible == own  # type: ignore[union-attr]


@pytest.mark.spec("R7")
def test_a_question_is_mailed_once_and_stops_the_time(dso_a: Association, manager_a: Any, delivered_mail: Any) -> None:
    request = make_request(dso_a, email="jana@example.org", text="Tajné: bydlím u Nováků.")
    delivered_mail()

    for _press in range(2):
        write_to_citizen(
            request=request, text="Která lampa to je?", is_question=True, user=manager_a, pause=True, token="one"
        )

    assert request.messages.count() == 1
    assert now_of(request).is_paused
    [mail] = delivered_mail()
    assert mail.to == ["jana@example.org"]
    assert "Která lampa" in mail.body
    assert "Tajné" not in mail.body
    assert request.reference in mail.subject


def test_without_an_address_an_answer_is_kept_and_nothing_is_mailed(dso_a: Association, delivered_mail: Any) -> None:
    request = make_request(dso_a)
    delivered_mail()

    write_to_citizen(request=request, text="Opravíme ji v pátek.", is_question=False)

    assert request.messages.get().text == "Opravíme ji v pátek."
    assert delivered_mail() == []


def test_a_note_is_kept_once_and_leaves_no_trace_of_its_words(
    dso_a: Association, manager_a: Any, delivered_mail: Any
) -> None:
    request = make_request(dso_a, email="jana@example.org")
    delivered_mail()

    for _press in range(2):
        add_note(request=request, text="Pan Novák volal.", user=manager_a, token="press")

    assert request.messages.get().is_internal
    assert delivered_mail() == []
    assert all("Novák" not in str(line.data) for line in ModelLogEntry.objects.all())


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_nothing_and_too_much_are_refused(dso_a: Association, text: str) -> None:
    request = make_request(dso_a)
    for write in (
        lambda: add_note(request=request, text=text),
        lambda: write_to_citizen(request=request, text=text, is_question=False),
    ):
        with pytest.raises(ValidationError) as refused:
            write()
        assert "text" in refused.value.message_dict
    assert not request.messages.exists()


@pytest.mark.spec("R1")
def test_what_was_put_aside_is_neither_worked_on_nor_written_to(dso_a: Association, manager_a: Any) -> None:
    request = make_request(dso_a, held_because=[HeldBecause.TRAP], email="jana@example.org")
    for _spam in range(2):
        for refused in (
            lambda: start_request(request=request, user=manager_a),
            lambda: pause_request(request=request, reason="x", user=manager_a),
            lambda: write_to_citizen(request=request, text="x", is_question=False, user=manager_a),
        ):
            with pytest.raises(ValidationError):
                refused()
        reject_as_spam(request=request, user=manager_a)
    assert not request.messages.exists()
