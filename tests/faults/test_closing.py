"""Two people of the centre close one request at the same moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from contact_centre.actions import change_activity, decline_request, resolve_request
from contact_centre.closing.words import MayorWord
from contact_centre.enums import CLOSED_REQUEST, ActivityStatus, MessageAuthor
from contact_centre.models import CitizenRequest
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Mandate
from portal.tenancy.roles import Role
from tests.contact_centre.factories import make_request, output
from tests.tenancy.factories import make_user

from .conftest import OwnDatabase

PEOPLE = 4


@pytest.mark.spec("R5", "CIT-5")
def test_of_many_who_close_a_request_at_once_exactly_one_does(own_database: OwnDatabase, dso_a: Association) -> None:
    request = make_request(dso_a, email="jana@example.org")
    Mandate.objects.create(
        municipality=request.municipality,
        person_name="Jan Starý",
        email="starosta@example.org",
        valid_from=timezone.localdate() - timedelta(days=30),
    )
    users = [make_user(Role.EDITOR, dso_a, f"person-{number}") for number in range(PEOPLE)]

    def close(number: int) -> CitizenRequest:
        verb: Any = (resolve_request, decline_request)[number % 2]
        closed: CitizenRequest = verb(
            request=request,
            output=output(),
            output_description=f"Zapsáno {number}.",
            answer=f"Odpověď {number}.",
            word=MayorWord.by_mail(),
            user=users[number],
        )
        return closed

    results = own_database.at_once(close, PEOPLE)

    done = [number for number, result in enumerate(results) if isinstance(result, CitizenRequest)]
    late = [result for result in results if isinstance(result, ValidationError)]
    assert len(done) == 1, results
    assert [error.code for error in late] == ["ended"] * (PEOPLE - 1), results
    winner = done[0]
    request.refresh_from_db()
    assert request.status in CLOSED_REQUEST
    assert request.activity.status == ActivityStatus.CLOSED
    assert request.activity.output_description == f"Zapsáno {winner}."
    assert request.activity.closed_by == users[winner]
    assert request.mayor_notices.get().recorded_by == users[winner]
    assert request.messages.get(author=MessageAuthor.CENTRE).text == f"Odpověď {winner}."
    mail = OutboxMessage.objects.filter(event__contains=f":{request.pk}")
    assert mail.filter(event__startswith="contact_centre.mayor:").count() == 1
    assert mail.filter(event__startswith="contact_centre.citizen_closed:").count() == 1


@pytest.mark.spec("CIT-4")
def test_a_request_and_its_activity_are_locked_in_one_order(own_database: OwnDatabase, dso_a: Association) -> None:
    """The register changes the activity while the inbox closes its request: both end, neither waits for ever."""
    request = make_request(dso_a)
    activity = request.activity

    def work(number: int) -> Any:
        if number % 2:
            return change_activity(activity=activity, title=f"Název {number}")
        return resolve_request(
            request=request,
            output=output(),
            output_description="Zapsáno.",
            answer="Odpověď.",
            word=MayorWord.not_told("nikdo není v úřadě"),
            user=None,
        )

    results = own_database.at_once(work, PEOPLE)

    assert sum(isinstance(result, CitizenRequest) for result in results) == 1, results
    assert all(result.code == "ended" for result in results if isinstance(result, Exception)), results
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.CLOSED
