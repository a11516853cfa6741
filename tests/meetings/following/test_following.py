"""Followers are told by e-mail of what is announced about meetings, each once (M9)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from meetings.announcing.record import record
from meetings.changing.cancelling import cancel_meeting
from meetings.changing.moving import move_meeting
from meetings.enums import AnnouncementKind, MeetingKind
from meetings.following import runs
from meetings.following.tasks import tell_followers, watch_runs
from meetings.models import Announcement, FollowerRun, Invitation, MeetingPage
from newsletters.actions import MEETINGS, count_followers
from newsletters.enums import ConsentSource, SubscriberKind, SubscriberState
from newsletters.models import Subscriber, SubscriptionTopic
from newsletters.subscribers.ending import erase, unsubscribe
from newsletters.subscribers.pausing import pause
from newsletters.subscribers.preferences import change
from newsletters.subscribers.privacy import as_data, known_about
from portal.core.pages import ensure_fallbacks
from portal.core.templatetags.portal import cs_date
from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import Letter, enqueue_mass
from portal.tenancy.models import Association
from tests.jobs.outbox import deliver_outbox
from tests.meetings.calendars.readers import read_alike
from tests.meetings.factories import make_meeting, point
from tests.newsletters.subscribers.factories import make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M9")]

BEFORE = timedelta(hours=1)


def follower(association: Association, name: str = "obcan", **fields: Any) -> Subscriber:
    """Who confirmed an hour ago that they want to hear of meetings."""
    values = {"topics": ("meetings",), "confirmed_at": timezone.now() - BEFORE, **fields}
    return make_subscriber(association, f"{name}@example.cz", **values)


def meeting_of(association: Association, slug: str = "setkani", **fields: Any) -> MeetingPage:
    return make_meeting(association, slug, kind=MeetingKind.OTHER, **fields)


def told() -> list[OutboxMessage]:
    """Mails to followers, in the order they were written."""
    return list(OutboxMessage.objects.filter(event__startswith="newsletters.subscriber_followed:").order_by("pk"))


def tell() -> list[OutboxMessage]:
    tell_followers.func()
    return told()


def forget_told() -> None:
    """What the notice itself set off is no matter of the test."""
    tell()
    OutboxMessage.objects.all().delete()


def move(meeting: MeetingPage, user: Any) -> Announcement:
    later = meeting.starts_at + timedelta(days=7)
    return move_meeting(meeting=meeting, starts_at=later, ends_at=None, reason="Sál je zavřený.", user=user)


def cancel(meeting: MeetingPage, user: Any) -> Announcement:
    return cancel_meeting(meeting=meeting, reason="Sál je zavřený.", user=user)


def change_programme(meeting: MeetingPage, user: Any) -> Announcement:
    return record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=user, reason="Sál je zavřený.")


@pytest.mark.parametrize(
    ("happens", "status"), [(move, "CONFIRMED"), (cancel, "CANCELLED"), (change_programme, "CONFIRMED")]
)
def test_each_announcement_goes_to_followers_once_with_the_entry_and_ways_out(
    dso_a: Association, manager_a: Any, happens: Any, status: str
) -> None:
    meeting, reader = meeting_of(dso_a), follower(dso_a)
    forget_told()
    line = happens(meeting, manager_a)
    [letter] = tell()
    assert tell() == [letter]
    assert (letter.event, letter.recipient) == (
        f"newsletters.subscriber_followed:{reader.pk}:meeting_{line.kind}:{line.pk}",
        "obcan@example.cz",
    )
    assert not letter.personal
    assert "Sál je zavřený." in letter.text.replace("\xa0", " ")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    ending = letter.headers["List-Unsubscribe"].strip("<>")
    assert ending in letter.text
    assert ending in letter.html
    assert "/odber/nastaveni/" in letter.text
    [file] = letter.attachments
    assert file["name"] == "setkani.ics"
    assert "METHOD:PUBLISH" in file["text"]
    assert "ATTENDEE" not in file["text"]
    entry = read_alike(file["text"].encode())
    assert (entry.uid, entry.sequence, entry.status) == (str(meeting.translation_key), 1, status)
    assert entry.start == line.starts_at.replace(microsecond=0)
    run = FollowerRun.objects.get(announcement=line)
    assert run.told == 1
    assert run.finished_at is not None


def test_the_mail_says_the_new_day_and_the_old_one(dso_a: Association, manager_a: Any) -> None:
    meeting = meeting_of(dso_a, place="Sokolovna")
    follower(dso_a)
    forget_told()
    line = move(meeting, manager_a)
    [letter] = tell()
    for day in (line.starts_at, meeting.starts_at):
        assert cs_date(day) in letter.text
        assert cs_date(day) in letter.html
    assert cs_date(line.starts_at).replace("\xa0", " ") in letter.subject
    assert "Sokolovna" in letter.text


def test_a_notice_published_for_the_first_time_is_news(dso_a: Association) -> None:
    follower(dso_a)
    meeting_of(dso_a)
    [letter] = tell()
    assert ":meeting_announced:" in letter.event


def test_a_notice_of_what_is_over_and_an_invitation_of_mayors_are_no_news(dso_a: Association) -> None:
    follower(dso_a)
    over = meeting_of(dso_a, "minule", starts_at=timezone.now() - timedelta(days=30))
    assert tell() == []
    ahead = meeting_of(dso_a, "priste", live=False)
    for meeting in (over, ahead):
        record(meeting=meeting, kind=AnnouncementKind.INVITED, user=None)
    assert tell() == []
    assert not FollowerRun.objects.exists()


def test_a_change_of_what_isnt_public_is_no_news_for_the_public(dso_a: Association) -> None:
    """People invited are told; that there is such a point is nobody else's matter."""
    points = [point("Zahájení"), point("Kauce")]
    points[1]["value"]["is_public"] = False
    meeting = meeting_of(dso_a, programme=json.dumps(points))
    follower(dso_a)
    forget_told()
    points[1]["value"]["title"] = "Kauce a žaloba"
    MeetingPage.objects.filter(pk=meeting.pk).update(programme=json.dumps(points))
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Doplněno.")
    assert tell() == []
    points[0]["value"]["title"] = "Zahájení a hosté"
    MeetingPage.objects.filter(pk=meeting.pk).update(programme=json.dumps(points))
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Doplněno.")
    [letter] = tell()
    assert "Kauce" not in f"{letter.text}{letter.html}{letter.attachments}"


