"""Papers are stored with the meeting's documents as they went out, once, for as long as is ruled (MTG-3, MTG-6)."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.announcing.record import record
from meetings.changing.moving import move_meeting
from meetings.enums import AnnouncementKind, PaperKind
from meetings.models import Announcement, MeetingPage, MeetingPaper
from meetings.papers import keeping, tasks
from meetings.papers.keeping import MAKERS, FileDiffers, content_of, keep, unkept
from meetings.papers.retention import kept_until
from portal.core.append_only import AppendOnlyError
from portal.core.pdf import PdfUnavailable
from portal.programme.enums import DeadlineKind, ThresholdUnit
from portal.programme.models import Deadline, Programme, Threshold
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting, prague

from .programmes import SECRET_WORDS, rich_meeting, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("MTG-3")]
FOLDER = "meetings/papers"
LIST = reverse("meeting_papers:index")


@pytest.fixture(autouse=True)
def shelf() -> Iterator[None]:
    yield
    for name in files():
        storages["private"].delete(f"{FOLDER}/{name}")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers that are set in no time."""
    for kind in MAKERS:
        monkeypatch.setitem(MAKERS, kind, lambda line, kind=kind: f"%PDF {kind} {line.facts['title']}".encode())


def files() -> list[str]:
    storage: Any = storages["private"]
    return storage.listdir(FOLDER)[1] if storage.exists(FOLDER) else []


def invited(meeting: MeetingPage) -> Announcement:
    return record(meeting=meeting, kind=AnnouncementKind.INVITED, user=None)


