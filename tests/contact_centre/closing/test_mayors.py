"""To whom the letter about a closing goes: who is in office that day, and nobody else (R4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from contact_centre.closing.mayors import mayor_of
from contact_centre.closing.words import MayorWord
from contact_centre.models import MayorNotice
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..factories import make_request, member_of
from .endings import in_office, letters_to_mayor, resolved


@pytest.mark.spec("R4")
def test_the_mayor_in_office_is_written_to_and_no_other(dso_a: Association, dso_b: Association) -> None:
    municipality = member_of(dso_a)
    in_office(municipality, since=-900, until=-300, email="byvala@obec.example")
    in_office(municipality, since=1, email="budouci@obec.example")
    in_office(member_of(dso_b), email="odjinud@obec.example")
    in_office(municipality, "deputy", since=-10)
    mayor = in_office(municipality, since=-300, until=1)

    request = resolved(make_request(dso_a))

    assert [message.recipient for message in letters_to_mayor(request)] == ["mayor@obec.example"]
    notice = request.mayor_notices.get()
    assert (notice.mandate, notice.person_name, notice.email) == (mayor, mayor.person_name, mayor.email)
    assert notice.informed_on == request.mayor_informed_on == timezone.localdate()


@pytest.mark.spec("R4")
def test_without_a_mayor_the_deputy_is_told_then_the_representative(dso_a: Association) -> None:
    municipality = member_of(dso_a)
    assert mayor_of(municipality) is None
    representative = in_office(municipality, "representative", since=-1)
    assert mayor_of(municipality) == representative
    deputy = in_office(municipality, "deputy", since=-400)
    assert mayor_of(municipality) == deputy
    mayor = in_office(municipality, since=-300, until=10)
    newer = in_office(municipality, since=-20, person_name="Nová Starostka")
    assert mayor_of(municipality) == newer
    assert mayor_of(municipality, timezone.localdate() - timedelta(days=100)) == mayor
    in_office(municipality, since=-5, email="")
    assert mayor_of(municipality) == newer


@pytest.mark.spec("R4")
@pytest.mark.parametrize("dates", [{"until": 0}, {"since": 1}])
def test_a_mandate_that_ended_today_or_begins_tomorrow_gets_no_mail(dso_a: Association, dates: dict[str, Any]) -> None:
    in_office(member_of(dso_a), **dates)
    request = make_request(dso_a)

    with pytest.raises(ValidationError) as error:
        resolved(request)

    assert error.value.message_dict.keys() == {"mayor"}
    request.refresh_from_db()
    assert request.is_open
    assert not MayorNotice.objects.exists()
    assert not OutboxMessage.objects.filter(event__startswith="contact_centre.mayor").exists()


@pytest.mark.spec("R4")
def test_who_came_into_office_while_the_form_was_open_is_looked_at_first(dso_a: Association) -> None:
    municipality = member_of(dso_a)
    shown = in_office(municipality)
    request = make_request(dso_a)
    in_office(municipality, since=0, email="nova@obec.example")

    with pytest.raises(ValidationError) as error:
        resolved(request, word=MayorWord.by_mail(shown))

    assert "mayor" in error.value.message_dict
    assert letters_to_mayor(request) == []


@pytest.mark.spec("R4")
def test_a_letter_that_goes_anyway_tells_it_only_to_who_is_in_office(dso_a: Association) -> None:
    municipality = member_of(dso_a)
    in_office(municipality)
    gone = in_office(municipality, since=-900, until=-300)
    deputy = in_office(municipality, "deputy")
    request = make_request(dso_a)

    with pytest.raises(ValidationError):
        resolved(request, word=MayorWord.by_other_letter(gone))
    resolved(request, word=MayorWord.by_other_letter(deputy))

    assert request.mayor_notices.get().email == deputy.email
    assert letters_to_mayor(request) == []
