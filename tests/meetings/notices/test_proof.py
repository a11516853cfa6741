"""The proof of publication: what it shows, and that a changed byte breaks it visibly (M8)."""

import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model

from meetings.announcing.record import association_of
from meetings.enums import MeetingKind
from meetings.models import MeetingBody, MeetingFile, MeetingPage, Notice, NoticeLine
from meetings.notices import checks, integrity, proof_views
from meetings.notices.certificate import certificate_html
from meetings.notices.checks import check
from meetings.notices.clock import check_proofs, write_down
from meetings.notices.files import fingerprint_of_file
from portal.core.append_only import install, remove
from portal.core.kept_files import FileIsKept
from portal.core.pages import ensure_fallbacks
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite"), pytest.mark.spec("M8")]

HOST = {"host": "horni.localhost"}
PROOF = "/setkani/setkani/doklad/"


def document(association: Association, content: bytes = b"%PDF-1.7 zprava", title: str = "Zpráva") -> Any:
    row = get_document_model()(title=title, collection=association.collection)
    row.file.save("zprava.pdf", ContentFile(content), save=False)
    row.save()
    return row


@pytest.fixture
def file(dso_a: Association) -> Any:
    return document(dso_a)


@pytest.fixture
def meeting(dso_a: Association, file: Any) -> MeetingPage:
    """A notice with a file, on the board."""
    page = make_meeting(dso_a, live=False, kind=MeetingKind.OTHER, title="Setkání starostů")
    MeetingFile.objects.create(page=page, document=file)
    page = MeetingPage.objects.get(pk=page.pk)
    page.save_revision().publish()
    return MeetingPage.objects.get(pk=page.pk)


def tamper(file: Any, content: bytes = b"%PDF-1.7 jinak!") -> None:
    """Write other bytes of the same length right into the storage, as nobody may."""
    row = get_document_model().objects.get(pk=file.pk)
    with row.file.storage.open(row.file.name, "wb") as stored:
        stored.write(content)
    assert row.file.storage.size(row.file.name) == len(content)
    cache.clear()


def text_of(client: Client, path: str = PROOF) -> str:
    response = client.get(path, headers=HOST)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def tampered_lines(statement: str, *values: Any) -> None:
    """What somebody with the rights of the database's owner can do."""
    remove(connection, "meetings_noticeline")
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    install(connection, "meetings_noticeline")


# --- What it shows ---------------------------------------------------------------------------------
def test_the_proof_shows_lines_versions_and_files_and_that_all_agrees(client: Client, meeting: MeetingPage) -> None:
    meeting.lead = "Změněný úvod"
    meeting.save_revision().publish()
    text = text_of(client)
    assert "SOUHLASÍ" in text
    assert "NESOUHLASÍ" not in text
    assert "Verze 1" in text
    assert "Verze 2" in text
    assert "Změněný úvod" in text
    digest = hashlib.sha256(b"%PDF-1.7 zprava").hexdigest()
    assert " ".join(digest[at : at + 8] for at in range(0, 64, 8)) in text
    assert client.get(PROOF, headers=HOST)["Cache-Control"] == "no-store"


def test_the_bytes_that_are_given_out_have_the_fingerprints_that_are_shown(
    client: Client, meeting: MeetingPage
) -> None:
    line = NoticeLine.objects.get(meeting=meeting)
    content = client.get(f"{PROOF}{line.position}/obsah/", headers=HOST)
    assert hashlib.sha256(content.content).hexdigest() == line.content_hash
    record = client.get(f"{PROOF}{line.position}/zaznam/", headers=HOST)
    assert hashlib.sha256(record.content).hexdigest() == line.line_hash
    assert json.loads(record.content)["content"] == line.content_hash
    assert client.get(f"{PROOF}99/obsah/", headers=HOST).status_code == 404


def test_a_line_of_another_notice_is_not_given_out_here(
    client: Client, dso_a: Association, meeting: MeetingPage
) -> None:
    other = make_meeting(dso_a, "druhe", kind=MeetingKind.OTHER)
    line = NoticeLine.objects.get(meeting=other)
    assert client.get(f"{PROOF}{line.position}/obsah/", headers=HOST).status_code == 404


def test_the_english_page_has_the_same_proof(client: Client, meeting: MeetingPage) -> None:
    ensure_fallbacks(meeting)
    text = text_of(client, "/en/meetings/setkani/doklad/")
    assert "AGREES" in text
    assert "DOES NOT AGREE" not in text