def test_only_active_readers_of_the_topic_at_this_association_are_told(dso_a: Association, dso_b: Association) -> None:
    meeting = meeting_of(dso_a)
    forget_told()
    follower(dso_a, "ano")
    follower(dso_b, "jinde")
    follower(dso_a, "zpravodaj", topics=("newsletter", "corrections"))
    follower(dso_a, "ceka", state=SubscriberState.PENDING, confirmed_at=None)
    follower(dso_a, "odhlaseny", state=SubscriberState.UNSUBSCRIBED)
    follower(dso_a, "nefunguje", state=SubscriberState.UNREACHABLE)
    follower(dso_a, "pauza", paused_until=timezone.localdate() + timedelta(days=1))
    follower(dso_a, "znovu", paused_until=timezone.localdate())
    follower(dso_a, "starosta", kind=SubscriberKind.OFFICE)
    assert count_followers(site=dso_a.site, topic_code=MEETINGS, before=timezone.now()) == 2
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Přibyl bod.")
    assert [letter.recipient for letter in tell()] == ["ano@example.cz", "znovu@example.cz"]


def test_who_is_invited_to_the_meeting_gets_the_associations_letter_only(dso_a: Association) -> None:
    meeting = meeting_of(dso_a)
    forget_told()
    follower(dso_a, "Starostka")
    follower(dso_a, "obcan")
    line = record(meeting=meeting, kind=AnnouncementKind.INVITED, user=None)
    Invitation.objects.create(
        site=dso_a.site, meeting=meeting, announcement=line, role="mayor", email="starostka@example.cz", key="k" * 43
    )
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Přibyl bod.")
    assert [letter.recipient for letter in tell()] == ["obcan@example.cz"]


def test_who_confirms_after_the_announcement_is_not_told_of_it(dso_a: Association) -> None:
    meeting = meeting_of(dso_a)
    forget_told()
    follower(dso_a, "drive")
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Přibyl bod.")
    follower(dso_a, "pozde", confirmed_at=timezone.now() + timedelta(seconds=1))
    assert [letter.recipient for letter in tell()] == ["drive@example.cz"]


