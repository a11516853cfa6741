"""Messages put aside: kept, let in once or judged to be none, never deleted (R1)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from contact_centre.actions import reject_as_spam, release_request
from contact_centre.deadlines import answer_by
from contact_centre.enums import HeldBecause, RequestStatus
from contact_centre.intake import quarantine
from contact_centre.models import Activity, CitizenRequest
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..factories import make_request


@pytest.fixture
def held(centre: Association) -> CitizenRequest:
    """A message that looks like advertising, received three days ago."""
    return make_request(
        centre,
        email="obcan@example.org",
        held_because=(HeldBecause.LINKS, HeldBecause.TOO_FAST),
        received_at=timezone.now() - timedelta(days=3),
    )


@pytest.mark.spec("R1")
def test_what_is_put_aside_has_a_number_and_its_reasons_and_nobody_is_written_to(held: CitizenRequest) -> None:
    held.refresh_from_db()

    assert (held.status, held.activity, held.due_on) == (RequestStatus.RECEIVED, None, None)
    assert held.reference.endswith("-00001")
    assert held.held_because == "links,too_fast"
    assert not Activity.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_numbers_of_activities_have_no_gap_for_what_is_put_aside(held: CitizenRequest, centre: Association) -> None:
    request = make_request(centre)

    assert request.reference.endswith("-00002")
    assert request.activity.reference.endswith("-00001")


@pytest.mark.spec("R1", "A1")
@pytest.mark.parametrize("judged_before", [False, True], ids=["held", "said to be spam before"])
def test_letting_in_opens_the_activity_and_writes_the_letters_once(
    held: CitizenRequest, manager_a: Any, judged_before: bool
) -> None:
    if judged_before:
        assert reject_as_spam(request=held, user=manager_a)

    assert release_request(request=held, user=manager_a)
    assert not release_request(request=held, user=manager_a)
    assert not reject_as_spam(request=held, user=manager_a)

    held.refresh_from_db()
    assert held.status == RequestStatus.REGISTERED
    assert held.activity == Activity.objects.get()
    assert held.due_on == answer_by(timezone.localdate(held.received_at))
    assert sorted(OutboxMessage.objects.values_list("recipient", flat=True)) == [
        "centrum@example.org",
        "obcan@example.org",
    ]
    assert ModelLogEntry.objects.filter(action="contact_centre.open", user=manager_a).count() == 1


def test_the_link_in_a_late_receipt_holds(held: CitizenRequest) -> None:
    with time_machine.travel(held.status_until + timedelta(days=1)):
        release_request(request=held, user=None)
        held.refresh_from_db()
        assert held.status_until > timezone.now()


@pytest.mark.spec("R1", "A1")
def test_letting_in_that_fails_leaves_it_where_it_was(held: CitizenRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_values: Any) -> None:
        raise RuntimeError("the outbox is away")

    monkeypatch.setattr(quarantine, "write_letters", fail)
    with pytest.raises(RuntimeError):
        release_request(request=held, user=None)

    held.refresh_from_db()
    assert held.status == RequestStatus.RECEIVED
    assert not Activity.objects.exists()


@pytest.mark.spec("R1")
def test_spam_is_kept_and_nobody_is_written_to(held: CitizenRequest) -> None:
    assert reject_as_spam(request=held, user=None)
    assert not reject_as_spam(request=held, user=None)

    held.refresh_from_db()
    assert (held.status, held.text) == (RequestStatus.SPAM, "Nesvítí lampa u kapličky.")
    assert not OutboxMessage.objects.exists()


def test_a_request_that_counts_is_no_spam(centre: Association) -> None:
    request = make_request(centre)

    assert not reject_as_spam(request=request, user=None)
    assert not release_request(request=request, user=None)


def test_what_is_anonymised_cannot_be_let_in(held: CitizenRequest) -> None:
    CitizenRequest.objects.filter(pk=held.pk).update(anonymised_on=timezone.localdate())

    with pytest.raises(ValidationError):
        release_request(request=held, user=None)


def test_the_form_sent_again_finds_what_was_put_aside(centre: Association) -> None:
    held = make_request(centre, submission_token="jednou", held_because=[HeldBecause.TRAP])

    assert make_request(centre, submission_token="jednou") == held