def test_a_certificate_on_paper_says_the_same(client: Client, meeting: MeetingPage) -> None:
    response = client.get(f"{PROOF}potvrzeni/", headers=HOST)
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "cs"
        assert "Setkání starostů" in str(pdf.docinfo["/Title"])
    result = check(meeting)
    html = certificate_html(meeting, proof_views.proof_context(meeting, result)).replace("\xa0", " ")
    line = NoticeLine.objects.get(meeting=meeting)
    for words in ("Doklad o zveřejnění", "SOUHLASÍ", line.content_hash[:8], line.line_hash[-8:], dso_name(meeting)):
        assert words in html


def dso_name(meeting: MeetingPage) -> str:
    return association_of(meeting).name


def test_what_isnt_public_any_more_stays_with_the_centre(client: Client, dso_a: Association) -> None:
    point = {"title": "Platy tajemníků", "note": "", "speaker": ""}
    page = make_meeting(dso_a, kind=MeetingKind.OTHER, programme=[("point", point)])
    page.programme = [("point", {**point, "is_public": False})]
    page.save_revision().publish()
    lines = list(NoticeLine.objects.filter(meeting=page).order_by("position"))
    assert len(lines) == 2
    text = text_of(client)
    assert "Platy tajemníků" not in text
    assert "není veřejný" in text
    assert "SOUHLASÍ" in text
    assert client.get(f"{PROOF}{lines[0].position}/obsah/", headers=HOST).status_code == 404
    assert client.get(f"{PROOF}{lines[1].position}/obsah/", headers=HOST).status_code == 200


# --- What breaks it --------------------------------------------------------------------------------
def test_a_changed_file_breaks_the_proof_visibly_there_and_on_the_notice(
    client: Client, meeting: MeetingPage, file: Any
) -> None:
    tamper(file)
    text = text_of(client)
    assert "NESOUHLASÍ" in text
    assert "soubor „Zpráva“ byl změněn" in text
    assert "NESOUHLASÍ" in text_of(client, "/setkani/setkani/")
    assert "NESOUHLASÍ" in text_of(client, "/setkani/deska/") or "nesouhlasí" in text_of(client, "/setkani/deska/")


def test_a_file_put_back_mends_it(client: Client, meeting: MeetingPage, file: Any) -> None:
    tamper(file)
    integrity.remember(meeting, check(meeting))
    tamper(file, b"%PDF-1.7 zprava")
    assert "NESOUHLASÍ" not in text_of(client)
    assert "NESOUHLASÍ" not in text_of(client, "/setkani/setkani/")


def test_a_lost_file_breaks_it_too(meeting: MeetingPage, file: Any) -> None:
    file.file.storage.delete(file.file.name)
    assert [problem["kind"] for problem in check(meeting).problems] == [checks.FILE_GONE]


def test_words_changed_past_the_portal_break_it_while_the_notice_hangs(meeting: MeetingPage) -> None:
    MeetingPage.objects.filter(pk=meeting.pk).update(lead="Podvrženo")
    meeting.refresh_from_db()
    assert [problem["kind"] for problem in check(meeting).problems] == [checks.PAGE_CHANGED]


def test_a_new_name_of_the_body_is_no_breach(dso_a: Association) -> None:
    body = MeetingBody.objects.get(site=dso_a.site, slug="rada")
    page = make_meeting(dso_a, kind=MeetingKind.OTHER, body=body)
    MeetingBody.objects.filter(pk=body.pk).update(name="Představenstvo")
    assert check(MeetingPage.objects.get(pk=page.pk)).agrees


