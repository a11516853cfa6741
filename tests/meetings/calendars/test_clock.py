"""Times around changes of the clock, the end of the year and the leap day, on every way to the reader (M9, M10)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.forms import DateTimeField
from django.test import Client
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wagtail.models import Locale

from meetings.calendars.entry import event_of, new_calendar
from meetings.changing.forms import MoveForm
from meetings.enums import MeetingKind
from meetings.following.tasks import tell_followers
from meetings.models import MeetingPage
from portal.core.templatetags.portal import cs_date
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.meetings.calendars.clock import HARD, PRAGUE, at, hard_hours, last_sunday
from tests.meetings.calendars.readers import read_alike
from tests.meetings.factories import make_meeting
from tests.newsletters.subscribers.factories import make_subscriber

pytestmark = [pytest.mark.spec("M9", "M10"), pytest.mark.only_on("sqlite")]

CHANGES = [at(last_sunday(month), 1, 0) for month in (3, 10)]


@pytest.mark.django_db
@pytest.mark.parametrize("which", HARD)
def test_the_moment_is_the_same_in_feed_file_and_mail_and_the_page_says_the_hour(
    client: Client, dso_a: Association, which: str
) -> None:
    starts_at, ends_at = hard_hours()[which]
    make_subscriber(dso_a, topics=("meetings",), confirmed_at=timezone.now() - timedelta(hours=1))
    make_meeting(dso_a, kind=MeetingKind.OTHER, starts_at=starts_at, ends_at=ends_at)
    tell_followers.func()
    mail = OutboxMessage.objects.get(event__contains=":meeting_announced:")
    at_site: Any = {"headers": {"host": "horni.localhost"}}
    ways = {
        "feed": client.get("/setkani/kalendar.ics", **at_site).content,
        "file": client.get("/setkani/setkani/calendar/", **at_site).content,
        "mail": mail.attachments[0]["text"].encode(),
    }
    for way, content in ways.items():
        entry = read_alike(content)
        assert (way, entry.start) == (way, starts_at.astimezone(UTC))
        assert entry.end == (ends_at.astimezone(UTC) if ends_at else None)
    local = starts_at.astimezone(PRAGUE)
    page = client.get("/setkani/setkani/", **at_site).content.decode()
    hour = f"{local.hour}:{local.minute:02}"
    for said in (page, mail.html, mail.text):
        assert cs_date(local) in said
        assert hour in said
    assert f'datetime="{local.isoformat()}"' in page


@settings(max_examples=60, deadline=None)
@given(
    change=st.sampled_from(CHANGES),
    minutes=st.integers(min_value=-3 * 1440, max_value=3 * 1440),
    lasts=st.one_of(st.none(), st.integers(min_value=1, max_value=26 * 60)),
)
@example(change=CHANGES[0], minutes=0, lasts=60)
@example(change=CHANGES[1], minutes=120, lasts=61)
def test_whatever_the_hour_readers_of_calendars_get_the_moment_and_the_length(
    change: datetime, minutes: int, lasts: int | None
) -> None:
    starts_at = change.astimezone(UTC) + timedelta(minutes=minutes)
    ends_at = starts_at + timedelta(minutes=lasts) if lasts else None
    assert_kept(starts_at.astimezone(PRAGUE), ends_at.astimezone(PRAGUE) if ends_at else None)


@settings(max_examples=40, deadline=None)
@given(starts_at=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_any_moment_of_a_century_is_kept_to_the_second(starts_at: datetime) -> None:
    assert_kept(starts_at, None)


def assert_kept(starts_at: datetime, ends_at: datetime | None) -> None:
    """An entry of a meeting then is read with these moments, by every library."""
    meeting = MeetingPage(
        title="Setkání",
        place="sál",
        locale=Locale(language_code="cs"),
        translation_key=uuid4(),
        starts_at=starts_at,
        ends_at=ends_at,
        last_published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    calendar = new_calendar()
    calendar.add_component(event_of(meeting, [], [], url="http://horni.localhost/setkani/x/"))
    entry = read_alike(calendar.to_ical())
    assert entry.start == starts_at.astimezone(UTC).replace(microsecond=0)
    assert entry.end == (ends_at.astimezone(UTC).replace(microsecond=0) if ends_at else None)


@pytest.mark.parametrize("month", [3, 10])
@pytest.mark.parametrize("field", [MoveForm.base_fields["starts_at"], DateTimeField()], ids=["moving", "any form"])
def test_a_form_takes_no_hour_that_is_missing_or_comes_twice(month: int, field: Any) -> None:
    """Nobody meets then; which of the two was meant the form couldn't tell, so it says so and asks for another."""
    day = last_sunday(month).isoformat()
    with pytest.raises(Exception, match=r"(?i)Europe/Prague") as refused:
        field.clean(f"{day} 02:30")
    assert refused.value.code == "ambiguous_timezone"
    for hour in ("01:59", "03:00"):
        assert timezone.localtime(field.clean(f"{day} {hour}")).strftime("%H:%M") == hour
