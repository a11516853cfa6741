"""The personal page of somebody invited: everything of the meeting, for nobody else (MTG-3, M1)."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from wagtail_factories import DocumentFactory

from meetings.announcing.links import AFTER_MEETING, personal_url, token_of
from meetings.models import Announcement, Invitation, MeetingPage
from portal.tenancy.models import Association

from .factories import SECRET, make_invited, make_mayors

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

HOST = "horni.localhost"


@pytest.fixture
def invitation(dso_a: Association, manager_a: AbstractUser) -> Invitation:
    make_mayors(dso_a)
    secret = DocumentFactory(title="Tajný návrh", collection=dso_a.collection)
    points = [
        ("point", {"title": "Zahájení", "is_public": True}),
        ("point", {"title": SECRET, "is_public": False, "files": [secret]}),
    ]
    line = make_invited(dso_a, manager_a, programme=points)
    found: Invitation = line.invitations.order_by("pk")[0]
    return found


def path_of(invitation: Invitation) -> str:
    url = personal_url(invitation)
    assert url.startswith(f"http://{HOST}/setkani/pozvanka/")
    return url.removeprefix(f"http://{HOST}")


def get(client: Client, path: str, host: str = HOST) -> Any:
    return client.get(path, headers={"host": host})


@pytest.mark.spec("MTG-3")
@pytest.mark.spec("M1")
def test_the_page_shows_the_whole_programme_with_files_and_nobody_keeps_it(
    client: Client, invitation: Invitation
) -> None:
    response = get(client, path_of(invitation))
    text = response.content.decode().replace("\xa0", " ")
    for words in ("Podzimní setkání starostů", SECRET, "neveřejn", "Tajný návrh", invitation.name, "zasedací místnost"):
        assert words in text
    assert text.count("<h1") == 1
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    # The public page of the same meeting holds none of it.
    public = get(client, "/setkani/setkani/").content.decode()
    assert SECRET not in public
    assert "Tajný návrh" not in public


@pytest.mark.spec("MTG-3")
def test_reading_changes_nothing_and_nothing_but_reading_is_answered(
    client: Client, invitation: Invitation, queries: Any
) -> None:
    path = path_of(invitation)
    get(client, path)
    made = queries(lambda: get(client, path))
    assert not [sql for sql in made if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    for further in ("", "kalendar/", "dopis/", "soubor/1/"):
        assert client.post(f"{path}{further}", headers={"host": HOST}).status_code == 405
    before = Invitation.objects.filter(pk=invitation.pk).values().get()
    client.head(path, headers={"host": HOST})
    assert Invitation.objects.filter(pk=invitation.pk).values().get() == before


@pytest.mark.spec("M1")
def test_files_are_given_out_by_the_link_of_their_meeting_only(
    client: Client, invitation: Invitation, dso_a: Association, manager_a: Any
) -> None:
    document = invitation.meeting.programme[1].value["files"][0]
    foreign = DocumentFactory(title="Jiný", collection=dso_a.collection)
    path = path_of(invitation)
    response = get(client, f"{path}soubor/{document.pk}/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert get(client, f"{path}soubor/{foreign.pk}/").status_code == 404
    other = make_invited(dso_a, manager_a, "druhe").invitations.order_by("pk")[0]
    assert get(client, f"{path_of(other)}soubor/{document.pk}/").status_code == 404


@pytest.mark.spec("MTG-3")
def test_a_forged_a_foreign_and_an_old_link_lead_nowhere(client: Client, invitation: Invitation) -> None:
    path, token = path_of(invitation), token_of(invitation)
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{invitation.key}",
        f"{invitation.key}{'x' * 43}",
        "x",
        "B" * len(token),
    ]
    for wrong in forged:
        assert get(client, f"/setkani/pozvanka/{wrong}/").status_code == 404, wrong
    # At another association's site, though the key is right.
    assert get(client, path, "dolni.localhost").status_code == 404
    with time_machine.travel(invitation.meeting.starts_at + AFTER_MEETING, tick=False):
        assert get(client, path).status_code == 404
    with time_machine.travel(invitation.meeting.starts_at + AFTER_MEETING / 2, tick=False):
        assert get(client, path).status_code == 200


@pytest.mark.spec("MTG-3")
@pytest.mark.spec("M10")
def test_the_calendar_file_of_the_page_holds_no_point_that_is_not_public(
    client: Client, invitation: Invitation
) -> None:
    response = get(client, f"{path_of(invitation)}kalendar/")
    assert SECRET not in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["uid"] == str(invitation.meeting.translation_key)


@pytest.mark.spec("M11")
def test_the_letter_is_made_for_the_person_or_the_page_says_it_cannot_be(
    client: Client, invitation: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from meetings.announcing import invited_views
    from meetings.papers import letter

    asked = []

    def remember(meeting: Any, whose: Any) -> bytes:
        asked.append((meeting, whose))
        return b"%PDF-1.7"

    monkeypatch.setattr(letter, "letter_pdf", remember)
    response = get(client, f"{path_of(invitation)}dopis/")
    assert response.content == b"%PDF-1.7"
    assert asked == [(invitation.meeting, invitation)]
    monkeypatch.setattr(invited_views, "one_at_a_time", lambda _make: None)
    response = get(client, f"{path_of(invitation)}dopis/")
    assert response.status_code == 503
    assert SECRET in response.content.decode()


@pytest.mark.spec("MTG-3")
def test_the_page_costs_the_same_whatever_the_programme_holds(
    client: Client, invitation: Invitation, queries: Any
) -> None:
    path = path_of(invitation)
    get(client, path)
    few = len(queries(lambda: get(client, path)))
    points = [("point", {"title": f"Bod {number}", "is_public": number % 2 == 0}) for number in range(30)]
    meeting = MeetingPage.objects.get(pk=invitation.meeting_id)
    meeting.programme = [*((block.block_type, block.value) for block in meeting.programme), *points]
    meeting.save_revision().publish()
    get(client, path)
    assert len(queries(lambda: get(client, path))) <= few


@pytest.mark.spec("M9")
def test_a_cancelled_meeting_says_so_on_the_page(client: Client, invitation: Invitation, manager_a: Any) -> None:
    from meetings.changing.cancelling import cancel_meeting

    cancel_meeting(meeting=invitation.meeting, reason="Chřipka v celém kraji.", user=manager_a)
    text = get(client, path_of(invitation)).content.decode()
    assert "Zrušeno" in text
    assert "kalendar/" not in text
    assert Announcement.objects.filter(meeting=invitation.meeting, at__lte=timezone.now()).count() == 3
