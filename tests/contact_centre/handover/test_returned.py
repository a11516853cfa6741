"""A hand-over letter that came back: the centre hears of it at once, the case shows it (R6)."""

import pytest
from django.db import transaction

from contact_centre.actions import answer_hand_over
from contact_centre.closing.words import MayorWord
from contact_centre.models import HandOver, MayorNotice, RequestMessage
from portal.jobs.bounces.intake import note
from portal.jobs.bounces.statuses import Status
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from .cases import CENTRE, MAYOR, OFFICE, handed_over, letters_to, now_of, written

pytestmark = pytest.mark.django_db
REFUSED = Status(5, 1, 1)


def comes_back(letter: OutboxMessage) -> None:
    with transaction.atomic():
        note(letter, REFUSED, "550 no such user")


@pytest.fixture
def made(dso_a: Association) -> HandOver:
    return handed_over(written(dso_a))


@pytest.mark.spec("R6")
@pytest.mark.spec("R5")
def test_the_centre_gets_one_letter_the_case_a_note_and_the_mayors_word_is_marked(made: HandOver) -> None:
    [letter] = letters_to(MAYOR)
    comes_back(letter)
    comes_back(letter)
    [told] = letters_to(CENTRE, "returned")
    assert "Obec Vysokov" in told.subject
    assert f"/admin/contact_centre/citizenrequest/inspect/{made.request_id}/" in told.text
    [kept] = RequestMessage.objects.filter(request=made.request_id)
    assert kept.is_internal
    assert MAYOR in kept.text
    assert MayorNotice.objects.get().returned_at is not None
    assert now_of(made).state == "waiting"


@pytest.mark.spec("R6")
def test_a_letter_to_another_office_is_told_as_well_and_leaves_the_mayors_word_alone(dso_a: Association) -> None:
    made = handed_over(written(dso_a), mandate=None, email=OFFICE, word=MayorWord.by_mail())
    [letter] = letters_to(OFFICE)
    comes_back(letter)
    assert len(letters_to(CENTRE, "returned")) == 1
    assert MayorNotice.objects.get().returned_at is None
    assert made.request.messages.filter(is_internal=True).count() == 1


def test_one_that_was_answered_asks_nothing_of_anybody(made: HandOver) -> None:
    answer_hand_over(hand_over=made, state="accepted", answer="", answered_by="Eva Malá")
    [letter] = letters_to(MAYOR)
    comes_back(letter)
    assert letters_to(CENTRE, "letter_returned") == []
    assert not made.request.messages.filter(is_internal=True).exists()
