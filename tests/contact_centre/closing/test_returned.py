"""The letter to a mayor that came back: marked, told to the centre once, and another word for the same closing."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from contact_centre.closing.returned import may_tell_again, tell_mayor_again, with_returned_mail
from contact_centre.closing.words import MayorWord
from contact_centre.enums import InformedBy
from contact_centre.models import CitizenRequest, MayorNotice
from portal.jobs.bounces.intake import note
from portal.jobs.bounces.statuses import Status
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Mandate

from ..browser import get, post
from ..factories import make_request, member_of
from .endings import in_office, letters_to_mayor, resolved

NO_SUCH_BOX = Status(cls=5, subject=1, detail=1, reply=550)
BY_PHONE = MayorWord.told(by=InformedBy.PHONE, on=timezone.localdate(), person_name="Marie Starostová")


def came_back(request: CitizenRequest) -> None:
    note(letters_to_mayor(request)[-1], NO_SUCH_BOX, "550 5.1.1 no such user")


@pytest.fixture
def request_of_returned(dso_a: Association) -> CitizenRequest:
    """A closed request whose mayor's mailbox doesn't exist."""
    Association.objects.filter(pk=dso_a.pk).update(email="centrum@example.org")
    in_office(member_of(dso_a))
    request = resolved(make_request(dso_a))
    came_back(request)
    return request


def letters_to_centre() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith="contact_centre.mayor_returned:"))


@pytest.mark.spec("R4", "R5")
def test_the_notice_says_so_and_the_centre_hears_once(request_of_returned: CitizenRequest) -> None:
    came_back(request_of_returned)

    notice = request_of_returned.mayor_notices.get()
    assert notice.returned_at is not None
    assert "Taková schránka neexistuje" in notice.returned_because or "550" in notice.returned_because
    (letter,) = letters_to_centre()
    assert letter.recipient == "centrum@example.org"
    assert request_of_returned.reference in letter.text
    assert notice.email in letter.text
    assert list(with_returned_mail(CitizenRequest.objects.all())) == [request_of_returned]
    history = ModelLogEntry.objects.filter(action="contact_centre.mayor_mail_returned")
    assert history.get().object_id == str(request_of_returned.pk)


@pytest.mark.spec("R5")
@pytest.mark.parametrize("word", [BY_PHONE, MayorWord.not_told("starosta odstoupil a nikdo nebyl zvolen")])
def test_another_word_is_given_for_the_same_closing(request_of_returned: CitizenRequest, word: MayorWord) -> None:
    request = tell_mayor_again(request=request_of_returned, word=word, user=None)

    assert not with_returned_mail(CitizenRequest.objects.all()).exists()
    assert request.status == "resolved"
    assert bool(request.mayor_informed_on) != bool(request.mayor_not_informed_because)
    notice = request.mayor_notices.get()
    assert notice.closing == 0
    if word is BY_PHONE:
        assert (notice.informed_by, notice.returned_at) == ("phone", None)
        assert not may_tell_again(request)
        with pytest.raises(ValidationError):
            tell_mayor_again(request=request, word=word, user=None)
    history = ModelLogEntry.objects.get(action="contact_centre.mayor_told_again")
    assert history.data["from"] == "returned"
    assert len(letters_to_mayor(request)) == 1


@pytest.mark.spec("R4")
def test_a_new_letter_goes_only_to_another_address(request_of_returned: CitizenRequest) -> None:
    with pytest.raises(ValidationError) as error:
        tell_mayor_again(request=request_of_returned, word=MayorWord.by_mail(), user=None)
    assert "mayor" in error.value.message_dict

    Mandate.objects.filter(municipality=request_of_returned.municipality).update(email="podatelna@obec.example")
    tell_mayor_again(request=request_of_returned, word=MayorWord.by_mail(), user=None)

    first, second = letters_to_mayor(request_of_returned)
    assert (second.recipient, second.event) == ("podatelna@obec.example", first.event)
    assert "Lampa u kapličky opravena." in second.text
    assert not with_returned_mail(CitizenRequest.objects.all()).exists()
    came_back(request_of_returned)
    assert len(letters_to_centre()) == 2
    assert with_returned_mail(CitizenRequest.objects.all()).exists()


def test_a_letter_that_comes_back_after_a_call_changes_nothing(dso_a: Association) -> None:
    in_office(member_of(dso_a))
    request = resolved(make_request(dso_a))
    MayorNotice.objects.update(informed_by=InformedBy.PHONE)

    came_back(request)

    assert request.mayor_notices.get().returned_at is None
    assert letters_to_centre() == []


@pytest.mark.spec("R5")
def test_staff_record_the_call_in_the_admin(admin: Client, request_of_returned: CitizenRequest, manager_a: Any) -> None:
    page = get(admin, "citizen_requests:mayor", request_of_returned.pk)
    assert "mayor@obec.example" in page.content.decode()
    # A letter to the address that failed is no choice.
    assert [value for value, _radio, _fields in page.context["form"].mayor_choices] == ["told", "not_told"]

    refused = post(admin, "citizen_requests:mayor", request_of_returned.pk, mayor="not_told")
    assert refused.context["form"].errors.keys() == {"mayor_reason"}
    said = {"mayor_by": "phone", "mayor_on": timezone.localdate().isoformat(), "mayor_person": "Marie Starostová"}
    assert post(admin, "citizen_requests:mayor", request_of_returned.pk, mayor="told", **said).status_code == 302

    notice = request_of_returned.mayor_notices.get()
    assert (notice.informed_by, notice.recorded_by) == ("phone", manager_a)
    assert get(admin, "citizen_requests:mayor", request_of_returned.pk).status_code == 302
