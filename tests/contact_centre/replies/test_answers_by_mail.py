"""Answers by e-mail go into their request: the right one, from the right person, once (R3)."""

from typing import Any

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from contact_centre.actions import write_to_citizen
from contact_centre.models import CitizenRequest
from contact_centre.replies import receiving
from contact_centre.replies.addresses import mark_of, marked
from portal.jobs.bounces.intake import take_in
from portal.jobs.enums import ReturnOutcome
from portal.jobs.incoming import parsing
from portal.jobs.models import OutboxMessage, ReturnedMail
from portal.tenancy.models import Association

from ..factories import PDF, jpeg
from ..status.citizen import EMAIL, resolved, written
from .mails import answer_to, letter_about

pytestmark = pytest.mark.django_db

TAKEN, LEFT = ReturnOutcome.TAKEN, ReturnOutcome.UNMATCHED


@pytest.fixture(autouse=True)
def _reply_address(settings: Any) -> None:
    settings.REPLY_ADDRESS = "podnety+*@portal.example"


@pytest.fixture
def asked(dso_a: Association, manager_a: Any) -> CitizenRequest:
    """A request that waits for the citizen's answer."""
    request = written(dso_a)
    write_to_citizen(request=request, text="Která lampa?", is_question=True, user=manager_a, pause=True)
    return request


def said(request: CitizenRequest) -> list[str]:
    return [message.text for message in request.messages.filter(author="citizen")]


@pytest.mark.spec("R3")
def test_an_answer_goes_into_its_request_and_lets_the_time_run(asked: CitizenRequest) -> None:
    letter = letter_about(asked.pk)
    assert letter.reply_to == f"podnety+{mark_of(asked)}@portal.example"
    raw = answer_to(letter, "Ta u kapličky.\n\nDne 23.11.2026 v 14:03 napsal(a):\n> Která lampa?", refers=False)
    assert take_in(raw) == take_in(raw) == TAKEN
    assert said(asked) == ["Ta u kapličky."]
    asked.refresh_from_db()
    assert not asked.is_paused
    assert asked.status == "in_progress"
    [notice] = OutboxMessage.objects.filter(event__contains="citizen_wrote")
    assert "kapličky" not in notice.text


def test_the_same_mail_brought_another_way_is_stored_once(asked: CitizenRequest) -> None:
    letter = letter_about(asked.pk)
    for hop in ("one", "two"):
        assert take_in(answer_to(letter, "Ta u kapličky.", message_id="<1@a.example>", X_Hop=hop)) == TAKEN
    assert len(said(asked)) == 1


def test_a_mark_survives_capital_letters_and_can_not_be_made_up(asked: CitizenRequest) -> None:
    letter = letter_about(asked.pk)
    assert take_in(answer_to(letter, "Ano.", to=letter.reply_to.upper(), refers=False)) == TAKEN
    forged = f"podnety+{asked.pk}-{'a' * 20}@portal.example"
    assert take_in(answer_to(letter, "Ne.", to=forged, refers=False)) == LEFT
    assert said(asked) == ["Ano."]
    for other in (f"jinam+{mark_of(asked)}@portal.example", f"podnety+{mark_of(asked)}@jinde.example"):
        assert marked((other,)) is None


def test_without_a_mark_the_letter_it_answers_tells_the_request(asked: CitizenRequest, settings: Any) -> None:
    settings.REPLY_ADDRESS = "podnety@portal.example"
    letter = letter_about(asked.pk)
    assert take_in(answer_to(letter, "Ta u kapličky.", to=settings.REPLY_ADDRESS)) == TAKEN
    assert take_in(answer_to(letter, "Kdo?", to=settings.REPLY_ADDRESS, refers=False)) == LEFT
    other = answer_to(letter, "Já jsem Jana.", to=settings.REPLY_ADDRESS, sender="nekdo@example.net")
    assert take_in(other) == LEFT
    assert said(asked) == ["Ta u kapličky."]


