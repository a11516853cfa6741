"""What isn't public stands in no public output: pages, lists, search, feeds, facts of others, previews (M1)."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page

from home.search import find_pages
from meetings.actions import meetings_ahead, meetings_now
from meetings.models import MeetingPage
from portal.core.pages import ensure_fallbacks, ensure_translation
from portal.tenancy.models import Association
from tests.meetings.factories import list_of, make_meeting
from tests.meetings.programme.writing import SECRET, make_document, programme, secret_programme, written

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M1")]

HOST = "horni.localhost"
PUBLIC = (
    "/",
    "/en/",
    "/setkani/",
    "/en/meetings/",
    "/setkani/setkani/",
    "/en/meetings/setkani/",
    "/setkani/setkani/calendar/",
    "/en/meetings/setkani/calendar/",
    "/setkani/kalendar.ics/",
    "/sitemap.xml",
)


@pytest.fixture
def meeting(dso_a: Association) -> MeetingPage:
    made = make_meeting(dso_a, programme=secret_programme(files=(make_document(dso_a, f"{SECRET} priloha"),)))
    ensure_fallbacks(made)
    return made


def texts(client: Client, *paths: str) -> dict[str, str]:
    found = {}
    for path in paths:
        response = client.get(path, headers={"host": HOST}, follow=True)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        found[path] = content.decode().replace("\r\n ", "")
    return found


def test_no_public_address_says_anything_of_it(client: Client, meeting: MeetingPage) -> None:
    shown = texts(client, *PUBLIC)
    assert [path for path, text in shown.items() if SECRET.lower() in text.lower()] == []
    # The rest of the programme is there, so the question was asked of the right pages.
    for path in ("/setkani/setkani/", "/en/meetings/setkani/", "/setkani/setkani/calendar/"):
        assert "Volba" in shown[path]


def test_neither_is_it_found_nor_kept_for_searching(dso_a: Association, meeting: MeetingPage) -> None:
    for page in MeetingPage.objects.filter(translation_key=meeting.translation_key):
        assert "tajemni" not in page.folded_text
        assert "zapisovatele" in page.folded_text
        for field in page.get_search_fields():
            assert SECRET not in str(field.get_value(page))
    assert [hit.title for hit in find_pages("zapisovatele", [dso_a.site], 10)] == [meeting.title]
    assert find_pages("Tajemnice", [dso_a.site], 10) == []
    assert not MeetingPage.objects.all().search("Tajemnice").get_queryset().exists()
    assert not Page.objects.all().autocomplete("Tajemni").get_queryset().exists()


def test_what_became_secret_is_found_no_more_in_any_language(dso_a: Association) -> None:
    meeting = make_meeting(dso_a, programme=programme(written("Zahájení"), written(f"{SECRET} jednání")))
    english = Locale.objects.get(language_code="en")
    ensure_translation(meeting, english, slug="meeting", title="Meeting")
    assert Page.objects.all().autocomplete("tajemnice").get_queryset().count() == 2
    meeting.programme = programme(written("Zahájení"), written(f"{SECRET} jednání", is_public=False))
    meeting.save_revision().publish()
    assert not Page.objects.all().autocomplete("tajemnice").get_queryset().exists()
    assert Page.objects.all().autocomplete("zahajeni").get_queryset().count() == 2


def test_other_features_are_told_nothing_of_it(dso_a: Association, meeting: MeetingPage) -> None:
    told = meetings_ahead(site=dso_a.site, on=timezone.localdate())
    assert [each["uid"] for each in told] == [str(meeting.translation_key)]
    now = meetings_now(site=dso_a.site, uids=[str(meeting.translation_key)])
    assert SECRET not in str(told) + str(now)


@pytest.mark.parametrize("who", ["nobody", "manager_b"])
def test_a_preview_is_for_those_who_write_it(
    client: Client, meeting: MeetingPage, who: str, request: pytest.FixtureRequest
) -> None:
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    addresses = (f"/admin/pages/{meeting.pk}/edit/preview/", f"/admin/pages/{meeting.pk}/view_draft/")
    for address in addresses:
        response = client.get(address, headers={"host": HOST})
        assert response.status_code in {302, 403, 404}
        assert SECRET not in response.content.decode()


def test_even_its_writer_previews_what_the_public_will_see(
    client: Client, meeting: MeetingPage, manager_a: Any
) -> None:
    client.force_login(manager_a)
    response = client.get(f"/admin/pages/{meeting.pk}/view_draft/", headers={"host": HOST})
    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    assert "Volba" in response.content.decode()


def test_a_draft_is_nowhere(client: Client, dso_a: Association) -> None:
    make_meeting(dso_a, live=False, programme=programme(written(f"{SECRET} bod")))
    assert [path for path, text in texts(client, *PUBLIC).items() if SECRET in text] == []
    assert list_of(dso_a).get_children().count() == 1
