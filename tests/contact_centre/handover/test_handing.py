"""Handing over: what is stored, who is told what, and what is refused (R6, CIT-5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from contact_centre.actions import change_activity, resolve_request, withdraw_hand_over
from contact_centre.closing.words import MayorWord
from contact_centre.deadlines import hand_over_answer_by
from contact_centre.enums import ActivityStatus, DataGround, HandOverState, RequestStatus
from contact_centre.models import CitizenRequest, Handler, HandOver, MayorNotice
from contact_centre.uploads import check_upload
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..factories import PDF, make_request, output, upload
from .cases import CENTRE, CITIZEN, MAYOR, NAME, OFFICE, handed_over, letters_to, mandate, now_of, written

pytestmark = pytest.mark.django_db
NOT_TOLD = MayorWord.not_told("starosta je na dovolené")


@pytest.fixture
def request_a(dso_a: Association) -> CitizenRequest:
    return written(dso_a)


@pytest.mark.spec("R6")
@pytest.mark.spec("CIT-5")
def test_body_reason_ground_groundwork_and_files_are_stored_and_the_activity_waits(
    dso_a: Association, manager_a: Any
) -> None:
    photo = check_upload(upload("lampa.pdf", PDF))
    request = written(dso_a, attachments=[photo, check_upload(upload("druhy.pdf", PDF))])
    chosen = request.attachments.first()
    assert chosen is not None
    made = handed_over(request, data_ground=DataGround.PUBLIC_TASK, attachments=[chosen], user=manager_a)

    stored = HandOver.objects.get()
    assert (stored.pk, stored.body, stored.email, stored.reason) == (
        made.pk,
        "Obec Vysokov",
        MAYOR,
        "Lampy patří obci.",
    )
    assert stored.groundwork.startswith("Lampa číslo 12")
    assert (stored.data_ground, stored.state) == (DataGround.PUBLIC_TASK, HandOverState.WAITING)
    assert (stored.made_by, list(stored.attachments.all())) == (manager_a, [chosen])
    assert stored.answer_by == hand_over_answer_by(timezone.localdate())
    assert stored.mandate == request.municipality.mandates.get()
    now = now_of(request)
    assert (now.status, now.activity.status) == (RequestStatus.HANDED_OVER, ActivityStatus.WAITING)


@pytest.mark.spec("R6")
@pytest.mark.parametrize(("ground", "says"), [("none", "jsme nepředali"), ("citizen_agreed", "Předali jsme i")])
def test_the_citizen_is_told_to_whom_by_when_and_whether_their_contact_went_along(
    request_a: CitizenRequest, ground: str, says: str
) -> None:
    made = handed_over(request_a, data_ground=ground)
    [letter] = letters_to(CITIZEN, "hand_over")
    day = f"{made.answer_by.day}. {made.answer_by.month}. {made.answer_by.year}"
    for text in (letter.text, letter.html):
        plain = text.replace("\xa0", " ")
        assert "Obec Vysokov" in plain
        assert day in plain
        assert f"/kontakt/stav/{request_a.status_token}/" in plain
        assert says in plain
        assert "kapličky" not in plain


@pytest.mark.spec("R5")
@pytest.mark.spec("CIT-5")
def test_written_to_the_mayor_the_letter_is_the_word_itself_and_the_only_mail_he_gets(
    request_a: CitizenRequest,
) -> None:
    made = handed_over(request_a)
    [letter] = letters_to(MAYOR)
    assert letter.event == f"contact_centre.hand_over:{request_a.pk}:{made.pk}"
    notice = MayorNotice.objects.get()
    assert (notice.person_name, notice.email, notice.informed_on) == ("Petr Svoboda", MAYOR, timezone.localdate())
    assert now_of(request_a).mayor_informed_on == timezone.localdate()


@pytest.mark.spec("R6")
@pytest.mark.parametrize("ground", DataGround.values)
def test_the_letter_leads_to_the_page_and_holds_neither_the_text_nor_who_wrote_it(
    request_a: CitizenRequest, ground: str
) -> None:
    made = handed_over(request_a, data_ground=ground)
    [letter] = letters_to(MAYOR)
    for text in (letter.text, letter.html):
        assert f"http://horni.localhost/kontakt/predano/{made.key}/" in text
        assert "Lampy patří obci." in text.replace("\xa0", " ")
        for theirs in (NAME, "Nováková", CITIZEN, "777", "kapličky"):
            assert theirs not in text
    assert request_a.reference in letter.subject


@pytest.mark.spec("R6")
def test_another_office_gets_the_letter_and_the_mayor_a_word_of_his_own(request_a: CitizenRequest) -> None:
    made = handed_over(request_a, mandate=None, email=OFFICE, word=MayorWord.by_mail())
    assert (made.mandate, made.email) == (None, OFFICE)
    assert [letter.event.partition(":")[0] for letter in letters_to(OFFICE)] == ["contact_centre.hand_over"]
    [told] = letters_to(MAYOR)
    assert told.event.startswith("contact_centre.mayor:")
    assert made.key not in told.text


@pytest.mark.spec("R5")
def test_the_mayors_address_typed_as_an_offices_gives_him_one_mail(request_a: CitizenRequest) -> None:
    made = handed_over(request_a, mandate=None, email=MAYOR.upper(), word=MayorWord.by_mail())
    assert made.mandate == request_a.municipality.mandates.get()
    assert len(letters_to(MAYOR)) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"body": ""}, "body"),
        ({"data_ground": "because"}, "data_ground"),
        ({"mandate": None, "email": OFFICE}, "mayor"),
        ({"mandate": None, "email": "nic", "word": NOT_TOLD}, "email"),
        ({"mandate": None, "email": OFFICE, "word": MayorWord.not_told("")}, "mayor_reason"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_changes(
    request_a: CitizenRequest, changed: dict[str, Any], field: str
) -> None:
    before = OutboxMessage.objects.count()
    with pytest.raises(ValidationError) as refused:
        handed_over(request_a, **changed)
    assert list(refused.value.error_dict) == [field]
    assert (HandOver.objects.count(), OutboxMessage.objects.count()) == (0, before)
    assert now_of(request_a).status == RequestStatus.REGISTERED


@pytest.mark.spec("R4")
def test_a_mandate_that_ended_gets_nothing(request_a: CitizenRequest) -> None:
    ended = mandate(
        request_a.municipality, email="byvaly@obec.test", valid_until=timezone.localdate() - timedelta(days=1)
    )
    with pytest.raises(ValidationError):
        handed_over(request_a, mandate=ended)
    assert letters_to("byvaly@obec.test") == []


def test_files_of_another_request_do_not_go_along(request_a: CitizenRequest, dso_a: Association) -> None:
    other = make_request(dso_a, attachments=[check_upload(upload("cizi.pdf", PDF))])
    with pytest.raises(ValidationError):
        handed_over(request_a, attachments=other.attachments.all())


@pytest.mark.spec("ACT-4")
def test_the_receivers_answer_never_waits_for_a_written_opinion(request_a: CitizenRequest, manager_a: Any) -> None:
    activity, firm, own = request_a.activity, Handler.objects.get(code="law_firm"), request_a.activity.handled_by
    change_activity(activity=activity, handled_by=firm, user=manager_a)
    with pytest.raises(ValidationError, match="stanovisko"):
        handed_over(request_a)
    change_activity(activity=activity, handled_by=own, user=manager_a)

    handed_over(request_a)

    with pytest.raises(ValidationError) as refused:
        change_activity(activity=activity, handled_by=firm, user=manager_a)
    assert list(refused.value.message_dict) == ["handled_by"]


@pytest.mark.spec("R6")
def test_of_two_who_press_at_once_the_second_reads_that_it_is_handed_over(request_a: CitizenRequest) -> None:
    stale = now_of(request_a)
    handed_over(request_a)
    with pytest.raises(ValidationError, match="předán"):
        handed_over(stale)
    with pytest.raises(ValidationError, match="předán"):
        resolve_request(
            request=stale, output=output(), output_description="x", answer="Hotovo.", word=NOT_TOLD, user=None
        )
    assert HandOver.objects.count() == 1


@pytest.mark.spec("R6")
def test_taken_back_it_is_in_progress_and_everybody_is_told_once(request_a: CitizenRequest, manager_a: Any) -> None:
    made = handed_over(request_a)
    assert withdraw_hand_over(hand_over=made, user=manager_a)
    assert not withdraw_hand_over(hand_over=made, user=manager_a)
    now = now_of(request_a)
    assert (now.status, now.activity.status) == (RequestStatus.IN_PROGRESS, ActivityStatus.IN_PROGRESS)
    assert now_of(made).state == HandOverState.WITHDRAWN
    assert len(letters_to(MAYOR, "called_off")) == 1
    assert len(letters_to(CITIZEN, "hand_over_withdrawn")) == 1
    # The next hand-over is another closing with a word of its own.
    handed_over(now)
    assert MayorNotice.objects.count() == 2
    assert len(letters_to(CENTRE, "hand_over")) == 0


def test_nothing_of_a_person_stands_in_the_history(request_a: CitizenRequest) -> None:
    handed_over(request_a)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM wagtailcore_modellogentry")
        data = str(cursor.fetchall())
    for personal in (NAME, CITIZEN, "777", MAYOR, "kapličky"):
        assert personal not in data
