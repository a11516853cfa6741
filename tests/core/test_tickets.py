"""Tickets of public forms: unique, of one purpose, neither too fresh nor too old."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.core.tickets import FASTEST, OLDEST, SEND_AGAIN, Verdict, new_ticket, new_token, read_ticket


@pytest.mark.parametrize(
    ("age", "verdict"),
    [
        (timedelta(0), Verdict.TOO_FAST),
        (FASTEST + timedelta(seconds=1), Verdict.GOOD),
        (OLDEST - timedelta(seconds=1), Verdict.GOOD),
        (OLDEST + timedelta(seconds=1), Verdict.TOO_OLD),
    ],
)
def test_a_ticket_says_how_long_the_form_was_open(age: timedelta, verdict: Verdict) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ticket = new_ticket("a_form")
        clock.shift(age)
        found = read_ticket("a_form", ticket)
    assert found.verdict is verdict
    assert found.token


def test_a_ticket_of_another_purpose_or_a_changed_one_is_forged() -> None:
    ticket = new_ticket("a_form")
    for value, purpose in ((ticket, "another_form"), (ticket + "x", "a_form"), ("", "a_form")):
        found = read_ticket(purpose, value)
        assert (found.token, found.verdict) == ("", Verdict.FORGED)


def test_every_ticket_is_another_one_and_every_bad_one_has_its_words() -> None:
    assert len({read_ticket("a_form", new_ticket("a_form")).token for _ in range(20)}) == 20
    assert len(new_token(32)) == 43
    assert set(SEND_AGAIN) == set(Verdict) - {Verdict.GOOD}
