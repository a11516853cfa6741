"""No request is closed behind the mayor's back: a record or a reason, and exactly one letter (R5, CIT-5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contact_centre.actions import decline_request, merge_duplicate
from contact_centre.closing.activities import resume
from contact_centre.closing.words import MayorWord
from contact_centre.enums import CLOSED_REQUEST, ActivityStatus, ChangeKind, InformedBy, MessageAuthor, RequestStatus
from contact_centre.life import locked, move
from contact_centre.models import Activity, CitizenRequest, MayorNotice
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..factories import make_request, make_staff, member_of, output
from .endings import ending, in_office, letters_to_mayor, resolved

SECRETS = ("Jana Nováková", "jana@example.org", "608", "Nesvítí lampa")


def personal_request(association: Association, **changed: Any) -> CitizenRequest:
    return make_request(
        association, **{"name": "Jana Nováková", "email": "jana@example.org", "phone": "+420608123456", **changed}
    )


@pytest.mark.spec("CIT-5", "R5")
def test_resolving_ends_the_activity_tells_the_mayor_and_answers_the_citizen(
    dso_a: Association, manager_a: Any
) -> None:
    in_office(member_of(dso_a))
    make_staff(dso_a, name="Petra Poradná", user=manager_a)
    request = personal_request(dso_a)

    closed = resolved(request, user=manager_a)

    request.refresh_from_db()
    assert closed.status == request.status == RequestStatus.RESOLVED
    assert request.closed_at is not None
    activity = request.activity
    assert (activity.status, activity.closed_on, activity.closed_by) == ("closed", timezone.localdate(), manager_a)
    assert activity.output_description == "Lampa u kapličky opravena."
    assert request.mayor_notices.get().recorded_by == manager_a
    answer = request.messages.get(author=MessageAuthor.CENTRE)
    assert (answer.text, answer.user, answer.is_internal) == ("Dobrý den, lampa už svítí.", manager_a, False)
    assert answer.name == "Petra Poradná"
    letter = OutboxMessage.objects.get(event=f"contact_centre.citizen_closed:{request.pk}:0")
    assert letter.recipient == "jana@example.org"
    assert "lampa už svítí" in letter.text


@pytest.mark.spec("CIT-5")
def test_declining_says_so_to_citizen_and_mayor(dso_a: Association) -> None:
    in_office(member_of(dso_a))
    request = decline_request(**ending(personal_request(dso_a), output=output("other"), answer="Silnice patří kraji."))

    assert request.status == RequestStatus.DECLINED
    assert "Silnice patří kraji." in OutboxMessage.objects.get(event__contains="citizen_closed").text
    assert str(RequestStatus.DECLINED.label) in letters_to_mayor(request)[0].text


@pytest.mark.spec("R5")
def test_the_mayors_letter_says_what_how_and_whom_to_call_without_the_citizens_data(dso_a: Association) -> None:
    in_office(member_of(dso_a))
    request = personal_request(dso_a, language="en")
    Activity.objects.filter(request=request).update(
        responsible=make_staff(dso_a, name="Petra Poradná", phone="+420491612605", email="petra@centrum.example")
    )

    resolved(request)

    (letter,) = letters_to_mayor(request)
    shown = ("Lampa u kapličky opravena.", "Petra Poradná", "491 612 605", "petra@centrum.example", request.reference)
    for text in (letter.text, letter.html):
        assert all(each in text.replace("\xa0", " ") for each in (*shown, member_of(dso_a).name, "vyřešeno"))
        assert not [secret for secret in SECRETS if secret in text]
    assert not [secret for secret in SECRETS if secret in letter.subject]
    assert member_of(dso_a).name in letter.subject


@pytest.mark.spec("R5")
@pytest.mark.parametrize(
    ("word", "field"),
    [
        (MayorWord.by_mail(), "mayor"),
        (MayorWord.not_told("  "), "mayor_reason"),
        (MayorWord.told(by=InformedBy.PHONE, on=timezone.localdate(), person_name=" "), "mayor_person"),
        (
            MayorWord.told(
                by=InformedBy.PHONE, on=timezone.localdate() + timedelta(days=1), person_name="Marie Starostová"
            ),
            "mayor_on",
        ),
        (
            MayorWord.told(
                by=InformedBy.PHONE, on=timezone.localdate() - timedelta(days=1), person_name="Marie Starostová"
            ),
            "mayor_on",
        ),
    ],
)
def test_no_closing_without_a_word_about_the_mayor(dso_a: Association, word: MayorWord, field: str) -> None:
    request = personal_request(dso_a)

    for verb in (resolved, lambda request, word: decline_request(**ending(request, word=word))):
        with pytest.raises(ValidationError) as error:
            verb(request, word=word)
        assert error.value.message_dict.keys() == {field}

    request.refresh_from_db()
    assert request.status == RequestStatus.REGISTERED
    assert request.activity.is_running
    assert not MayorNotice.objects.exists()
    assert not request.messages.exists()


@pytest.mark.spec("R5", "CIT-5")
@pytest.mark.parametrize("status", [status.value for status in CLOSED_REQUEST])
def test_the_database_itself_refuses_every_other_path(dso_a: Association, status: str) -> None:
    request, first = make_request(dso_a), make_request(dso_a)
    rows = CitizenRequest.objects.filter(pk=request.pk)
    closed: dict[str, Any] = {"status": status, "closed_at": timezone.now()}
    if status == RequestStatus.DUPLICATE:
        closed["duplicate_of"] = first
    for name, value in closed.items():
        setattr(request, name, value)

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE contact_centre_citizenrequest SET status = %s, closed_at = %s, duplicate_of_id = %s "
                "WHERE id = %s",
                [status, timezone.now(), first.pk if "duplicate_of" in closed else None, request.pk],
            )

    def moved() -> None:
        current = locked(CitizenRequest(pk=request.pk))
        current.duplicate_of = closed.get("duplicate_of")
        move(current, RequestStatus(status))

    for path in (
        lambda: rows.update(**closed),
        request.save,
        lambda: CitizenRequest.objects.bulk_update([request], list(closed)),
        moved,
        raw,
    ):
        with pytest.raises(IntegrityError, match="closed_request_told_mayor"), transaction.atomic():
            path()
    rows.update(**closed, mayor_not_informed_because="Podání opakuje jiné.")


@pytest.mark.spec("R5")
def test_a_mayor_told_otherwise_gets_no_letter(dso_a: Association) -> None:
    in_office(member_of(dso_a))
    word = MayorWord.told(
        by=InformedBy.MEETING, on=timezone.localdate(), person_name="Marie Starostová", note="v zápisu"
    )

    request = resolved(make_request(dso_a), word=word)

    notice = request.mayor_notices.get()
    assert (notice.informed_by, notice.person_name, notice.note) == ("meeting", "Marie Starostová", "v zápisu")
    assert request.mayor_informed_on == timezone.localdate()
    assert letters_to_mayor(request) == []


@pytest.mark.spec("R5")
def test_each_closing_tells_the_mayor_exactly_once(dso_a: Association) -> None:
    in_office(member_of(dso_a))
    request = resolved(make_request(dso_a))
    with pytest.raises(ValidationError) as error:
        resolved(request)
    assert error.value.code == "ended"
    assert len(letters_to_mayor(request)) == 1

    current = locked(request)
    resume(current, None)
    move(current, RequestStatus.IN_PROGRESS)
    assert (current.mayor_informed_on, current.times_reopened) == (None, 1)
    resolved(request)

    assert len(letters_to_mayor(request)) == 2
    assert [notice.closing for notice in request.mayor_notices.all()] == [0, 1]


@pytest.mark.spec("CIT-4")
def test_a_reopened_activity_counts_as_open_and_its_history_knows_the_ending(dso_a: Association) -> None:
    request = resolved(make_request(dso_a), word=MayorWord.not_told("nikdo není v úřadě"))
    ended_on = timezone.localdate().isoformat()

    activity = resume(locked(request), None)

    activity.refresh_from_db()
    assert activity.status == ActivityStatus.IN_PROGRESS
    assert (activity.closed_on, activity.output, activity.output_description) == (None, None, "")
    assert not Activity.objects.filter(status=ActivityStatus.CLOSED).exists()
    told = dict(activity.changes.filter(kind=ChangeKind.REOPENED).values_list("field", "old"))
    assert told.keys() == {"status", "closed_on", "output", "output_description"}
    assert (told["status"], told["closed_on"]) == ("closed", ended_on)
    assert told["output_description"] == "Lampa u kapličky opravena."


@pytest.mark.spec("R7")
def test_those_who_sent_the_same_hear_once_how_it_ended_and_not_what_was_answered(dso_a: Association) -> None:
    in_office(member_of(dso_a))
    first, second = personal_request(dso_a), personal_request(dso_a, name="Petr", email="petr@example.org")
    silent = make_request(dso_a)
    for repeated in (second, silent):
        merge_duplicate(request=repeated, into=first, user=None)

    resolved(first)

    letters = OutboxMessage.objects.filter(event__startswith="contact_centre.citizen_first_closed:")
    assert [letter.recipient for letter in letters] == ["petr@example.org"]
    assert "Lampa u kapličky opravena." in letters[0].text
    assert "lampa už svítí" not in letters[0].text