def test_minutes_added_after_it_came_down_are_no_breach(dso_a: Association, meeting: MeetingPage) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        write_down()
        MeetingFile.objects.create(page=meeting, document=document(dso_a, b"zapis", "Zápis"))
        page = MeetingPage.objects.get(pk=meeting.pk)
        page.outcome = "<p>Schváleno.</p>"
        page.save_revision().publish()
        assert check(MeetingPage.objects.get(pk=meeting.pk)).agrees


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("UPDATE meetings_noticeline SET at = '2020-01-01 10:00:00+00:00' WHERE position = 2", {checks.LINE_CHANGED}),
        ("UPDATE meetings_noticeline SET act = 'changed' WHERE position = 2", {checks.LINE_CHANGED, checks.NO_LINES}),
        ("UPDATE meetings_noticeline SET content = '{}' WHERE position = 2", {checks.CONTENT_CHANGED}),
        ("UPDATE meetings_noticeline SET \"by\" = 'Nikdo' WHERE position = 2", {checks.LINE_CHANGED}),
        ("UPDATE meetings_noticeline SET until = '2030-01-01' WHERE position = 1", {checks.CHAIN_BROKEN}),
        ("UPDATE meetings_noticeline SET previous_hash = 'x' WHERE position = 2", {checks.LINE_CHANGED}),
        ("DELETE FROM meetings_noticeline WHERE position = 1", {checks.CHAIN_BROKEN}),
        ("DELETE FROM meetings_noticeline", {checks.NO_LINES}),
    ],
)
def test_a_line_that_is_changed_or_taken_out_breaks_the_chain(
    dso_a: Association, statement: str, kinds: set[str]
) -> None:
    make_meeting(dso_a, "prvni", kind=MeetingKind.OTHER)
    second = make_meeting(dso_a, "druhe", kind=MeetingKind.OTHER)
    assert check(second).agrees
    tampered_lines(statement)
    assert kinds <= {problem["kind"] for problem in check(second).problems}


# --- The clock, the centre -------------------------------------------------------------------------
def test_the_nightly_check_marks_a_break_and_writes_to_the_centre_once(
    dso_a: Association, meeting: MeetingPage, file: Any
) -> None:
    Association.objects.filter(pk=dso_a.pk).update(email="centrum@example.org")
    assert check_proofs()["broken"] == 0
    tamper(file)
    assert check_proofs() == {"lines": 0, "checked": 1, "broken": 1}
    MeetingPage.objects.filter(pk=meeting.pk).update(lead="Podvrženo")
    assert check_proofs()["broken"] == 1
    MeetingPage.objects.filter(pk=meeting.pk).update(lead=meeting.lead)
    row = Notice.objects.get(meeting=meeting)
    assert row.broken_since is not None
    (mail,) = OutboxMessage.objects.filter(event__startswith="meetings.notice_broken")
    assert mail.recipient == "centrum@example.org"
    assert "soubor „Zpráva“ byl změněn" in mail.text
    tamper(file, b"%PDF-1.7 zprava")
    check_proofs()
    assert Notice.objects.get(meeting=meeting).broken_since is None


def test_the_archive_is_checked_by_turns(dso_a: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "SAMPLE", 1)
    for slug in ("jedna", "dve"):
        make_meeting(dso_a, slug, kind=MeetingKind.OTHER)
    for days in (20, 21):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            assert check_proofs()["checked"] == 1
    assert not Notice.objects.filter(checked_at=None).exists()


def test_one_that_cannot_be_read_keeps_no_other_from_being_checked(
    dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_meeting(dso_a, "jedna", kind=MeetingKind.OTHER)
    make_meeting(dso_a, "dve", kind=MeetingKind.OTHER)

    def failing(meeting: Any, **options: Any) -> Any:
        if meeting.pk == first.pk:
            raise OSError
        return check(meeting, **options)

    monkeypatch.setattr(integrity, "check", failing)
    assert check_proofs()["checked"] == 2
    assert Notice.objects.exclude(checked_at=None).count() == 1


# --- Files stay ------------------------------------------------------------------------------------
def test_a_posted_file_is_not_exchanged_nor_deleted_in_any_version_of_the_notice(
    dso_a: Association, meeting: MeetingPage, file: Any
) -> None:
    meeting.files.all().delete()
    page = MeetingPage.objects.get(pk=meeting.pk)
    page.save_revision().publish()
    row = get_document_model().objects.get(pk=file.pk)
    row.title = "Jinak"
    with pytest.raises(FileIsKept, match="Setkání starostů"), transaction.atomic():
        row.save()
    with pytest.raises(FileIsKept), transaction.atomic():
        get_document_model().objects.get(pk=file.pk).delete()
    free = document(dso_a)
    free.title = "Volný"
    free.save()


# --- Hashing is work -------------------------------------------------------------------------------
def test_bytes_are_counted_once_a_minute_however_many_ask(
    client: Client, meeting: MeetingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Any] = []

    def counting(row: Any) -> Any:
        counted.append(row)
        return fingerprint_of_file(row)

    monkeypatch.setattr("meetings.notices.files.fingerprint_of_file", counting)
    for _visit in range(3):
        text_of(client)
    assert len(counted) == 1


def test_who_asks_too_often_waits(client: Client, meeting: MeetingPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_views, "CHECKS_OF_ADDRESS", 1)
    assert client.get(PROOF, headers=HOST).status_code == 200
    answer = client.get(PROOF, headers=HOST)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "600"
