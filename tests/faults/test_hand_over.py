"""A municipality answers in the moment in which the clock brings the request back, and from two windows at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contact_centre.actions import answer_hand_over
from contact_centre.enums import ActivityStatus, HandOverState, RequestStatus
from contact_centre.handover.clock import bring_back
from contact_centre.models import HandOver
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.contact_centre.handover.cases import handed_over, written

from .conftest import OwnDatabase

ENDS = {
    HandOverState.ACCEPTED: (RequestStatus.HANDED_OVER, ActivityStatus.CLOSED),
    HandOverState.RETURNED: (RequestStatus.IN_PROGRESS, ActivityStatus.IN_PROGRESS),
    HandOverState.SILENT: (RequestStatus.IN_PROGRESS, ActivityStatus.IN_PROGRESS),
}


@pytest.mark.spec("R6")
def test_of_two_answers_and_two_runs_of_the_clock_at_once_one_counts(
    own_database: OwnDatabase, dso_a: Association
) -> None:
    made = handed_over(written(dso_a))
    today = timezone.localdate()
    HandOver.objects.filter(pk=made.pk).update(answer_by=today - timedelta(days=1))

    def act(number: int) -> Any:
        if number < 2:
            return bring_back(HandOver.objects.get(pk=made.pk), today)
        state = HandOverState.ACCEPTED if number == 2 else HandOverState.RETURNED
        return answer_hand_over(hand_over=made, state=state, answer="Řekli jsme.", answered_by=f"Osoba {number}")

    results = own_database.at_once(act, 4)

    assert sorted(results) == [False, False, False, True], results
    made.refresh_from_db()
    request = made.request
    request.refresh_from_db()
    state = HandOverState(made.state)
    winner = {HandOverState.ACCEPTED: 2, HandOverState.RETURNED: 3}.get(state, 0 if results[0] else 1)
    assert results[winner] is True
    assert (request.status, request.activity.status) == ENDS[state]
    told = OutboxMessage.objects.filter(event__startswith="contact_centre.citizen_hand_over_")
    assert told.exclude(event__contains="waiting").get().event.startswith(f"contact_centre.citizen_hand_over_{state}:")