def test_from_another_address_it_is_a_note_that_moves_nothing(asked: CitizenRequest) -> None:
    raw = answer_to(letter_about(asked.pk), "Ta u kapličky.", sender="soused@example.net", refers=False)
    assert take_in(raw) == TAKEN
    note = asked.messages.get(is_internal=True)
    assert "soused@example.net" in note.text
    assert "Ta u kapličky." in note.text
    assert said(asked) == []
    asked.refresh_from_db()
    assert asked.is_paused


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied (vacation)"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
    ],
)
def test_machines_are_not_listened_to(asked: CitizenRequest, headers: dict[str, str]) -> None:
    assert take_in(answer_to(letter_about(asked.pk), "Jsem mimo kancelář.", **headers)) == ReturnOutcome.AUTOMATIC
    assert said(asked) == []
    asked.refresh_from_db()
    assert asked.is_paused


def test_people_behind_exchange_are_listened_to(asked: CitizenRequest) -> None:
    raw = answer_to(letter_about(asked.pk), "Ta u kapličky.", X_Auto_Response_Suppress="DR, OOF, AutoReply")
    assert take_in(raw) == TAKEN


def test_files_pass_the_same_checks_and_what_is_refused_is_named(asked: CitizenRequest) -> None:
    good = [(f"foto{number}.jpg", jpeg(with_place=True)) for number in range(4)]
    files = (("viry.exe", b"MZ\x90\x00" * 9), *good, ("smlouva.pdf", PDF), ("navic.pdf", PDF))
    assert take_in(answer_to(letter_about(asked.pk), "Posílám.", files=files)) == TAKEN
    [message] = asked.messages.filter(author="citizen")
    assert message.attachments.count() == 5
    assert "viry.exe" in message.text
    assert "navic.pdf" in message.text
    assert b"Fotoaparat" not in message.attachments.first().file.read()


def test_html_alone_is_read_as_words(asked: CitizenRequest) -> None:
    html = (
        "<html><head><style>p{color:red}</style></head><body><p>Ta u&nbsp;kapličky.</p><div>Jana</div>"
        "<blockquote>Která lampa?</blockquote></body></html>"
    )
    assert take_in(answer_to(letter_about(asked.pk), "", html=html)) == TAKEN
    [words] = said(asked)
    assert words.replace("\xa0", " ").split() == ["Ta", "u", "kapličky.", "Jana"]


def test_a_mail_too_large_keeps_its_words_and_says_that_files_are_missing(
    asked: CitizenRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = answer_to(letter_about(asked.pk), "Posílám. " * 2000, files=(("a.pdf", PDF),))
    monkeypatch.setattr(parsing, "LARGEST", len(raw) - 100)
    assert take_in(raw) == TAKEN
    [message] = asked.messages.filter(author="citizen")
    assert len(message.text) <= 5000
    assert message.text.startswith("Posílám.")
    assert "chybí" in message.text
    assert not message.attachments.exists()


def test_an_answer_about_a_closed_request_opens_nothing(dso_a: Association) -> None:
    request = resolved(written(dso_a))
    assert take_in(answer_to(letter_about(request.pk), "Děkuji!")) == TAKEN
    request.refresh_from_db()
    assert request.status == "resolved"
    assert said(request) == ["Děkuji!"]


def test_what_can_not_be_kept_is_left_in_the_mailbox(asked: CitizenRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = letter_about(asked.pk)

    def fail(*_args: Any) -> str:
        raise LookupError("kaplička")

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "new_words", fail)
        assert take_in(answer_to(letter, "Ta u kapličky.")) == LEFT
    CitizenRequest.objects.filter(pk=asked.pk).update(anonymised_on=timezone.localdate(), email="")
    assert take_in(answer_to(letter, "A ještě něco.", sender=EMAIL)) == LEFT
    assert said(asked) == []


def test_nothing_of_the_mail_is_noted_beside_the_request(asked: CitizenRequest) -> None:
    take_in(answer_to(letter_about(asked.pk), "Ta u kapličky."))
    noted = ReturnedMail.objects.values().get()
    assert "kapličky" not in str(noted)
    assert EMAIL not in str(noted)


def test_a_wrong_reply_address_is_told_before_anything_starts(settings: Any) -> None:
    settings.REPLY_ADDRESS = "podnety+*"
    assert "contact_centre.E001" in {problem.id for problem in run_checks()}
