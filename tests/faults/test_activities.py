"""Two people close one activity of the register, or take it up again, at the same moment (ACT-3, A3)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from contact_centre.actions import close_activity, reopen_activity
from contact_centre.enums import ActivityStatus, ChangeKind
from contact_centre.models import Activity
from portal.tenancy.models import Association
from tests.contact_centre.factories import make_activity, output

from .conftest import OwnDatabase

PEOPLE = 3


@pytest.mark.spec("ACT-3", "A3")
def test_of_those_who_close_and_reopen_at_once_exactly_one_does(own_database: OwnDatabase, dso_a: Association) -> None:
    activity, ended_with = make_activity(dso_a), output()

    def close(number: int) -> Any:
        return close_activity(activity=activity, output=ended_with, output_description=f"Zapsáno {number}.")

    def reopen(number: int) -> Any:
        return reopen_activity(activity=activity, reason=f"Chyba {number}.")

    closings = own_database.at_once(close, PEOPLE)
    reopenings = own_database.at_once(reopen, PEOPLE)

    for results in (closings, reopenings):
        assert sum(isinstance(result, Activity) for result in results) == 1, results
        assert sum(isinstance(result, ValidationError) for result in results) == PEOPLE - 1, results
    now = Activity.objects.get(pk=activity.pk)
    assert (now.status, now.times_reopened) == (ActivityStatus.IN_PROGRESS, 1)
    reasons = set(activity.changes.filter(kind=ChangeKind.REOPENED).values_list("reason", flat=True))
    assert reasons == {now.reopened_because}