def test_each_thing_told_to_the_invited_leaves_its_papers(
    quick: None, dso_a: Association, manager_a: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        meeting = make_meeting(dso_a)
    assert not MeetingPaper.objects.exists(), "a notice alone invites nobody"
    with django_capture_on_commit_callbacks(execute=True):
        invited(meeting)
    with django_capture_on_commit_callbacks(execute=True):
        later = meeting.starts_at + timedelta(days=40)
        move_meeting(meeting=meeting, starts_at=later, ends_at=None, reason="Nemoc.", user=manager_a)
    kept = MeetingPaper.objects.filter(meeting=meeting).order_by("announcement__number", "kind")
    assert [(paper.announcement.kind, paper.kind) for paper in kept] == [
        ("invited", "invitation"), ("invited", "poster"), ("moved", "invitation"), ("moved", "poster"),
    ]  # fmt: skip
    for paper in kept:
        content = content_of(paper)
        assert (paper.size, paper.sha256) == (len(content), sha256(content).hexdigest())
        assert paper.site_id == dso_a.site_id


@pytest.mark.only_on("sqlite")
@pytest.mark.spec("M1", "M11")
def test_the_kept_letter_says_what_was_told_then(dso_a: Association) -> None:
    meeting = rich_meeting(dso_a)
    line = invited(meeting)
    MeetingPage.objects.filter(pk=meeting.pk).update(title="Přejmenované", note="<p>Nové</p>")
    keep(announcement=Announcement.objects.get(pk=line.pk))
    letter, poster = (words_of(content_of(line.papers.get(kind=kind))) for kind in PaperKind)
    for words in ("Podzimnísetkání", "čtvrtek3.12.2099", "Starostůmčlenskýchobcí"):
        assert words in letter
    assert "Přejmenované" not in letter + poster
    assert all("".join(words.split()) in letter for words in SECRET_WORDS)
    assert not any("".join(words.split()) in poster for words in SECRET_WORDS)


def test_keeping_again_changes_nothing_and_what_is_kept_stays(quick: None, dso_a: Association) -> None:
    line = invited(make_meeting(dso_a))
    assert len(keep(announcement=line)) == 2
    assert keep(announcement=line) == []
    assert MeetingPaper.objects.count() == len(files()) == 2
    paper = MeetingPaper.objects.first()
    assert paper is not None
    with pytest.raises(AppendOnlyError):
        paper.delete()
    with pytest.raises(AppendOnlyError):
        paper.save()


def test_a_paper_that_another_worker_stored_meanwhile_is_stored_once(
    quick: None, dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = invited(make_meeting(dso_a))

    def slow(announcement: Announcement) -> bytes:
        monkeypatch.setitem(MAKERS, PaperKind.INVITATION, lambda _line: b"%PDF quick")
        keep(announcement=announcement)
        return b"%PDF slow"

    monkeypatch.setitem(MAKERS, PaperKind.INVITATION, slow)
    assert keep(announcement=line) == []
    assert content_of(line.papers.get(kind=PaperKind.INVITATION)) == b"%PDF quick"
    assert len(files()) == 2


def test_a_row_that_can_not_be_written_leaves_no_file(
    quick: None, dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = invited(make_meeting(dso_a))

    def fail(self: Any, *_args: Any, **_kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(MeetingPaper, "save", fail)
    with pytest.raises(ZeroDivisionError):
        keep(announcement=line)
    assert files() == []


def test_the_clock_stores_what_an_outage_left_out(
    quick: None, dso_a: Association, dso_b: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = invited(make_meeting(dso_a)), invited(make_meeting(dso_b))
    assert tasks.keep_missing() == 0, "the worker has its time"
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        # One that fails for good doesn't hold back the others.
        whole = keeping.kept_until
        monkeypatch.setattr(keeping, "kept_until", lambda day: 1 / 0)  # type: ignore[arg-type, return-value]
        with pytest.raises(ExceptionGroup):
            tasks.keep_missing()
        monkeypatch.setattr(keeping, "kept_until", whole)

        def missing(_line: Announcement) -> bytes:
            raise PdfUnavailable

        monkeypatch.setitem(MAKERS, PaperKind.POSTER, missing)
        assert tasks.keep_missing() == 0
        assert set(unkept()) == {first, second}
        monkeypatch.setitem(MAKERS, PaperKind.POSTER, lambda _line: b"%PDF poster")
        assert tasks.keep_missing() == 3
        assert tasks.keep_missing() == 0
    assert MeetingPaper.objects.count() == len(files()) == 4


@pytest.mark.spec("MTG-6")
def test_papers_are_kept_for_ten_years_after_the_programme_as_the_union_sets_it(dso_a: Association) -> None:
    Programme.objects.all().delete()
    assert kept_until(date(2099, 6, 1)) is None
    runs = Programme.objects.create(code="p", name="Program", starts_on="2098-01-01", ends_on="2099-06-30")
    assert kept_until(date(2099, 6, 1)) is None, "nobody said how long"
    Threshold.objects.create(
        programme=runs, code="archive_years", name="Archivace", value=10, unit=ThresholdUnit.YEARS,
        valid_from="2016-01-01",
    )  # fmt: skip
    assert kept_until(date(2099, 6, 1)) == date(2110, 1, 1)
    assert kept_until(date(2099, 7, 1)) is None, "outside of every programme"
    Deadline.objects.create(programme=runs, kind=DeadlineKind.ARCHIVE_UNTIL, due_on="2111-05-01")
    assert kept_until(date(2099, 6, 1)) == date(2111, 5, 1)


@pytest.mark.spec("MTG-6")
def test_a_paper_carries_the_day_until_which_it_is_kept(quick: None, dso_a: Association) -> None:
    runs = Programme.objects.create(code="p", name="Program", starts_on="2098-01-01", ends_on="2099-12-31")
    Deadline.objects.create(programme=runs, kind=DeadlineKind.ARCHIVE_UNTIL, due_on="2111-05-01")
    keep(announcement=invited(make_meeting(dso_a, starts_at=prague("2099-06-01 09:00"))))
    assert {paper.keep_until for paper in MeetingPaper.objects.all()} == {date(2111, 5, 1)}


def test_the_centre_and_the_union_read_the_documents_and_nobody_else_does(
    quick: None, dso_a: Association, editor_a: Any, manager_b: Any, union_reviewer: Any, client: Client
) -> None:
    line = invited(make_meeting(dso_a, title="Setkání o cestách"))
    keep(announcement=line)
    paper = line.papers.get(kind=PaperKind.INVITATION)
    address = reverse("meeting_papers:download", args=[paper.pk])
    for user, host in ((editor_a, "horni.localhost"), (union_reviewer, "localhost")):
        client.force_login(user)
        shown = client.get(LIST, {"meeting": line.meeting_id}, headers={"host": host}).content.decode()
        assert "Setkání o cestách" in shown
        assert paper.sha256[:16] in shown
        assert address in shown
        got = client.get(address, headers={"host": host})
        assert got.content == b"%PDF invitation Setk\xc3\xa1n\xc3\xad o cest\xc3\xa1ch"
        assert "no-store" in got["Cache-Control"]
        assert "attachment" in got["Content-Disposition"]
        listed = b"".join(client.get(f"{LIST}?export=csv", headers={"host": host}).streaming_content).decode()
        assert "plakát,Setkání o cestách,starostové pozváni" in listed
        assert paper.sha256 in listed
    client.force_login(manager_b)
    assert "o cestách" not in client.get(LIST, headers={"host": "dolni.localhost"}).content.decode()
    assert client.get(address, headers={"host": "dolni.localhost"}).status_code == 404
    client.logout()
    assert client.get(address, headers={"host": "horni.localhost"}).status_code in (302, 403)


def test_a_file_that_was_changed_is_given_to_nobody(
    quick: None, dso_a: Association, manager_a: Any, client: Client
) -> None:
    line = invited(make_meeting(dso_a))
    changed, gone = keep(announcement=line)
    storage: Any = storages["private"]
    for paper in (changed, gone):
        storage.delete(paper.file.name)
    assert storage.save(changed.file.name, ContentFile(b"%PDF something else")) == changed.file.name
    client.force_login(manager_a)
    for paper in (changed, gone):
        with pytest.raises(FileDiffers):
            content_of(MeetingPaper.objects.get(pk=paper.pk))
        address = reverse("meeting_papers:download", args=[paper.pk])
        said = client.get(address, headers={"host": "horni.localhost"}, follow=True)
        assert "otisk se liší" in said.content.decode()


def test_a_list_of_any_length_costs_the_same_queries(
    quick: None, dso_a: Association, manager_a: Any, client: Client, assert_same_queries: Any
) -> None:
    keep(announcement=invited(make_meeting(dso_a)))

    def grow() -> None:
        for number in range(6):
            keep(announcement=invited(make_meeting(dso_a, f"dalsi-{number}")))

    client.force_login(manager_a)
    assert_same_queries(lambda: client.get(LIST, headers={"host": "horni.localhost"}), grow, at_most=25)
