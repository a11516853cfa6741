"""What the municipality answers and where it leads: taken over, solved, returned; one answer counts (R6)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from contact_centre.actions import answer_hand_over, merge_duplicate, reopen_request, withdraw_hand_over
from contact_centre.deadlines import answer_by
from contact_centre.enums import ActivityStatus, HandOverState, MessageAuthor, RequestStatus
from contact_centre.models import CitizenRequest, HandOver, MayorNotice
from portal.tenancy.models import Association

from .cases import CENTRE, CITIZEN, MAYOR, handed_over, letters_to, now_of, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_a(dso_a: Association) -> CitizenRequest:
    return written(dso_a)


@pytest.fixture
def made(request_a: CitizenRequest) -> HandOver:
    return handed_over(request_a)


def answered(hand_over: HandOver, state: str, text: str = "Opravíme to.", who: str = "Eva Malá") -> bool:
    return answer_hand_over(hand_over=hand_over, state=state, answer=text, answered_by=who)


@pytest.mark.spec("R6")
@pytest.mark.spec("CIT-5")
@pytest.mark.parametrize(
    ("state", "ends_as"), [("accepted", RequestStatus.HANDED_OVER), ("solved", RequestStatus.RESOLVED)]
)
def test_taken_over_or_solved_the_activity_ends_and_citizen_and_centre_hear_of_it(
    made: HandOver, state: str, ends_as: RequestStatus
) -> None:
    assert answered(made, state)
    now, request = now_of(made), now_of(made.request)
    assert (now.state, now.answer, now.answered_by) == (state, "Opravíme to.", "Eva Malá")
    assert now.answered_at is not None
    assert (request.status, request.activity.status) == (ends_as, ActivityStatus.CLOSED)
    assert request.activity.output.code == "handed_over"
    assert "Obec Vysokov" in request.activity.output_description
    [message] = request.messages.all()
    assert (message.author, message.name, message.text) == (MessageAuthor.RECEIVER, "Obec Vysokov", "Opravíme to.")
    [letter] = letters_to(CITIZEN, f"hand_over_{state}")
    assert "Opravíme to." in letter.text.replace("\xa0", " ")
    [told] = letters_to(CENTRE, f"hand_over_{state}")
    assert "Opravíme" not in told.text
    assert (MayorNotice.objects.count(), len(letters_to(MAYOR))) == (1, 1)


@pytest.mark.spec("R6")
def test_what_is_not_theirs_comes_back_with_a_new_day_of_answer(made: HandOver) -> None:
    later = timezone.now() + timedelta(days=4)
    with time_machine.travel(later, tick=False):
        assert answered(made, "returned", "Lampa je krajská.")
    request = now_of(made.request)
    assert (request.status, request.activity.status) == (RequestStatus.IN_PROGRESS, ActivityStatus.IN_PROGRESS)
    assert request.due_on == answer_by(timezone.localdate(later))
    assert now_of(made).answer == "Lampa je krajská."
    [letter] = letters_to(CITIZEN, "hand_over_returned")
    assert "krajská" not in letter.text
    assert len(letters_to(CENTRE, "hand_over_returned")) == 1
    # It may be handed over again, to whom it belongs.
    assert handed_over(request).pk != made.pk


@pytest.mark.spec("R6")
@pytest.mark.parametrize("second", ["accepted", "solved", "returned"])
@pytest.mark.parametrize("first", ["solved", "returned"])
def test_one_answer_counts(made: HandOver, first: str, second: str) -> None:
    stale = now_of(made)
    assert answered(made, first)
    before = now_of(made)
    assert not answered(stale, second, "Jiná odpověď.", "Někdo jiný")
    after = now_of(made)
    assert (after.state, after.answer, after.answered_by) == (before.state, before.answer, before.answered_by)
    assert len(letters_to(CITIZEN, "citizen_hand_over")) == 2


@pytest.mark.spec("R6")
def test_after_taking_over_it_may_be_told_how_it_was_solved_for_a_sensible_time(made: HandOver) -> None:
    assert answered(made, "accepted", "")
    assert not answered(made, "accepted")
    assert not answered(made, "returned")
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        assert not answered(made, "solved")
    with time_machine.travel(timezone.now() + timedelta(days=80)):
        assert answered(made, "solved", "Lampa svítí.")
    request = now_of(made.request)
    assert (request.status, request.activity.status) == (RequestStatus.RESOLVED, ActivityStatus.CLOSED)
    assert [message.text for message in request.messages.all()] == ["Lampa svítí."]
    assert MayorNotice.objects.count() == 1


@pytest.mark.spec("R6")
@pytest.mark.spec("R8")
def test_once_the_citizen_opened_it_again_no_answer_moves_it(made: HandOver) -> None:
    reopen_request(request=made.request, reason="Pořád nesvítí.")
    assert now_of(made).state == HandOverState.WITHDRAWN
    assert len(letters_to(MAYOR, "called_off")) == 1
    assert not answered(made, "solved")
    assert not withdraw_hand_over(hand_over=made, user=None)
    assert now_of(made.request).status == RequestStatus.IN_PROGRESS
    second = handed_over(now_of(made.request))
    answered(second, "accepted")
    reopen_request(request=now_of(second.request), reason="Nic se neděje.")
    assert not answered(second, "solved")
    # Nor does the older link live again when the request is handed over once more.
    handed_over(now_of(second.request))
    assert not answered(second, "solved")
    assert now_of(second.request).status == RequestStatus.HANDED_OVER


@pytest.mark.parametrize(
    ("state", "text", "who", "field"),
    [
        ("solved", " ", "Eva Malá", "answer"),
        ("returned", "", "Eva Malá", "answer"),
        ("accepted", "", "", "answered_by"),
    ],
)
def test_what_an_answer_lacks_is_said_at_its_field(made: HandOver, state: str, text: str, who: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        answered(made, state, text, who)
    assert list(refused.value.error_dict) == [field]
    assert now_of(made).state == HandOverState.WAITING


@pytest.mark.spec("R6")
def test_who_had_sent_the_same_hears_how_it_ended(made: HandOver, dso_a: Association) -> None:
    same = written(dso_a, email="soused@example.org")
    withdraw_hand_over(hand_over=made, user=None)
    first = now_of(made.request)
    merge_duplicate(request=same, into=first, user=None)
    again = handed_over(first)
    answered(again, "accepted", "")
    answered(again, "solved", "Paní Nováková, svítí.")
    [letter] = letters_to("soused@example.org", "first_closed")
    assert "Nováková" not in letter.text
