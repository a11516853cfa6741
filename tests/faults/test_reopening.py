"""Opening again while others act on the same request: one after the other, none by half (R8)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from contact_centre.actions import answer_hand_over, reopen_request
from contact_centre.enums import ActivityStatus, HandOverState, RequestStatus
from contact_centre.models import CitizenRequest
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.contact_centre.handover.cases import handed_over, written
from tests.contact_centre.status.citizen import resolved

from .conftest import OwnDatabase


def assert_worked_on_again(request: CitizenRequest) -> None:
    request.refresh_from_db()
    assert request.status == RequestStatus.IN_PROGRESS
    assert request.closed_at is None
    assert request.activity is not None
    assert (request.activity.status, request.activity.closed_on) == (ActivityStatus.IN_PROGRESS, None)
    assert OutboxMessage.objects.filter(event__startswith="contact_centre.centre_reopened").count() == 1


@pytest.mark.spec("R8")
def test_of_several_at_once_one_opens_it(own_database: OwnDatabase, dso_a: Association) -> None:
    request = resolved(written(dso_a))

    def act(number: int) -> Any:
        return reopen_request(request=request, reason=f"Nesvítí {number}.", token=f"t{number}")

    results = own_database.at_once(act, 4)
    refused = [result for result in results if isinstance(result, ValidationError)]
    assert [error.code for error in refused] == ["open"] * 3, results
    assert_worked_on_again(request)
    assert request.times_reopened == 1


@pytest.mark.spec("R8")
def test_at_once_with_the_municipality_s_answer_it_is_open_again_either_way(
    own_database: OwnDatabase, dso_a: Association
) -> None:
    request = written(dso_a)
    hand_over = handed_over(request)

    def act(number: int) -> Any:
        if number:
            return reopen_request(request=request, reason="Obec nic nedělá.", token="t")
        return answer_hand_over(
            hand_over=hand_over, state=HandOverState.SOLVED, answer="Opraveno.", answered_by="Petr Svoboda"
        )

    answered, opened = own_database.at_once(act, 2)
    assert isinstance(opened, CitizenRequest), opened
    hand_over.refresh_from_db()
    assert hand_over.state == (HandOverState.SOLVED if answered else HandOverState.WITHDRAWN)
    assert_worked_on_again(request)