def test_readers_get_it_in_their_language(dso_a: Association) -> None:
    meeting = meeting_of(dso_a)
    ensure_fallbacks(meeting)
    forget_told()
    follower(dso_a, "cesky")
    follower(dso_a, "english", language="en")
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Přibyl bod.")
    czech, english = tell()
    assert "/setkani/setkani/" in czech.text
    assert "/en/meetings/setkani/" in english.text
    assert "programme of this meeting has changed" in english.text
    assert "/en/" in english.headers["List-Unsubscribe"]
    assert "/en/" not in czech.headers["List-Unsubscribe"]
    assert "URL:http://horni.localhost/en/meetings/setkani/" in english.attachments[0]["text"]


def test_a_notice_closed_to_the_public_meanwhile_is_told_to_nobody(dso_a: Association) -> None:
    meeting = meeting_of(dso_a)
    forget_told()
    follower(dso_a)
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Přibyl bod.")
    PageViewRestriction.objects.create(page=meeting, restriction_type=PageViewRestriction.LOGIN)
    assert tell() == []
    assert runs.open_runs() == []


def test_a_worker_killed_anywhere_leaves_nobody_out_and_tells_nobody_twice(
    dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies in the middle of a batch, then after one; the clock has the rest done."""
    monkeypatch.setattr(runs, "BATCH", 3)
    meeting = meeting_of(dso_a)
    forget_told()
    readers = [follower(dso_a, f"obcan{number}").email for number in range(8)]
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Přibyl bod.")
    [run] = runs.open_runs()

    def killed(letters: Any) -> None:
        written: list[Letter] = list(letters)
        enqueue_mass(written[:2])
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr("newsletters.subscribers.followers.enqueue_mass", killed)
        with pytest.raises(SystemExit):
            runs.tell_some(run)
    assert told() == []
    assert runs.tell_some(run) == 3
    assert len(told()) == 3
    assert runs.open_runs() == [run]
    assert watch_runs()
    assert sorted(letter.recipient for letter in tell()) == readers
    assert not watch_runs()
    assert FollowerRun.objects.get(pk=run).told == 8


def test_a_batch_costs_the_same_for_few_and_for_many(dso_a: Association) -> None:
    meeting = meeting_of(dso_a)
    forget_told()
    counts = []
    for number in (2, 9):
        for at in range(number):
            follower(dso_a, f"obcan{number}-{at}")
        record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Přibyl bod.")
        [run] = runs.open_runs()
        with CaptureQueriesContext(connection) as queries:
            runs.tell_some(run)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_who_leaves_gets_no_mail_that_still_waits(dso_a: Association) -> None:
    meeting = meeting_of(dso_a)
    forget_told()
    leaving, pausing, choosing, staying = (follower(dso_a, name) for name in ("odchazi", "pauza", "vybira", "zustava"))
    newsletter = SubscriptionTopic.objects.filter(code="newsletter")
    choosing.topics.add(*newsletter)
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Přibyl bod.")
    assert len(tell()) == 4
    unsubscribe(subscriber=leaving, source=ConsentSource.ONE_CLICK)
    pause(subscriber=pausing, until=timezone.localdate() + timedelta(days=30))
    change(subscriber=choosing, topics=newsletter, municipality=None, language="cs")
    change(subscriber=staying, topics=staying.topics.all(), municipality=None, language="en")
    assert [letter.recipient for letter in told()] == ["zustava@example.cz"]


def test_the_mail_is_shown_to_its_reader_and_forgotten_with_the_address(dso_a: Association) -> None:
    meeting, reader = meeting_of(dso_a), follower(dso_a)
    forget_told()
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Přibyl bod.")
    [letter] = tell()
    OutboxMessage.objects.filter(pk=letter.pk).update(state=OutboxState.SENT, sent_at=timezone.now())
    assert [one["subject"] for one in as_data(known_about(reader))["letters"]] == [letter.subject]
    erase(subscriber=reader, source=ConsentSource.LINK)
    assert told() == []


def test_one_click_in_the_mail_ends_it(client: Client, dso_a: Association) -> None:
    meeting, reader = meeting_of(dso_a), follower(dso_a)
    forget_told()
    record(meeting=meeting, kind=AnnouncementKind.CHANGED, user=None, reason="Přibyl bod.")
    tell()
    [mail] = [each for each in deliver_outbox() if each.to == [reader.email]]
    address = str(mail.message()["List-Unsubscribe"]).strip("<>")
    path = address.removeprefix("http://horni.localhost")
    answer = client.post(path, {"List-Unsubscribe": "One-Click"}, headers={"host": "horni.localhost"})
    assert answer.status_code == 200
    reader.refresh_from_db()
    assert reader.state == SubscriberState.UNSUBSCRIBED
