"""Lines of notices: when they are written, what they hold, and how they hang together (M7, M8)."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone
from wagtail.documents import get_document_model

from meetings.enums import AnnouncementKind, MeetingKind, NoticeAct
from meetings.models import MeetingFile, MeetingPage, Notice, NoticeLine
from meetings.notices.chain import said_by
from meetings.notices.clock import write_down
from meetings.notices.content import canonical
from meetings.notices.healing import heal, heal_all
from meetings.notices.lines import bring_up_to_date
from meetings.notices.proof import fingerprint_of
from meetings.notices.state import notice_of
from portal.core.append_only import AppendOnlyError
from portal.core.pages import ensure_fallbacks
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting, prague

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def document(association: Association, content: bytes = b"%PDF-1.7 zprava", title: str = "Zpráva") -> Any:
    """A stored document of the association."""
    row = get_document_model()(title=title, collection=association.collection)
    row.file.save("zprava.pdf", ContentFile(content), save=False)
    row.save()
    return row


def notice(association: Association, slug: str = "setkani", **fields: Any) -> MeetingPage:
    """A published meeting of a kind that needs no invitation ahead."""
    return make_meeting(association, slug, **{"kind": MeetingKind.OTHER, **fields})


def publish(meeting: MeetingPage, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save_revision().publish()
    meeting.refresh_from_db()


def acts(meeting: MeetingPage) -> list[str]:
    return list(NoticeLine.objects.filter(meeting=meeting).values_list("act", flat=True).order_by("position"))


def hidden(title: str, **fields: Any) -> dict[str, Any]:
    value = {"title": title, "note": "", "speaker": "", "is_public": False, **fields}
    return {"type": "point", "value": value}


@pytest.mark.on_both
@pytest.mark.spec("M7")
def test_publishing_writes_that_the_notice_was_put_up_and_changing_it_that_it_changed(dso_a: Association) -> None:
    meeting = notice(dso_a)
    assert acts(meeting) == [NoticeAct.POSTED]
    publish(meeting)
    assert acts(meeting) == [NoticeAct.POSTED]
    publish(meeting, note="<p>Přineste návrhy.</p>")
    assert acts(meeting) == [NoticeAct.POSTED, NoticeAct.CHANGED]
    last = NoticeLine.objects.filter(meeting=meeting).latest("position")
    assert last.content["meeting"]["note"] == "<p>Přineste návrhy.</p>"
    assert fingerprint_of(meeting) == last.content_hash


@pytest.mark.spec("M7")
def test_what_was_decided_is_no_change_of_the_notice(dso_a: Association) -> None:
    meeting = notice(dso_a)
    publish(meeting, outcome="<p>Schváleno.</p>")
    assert acts(meeting) == [NoticeAct.POSTED]


@pytest.mark.spec("M7")
def test_a_draft_and_a_page_in_another_language_write_nothing(dso_a: Association) -> None:
    draft = notice(dso_a, "koncept", live=False)
    assert acts(draft) == []
    meeting = notice(dso_a)
    ensure_fallbacks(meeting)
    assert NoticeLine.objects.count() == 1
    english = MeetingPage.objects.get(translation_key=meeting.translation_key, locale__language_code="en")
    bring_up_to_date(english)
    assert NoticeLine.objects.count() == 1


@pytest.mark.on_both
@pytest.mark.spec("M8")
def test_anybody_can_count_both_fingerprints_from_the_bytes_that_are_given_out(dso_a: Association) -> None:
    meeting = notice(dso_a, latitude=50.0, longitude=15.8125, lead="Žluťoučký kůň")
    line = NoticeLine.objects.get(meeting=meeting)
    assert hashlib.sha256(canonical(line.content)).hexdigest() == line.content_hash
    assert hashlib.sha256(canonical(said_by(line, meeting.translation_key))).hexdigest() == line.line_hash
    assert "Žluťoučký kůň".encode() in canonical(line.content)
    assert list(json.loads(canonical(line.content))) == sorted(line.content)


@pytest.mark.spec("M8")
def test_the_same_words_give_the_same_fingerprint_however_they_are_written(dso_a: Association) -> None:
    meeting = notice(dso_a, lead="Příprava", note='<p data-block-key="a1b2c">Text</p>')
    publish(meeting, lead="Pr\u030ci\u0301prava", note='<p data-block-key="zzzzz">Text</p>')
    assert acts(meeting) == [NoticeAct.POSTED]


@pytest.mark.spec("M8")
@pytest.mark.spec("M1")
def test_a_line_holds_each_public_file_by_its_bytes_and_no_point_that_isnt_public(dso_a: Association) -> None:
    public, linked, secret = (document(dso_a, content, title) for content, title in FILES)
    meeting = notice(
        dso_a,
        note=f'<p><a linktype="document" id="{linked.pk}">příloha</a></p>',
        programme=[hidden("Mzdy", files=[secret.pk])],
    )
    MeetingFile.objects.create(page=meeting, document=public)
    meeting = MeetingPage.objects.get(pk=meeting.pk)
    publish(meeting)
    content = NoticeLine.objects.filter(meeting=meeting).latest("position").content
    assert {file["id"]: file["sha256"] for file in content["files"]} == {
        public.pk: hashlib.sha256(b"zprava").hexdigest(),
        linked.pk: hashlib.sha256(b"priloha").hexdigest(),
    }
    assert {file["size"] for file in content["files"]} == {6, 7}
    said = json.dumps(content, ensure_ascii=False)
    assert "Mzdy" not in said
    assert "Tabulka platů" not in said


FILES = ((b"zprava", "Zpráva"), (b"priloha", "Příloha"), (b"tajne", "Tabulka platů"))


@pytest.mark.on_both
@pytest.mark.spec("M8")
def test_lines_of_an_association_hang_together_and_other_associations_have_their_own(
    dso_a: Association, dso_b: Association
) -> None:
    first, second, other = notice(dso_a, "a1"), notice(dso_a, "a2"), notice(dso_b, "b1")
    publish(first, lead="Nově")
    lines = list(NoticeLine.objects.filter(site=dso_a.site).order_by("position"))
    assert [line.position for line in lines] == [1, 2, 3]
    assert [line.meeting_id for line in lines] == [first.pk, second.pk, first.pk]
    assert [line.previous_hash for line in lines] == ["", lines[0].line_hash, lines[1].line_hash]
    assert NoticeLine.objects.get(meeting=other).position == 1


@pytest.mark.spec("M8")
def test_the_time_is_our_clock_in_utc_to_the_second_and_never_goes_back_in_the_chain(dso_a: Association) -> None:
    meeting = notice(dso_a)
    line = NoticeLine.objects.get(meeting=meeting)
    assert line.at.microsecond == 0
    assert said_by(line, meeting.translation_key)["at"].endswith("Z")
    later = line.at + timedelta(hours=2)
    with time_machine.travel(later, tick=False):
        publish(meeting, lead="Jedna")
    publish(meeting, lead="Dvě")
    times = list(NoticeLine.objects.filter(meeting=meeting).order_by("position").values_list("at", flat=True))
    assert times == [line.at, later, later]


@pytest.mark.spec("M8")
def test_who_published_stands_in_the_line_and_only_as_a_fingerprint_outside(dso_a: Association) -> None:
    user = get_user_model().objects.create_user("x", "x@example.org", "heslo", first_name="Jana", last_name="Nová")
    meeting = notice(dso_a, "koncept", live=False)
    MeetingPage.objects.filter(pk=meeting.pk).update(live=True)
    (line,) = bring_up_to_date(meeting, user=user)
    assert line.by == "Jana Nová"
    said = said_by(line, meeting.translation_key)
    assert said["by"] == hashlib.sha256("Jana Nová".encode()).hexdigest()


@pytest.mark.on_both
@pytest.mark.spec("M8")
@pytest.mark.parametrize(
    "statement", ["UPDATE meetings_noticeline SET act = 'changed'", "DELETE FROM meetings_noticeline"]
)
def test_the_database_itself_refuses_to_change_or_delete_a_line(dso_a: Association, statement: str) -> None:
    meeting = notice(dso_a)
    refused: tuple[type[Exception], ...] = (Exception,)
    with pytest.raises(refused, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    line = NoticeLine.objects.get(meeting=meeting)
    with pytest.raises(AppendOnlyError):
        line.save()
    with pytest.raises(AppendOnlyError):
        line.delete()


@pytest.mark.spec("M7")
def test_nothing_is_published_where_its_line_cannot_be_written(
    dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = notice(dso_a)
    meeting.lead = "Bez řádku"
    revision = meeting.save_revision()

    def failing(*_args: Any, **_options: Any) -> Any:
        raise OSError("the disk is full")

    monkeypatch.setattr("meetings.notices.lines.content_of", failing)
    with pytest.raises(OSError, match="full"):
        revision.publish()
    assert MeetingPage.objects.get(pk=meeting.pk).lead == ""
    assert acts(meeting) == [NoticeAct.POSTED]


@pytest.mark.on_both
@pytest.mark.spec("M7")
def test_the_clock_writes_that_it_came_down_with_the_moment_it_did(dso_a: Association) -> None:
    meeting = notice(dso_a, starts_at=prague("2027-03-27T18:00"))
    with time_machine.travel("2027-03-27 23:59:59 +01:00", tick=False):
        assert write_down() == 0
    with time_machine.travel("2027-03-28 00:04 +01:00", tick=False):
        assert write_down() == 1
        assert write_down() == 0
    line = NoticeLine.objects.filter(meeting=meeting).latest("position")
    assert line.act == NoticeAct.REMOVED
    assert line.content["taken_down_at"] == "2027-03-27T23:00:00Z"
    assert line.by == ""
    assert Notice.objects.get(meeting=meeting).removed_at == prague("2027-03-28T00:00")


@pytest.mark.spec("M7")
def test_a_notice_that_is_to_stand_longer_after_it_came_down_is_put_up_again(dso_a: Association) -> None:
    meeting = notice(dso_a, starts_at=timezone.now() + timedelta(hours=2), ends_at=None)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        write_down()
        publish(meeting, notice_until=timezone.localdate() + timedelta(days=3))
        assert acts(meeting) == [NoticeAct.POSTED, NoticeAct.REMOVED, NoticeAct.POSTED]
        assert Notice.objects.get(meeting=meeting).removed_at is None


@pytest.mark.spec("M7")
def test_one_taken_down_before_its_day_says_the_moment_it_was(dso_a: Association) -> None:
    meeting = notice(dso_a, starts_at=timezone.now() + timedelta(days=10))
    later = (timezone.now() + timedelta(days=3)).replace(microsecond=0)
    with time_machine.travel(later, tick=False):
        publish(meeting, notice_until=timezone.localdate() - timedelta(days=1))
    assert acts(meeting) == [NoticeAct.POSTED, NoticeAct.REMOVED]
    assert Notice.objects.get(meeting=meeting).removed_at == later


# --- What a crash has swallowed --------------------------------------------------------------------
def unwritten(meeting: MeetingPage, **fields: Any) -> MeetingPage:
    """The page as it is after a publication whose line was lost."""
    MeetingPage.objects.filter(pk=meeting.pk).update(live=True, **fields)
    meeting.refresh_from_db()
    return meeting


@pytest.mark.on_both
@pytest.mark.spec("M7")
def test_a_lost_line_is_written_later_and_says_when_the_page_was_published(dso_a: Association) -> None:
    at = (timezone.now() - timedelta(hours=5)).replace(microsecond=0)
    meeting = unwritten(notice(dso_a, live=False), first_published_at=at, last_published_at=at)
    assert write_down() == 1
    line = NoticeLine.objects.get(meeting=meeting)
    assert line.at > at
    assert line.content["published_at"] == at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert Notice.objects.get(meeting=meeting).posted_at == at
    assert write_down() == 0
    publish(meeting)
    assert acts(meeting) == [NoticeAct.POSTED]


@pytest.mark.spec("M7")
def test_a_notice_that_came_and_went_unwritten_gets_both_lines(dso_a: Association) -> None:
    start = (timezone.now() - timedelta(days=30)).replace(microsecond=0)
    meeting = notice(dso_a, live=False, starts_at=start, ends_at=None)
    unwritten(meeting, first_published_at=start - timedelta(days=15), last_published_at=timezone.now())
    assert heal_all() == 2
    assert acts(meeting) == [NoticeAct.POSTED, NoticeAct.REMOVED]
    row = Notice.objects.get(meeting=meeting)
    assert row.posted_at == start - timedelta(days=15)
    assert notice_of(meeting).removed_on == timezone.localdate(start)


@pytest.mark.spec("M7")
def test_one_published_only_after_its_day_was_never_on_the_board(dso_a: Association) -> None:
    meeting = notice(dso_a, starts_at=timezone.now() - timedelta(days=30), ends_at=None)
    assert heal_all() == 0
    assert heal(meeting) == []
    assert acts(meeting) == []


@pytest.mark.spec("M7")
def test_a_lost_line_about_a_change_is_written_later(dso_a: Association) -> None:
    meeting = notice(dso_a)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        unwritten(meeting, lead="Změněno", last_published_at=timezone.now())
        assert write_down() == 1
    assert acts(meeting) == [NoticeAct.POSTED, NoticeAct.CHANGED]


@pytest.mark.spec("M7")
@pytest.mark.spec("M9")
def test_a_cancelled_meeting_stays_on_the_board_and_its_line_says_it(dso_a: Association) -> None:
    from meetings.changing.cancelling import cancel_meeting

    meeting = notice(dso_a)
    user = get_user_model().objects.create_superuser("sef", "sef@example.org", "heslo")
    cancel_meeting(meeting=meeting, reason="Nemoc.", user=user)
    assert acts(meeting) == [NoticeAct.POSTED, NoticeAct.CHANGED]
    line = NoticeLine.objects.filter(meeting=meeting).latest("position")
    assert line.content["status"] == "cancelled"
    assert AnnouncementKind.CANCELLED in meeting.announcements.values_list("kind", flat=True)
