"""Points the programme asks for in a mayors' meeting (MTG-5)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.enums import MeetingKind
from meetings.models import MeetingPage, RequiredPoint
from meetings.required import missing, missing_of, required_on
from meetings.required.provisioning import load_required_points
from portal.programme.models import MeetingWindow
from portal.programme.provisioning import load_demo_programme
from portal.tenancy.models import Association, Union
from tests.meetings.factories import make_meeting, prague
from tests.meetings.programme.writing import SECRET, programme, written
from tests.meetings.test_editing import add_url, edit_url, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.spec("MTG-5"), pytest.mark.only_on("sqlite")]

ALWAYS = ["activity_report", "satisfaction", "proposals_for_change"]
FULL = (
    written("Zpráva o činnosti Centra společných služeb"),
    written("Různé", written("Jak jsou starostové spokojeni se službami")),
    written("Podněty ke změnám"),
)


def codes(points: list[RequiredPoint]) -> list[str]:
    return [point.code for point in points]


@pytest.mark.parametrize(
    ("day", "more"),
    [
        (None, []),
        (date(2030, 4, 30), []),
        (date(2030, 5, 1), ["benefits_analysis"]),
        (date(2030, 6, 30), ["benefits_analysis"]),
        (date(2030, 7, 1), []),
        (date(2030, 11, 20), []),
    ],
)
def test_results_of_the_benefits_analysis_are_due_in_may_and_june(
    union: Union, day: date | None, more: list[str]
) -> None:
    assert codes(required_on(day)) == [*ALWAYS, *more]


def test_the_opening_meeting_has_points_of_its_own(union: Union) -> None:
    load_demo_programme(union)
    window = MeetingWindow.objects.order_by("starts_on").first()
    assert window is not None
    MeetingWindow.objects.exclude(pk=window.pk).delete()
    MeetingWindow.objects.filter(pk=window.pk).update(is_opening=True)
    opening = codes(required_on(window.starts_on))
    assert len(opening) == 5
    assert all(code.startswith("opening_") for code in opening)
    assert set(ALWAYS) <= set(codes(required_on(window.ends_on + timedelta(days=1))))


def test_retired_points_are_not_asked_for_from_that_day(union: Union) -> None:
    RequiredPoint.objects.filter(code="satisfaction").update(retired_on=date(2030, 3, 1))
    assert "satisfaction" in codes(required_on(date(2030, 2, 28)))
    assert "satisfaction" not in codes(required_on(date(2030, 3, 1)))


def test_months_may_go_over_new_year(union: Union) -> None:
    RequiredPoint.objects.filter(code="benefits_analysis").update(first_month=11, last_month=1)
    asked = {month: "benefits_analysis" in codes(required_on(date(2030, month, 15))) for month in (1, 2, 10, 11, 12)}
    assert asked == {1: True, 2: False, 10: False, 11: True, 12: True}


@pytest.mark.parametrize(
    ("title", "note", "said"),
    [
        ("Návrhy na změny v činnosti centra", "", ["proposals_for_change"]),
        ("NAVRHY NA ZMENY V CINNOSTI CENTRA", "", ["proposals_for_change"]),
        ("Proposals for changes in the centre's work", "", ["proposals_for_change"]),
        ("Podněty starostů ke změnám", "", ["proposals_for_change"]),
        ("Návrh rozpočtu", "", []),
        ("Zpráva o činnosti", "", ["activity_report"]),
        ("Úvod", "Spokojenost se službami, dotazník", ["satisfaction"]),
        ("Nespokojenost občanů", "", []),
    ],
)
def test_a_point_counts_by_its_label_or_by_the_beginnings_of_its_words(
    dso_a: Association, title: str, note: str, said: list[str]
) -> None:
    meeting = make_meeting(
        dso_a, starts_at=prague("2031-03-20T15:00"), programme=programme(written(title, note=note)), live=False
    )
    assert codes(missing(meeting)) == [code for code in ALWAYS if code not in said]


def test_points_on_any_level_count_those_not_public_too(dso_a: Association) -> None:
    meeting = make_meeting(dso_a, starts_at=prague("2031-03-20T15:00"), programme=programme(*FULL), live=False)
    assert missing(meeting) == []
    meeting.programme = programme(*(written(SECRET, value, is_public=False) for value in FULL))
    meeting.save()
    assert missing(meeting) == []


def test_only_mayors_meetings_are_asked(dso_a: Association) -> None:
    board = make_meeting(dso_a, kind=MeetingKind.BOARD, live=False)
    assert missing(board) == []
    assert codes(missing(MeetingPage())) == ALWAYS


def test_many_meetings_are_asked_at_the_price_of_one(
    dso_a: Association, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    meetings = [
        make_meeting(dso_a, f"m{month}", starts_at=prague(f"2031-{month:02}-10T15:00"), live=False)
        for month in (2, 5, 6)
    ]
    meetings.append(make_meeting(dso_a, "rada", kind=MeetingKind.BOARD, live=False))
    meetings = list(MeetingPage.objects.select_related("locale").filter(pk__in=[page.pk for page in meetings]))
    # From the day of one of them on.
    RequiredPoint.objects.filter(code="satisfaction").update(retired_on=date(2031, 5, 10))
    found = missing_of(meetings)
    assert {page.pk: codes(missing(page)) for page in meetings} == {pk: codes(rows) for pk, rows in found.items()}
    assert len(queries(lambda: missing_of(meetings))) == len(queries(lambda: missing_of(meetings[:1]))) == 2


def test_a_new_notice_begins_with_the_points_of_every_meeting(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    form = sign_in(client, manager_a).get(add_url(dso_a)).context["form"]
    titles = [block.value["title"] for block in form["programme"].value()]
    assert titles == [point.name for point in required_on(None)]
    assert len(titles) == 3
    for block in form["programme"].value():
        assert block.value["is_public"] is True
        assert (block.value["note"], block.value["speaker"], list(block.value["files"])) == ("", "", [])
    english = dso_a.root_page.get_translations().get(locale__language_code="en").get_children().get(slug="meetings")
    add_english = reverse("wagtailadmin_pages:add", args=("meetings", "meetingpage", english.pk))
    in_english = client.get(add_english).context["form"]["programme"].value()
    assert in_english[1].value["title"] == "Mayors' satisfaction with the centre's services"
    # What is there already isn't filled in over.
    meeting = make_meeting(dso_a, live=False)
    edited = client.get(edit_url(meeting)).context["form"]["programme"].value()
    assert [block.value["title"] for block in edited] == ["Zahájení"]


def test_the_form_says_what_is_missing_and_what_the_public_will_not_see_and_blocks_nothing(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    stored = programme(written("Zpráva o činnosti"), written(f"{SECRET} bod", is_public=False), written("Různé"))
    meeting = make_meeting(dso_a, starts_at=prague("2031-05-20T15:00"), programme=stored)
    text = sign_in(client, manager_a).get(edit_url(meeting)).content.decode()
    panel = text[text.index('id="panel-child-programme-programme-panel') :] if "programme-panel" in text else text
    for name in ("Spokojenost starostů se službami centra", "Výsledky analýzy přínosů"):
        assert f"<li>{name}</li>" in panel
    assert "<li>Zpráva o činnosti centra</li>" not in panel
    assert f"<li>3. {SECRET} bod</li>" in panel
    assert meeting.live


def test_loading_again_keeps_what_the_union_changed(union: Union) -> None:
    RequiredPoint.objects.filter(code="satisfaction").update(name="Spokojenost", words="")
    RequiredPoint.objects.filter(code="opening_vision").delete()
    load_required_points()
    load_required_points(union)
    assert RequiredPoint.objects.get(code="satisfaction").name == "Spokojenost"
    assert RequiredPoint.objects.filter(code="opening_vision").count() == 1
    assert RequiredPoint.objects.count() == 9


def test_the_union_words_adds_and_retires_points_and_deletes_none(
    client: Client, union: Union, union_admin: Any, manager_a: Any
) -> None:
    client.force_login(union_admin)
    host = {"headers": {"host": union.site.hostname}}
    listing = client.get(reverse("required_points:index"), **host)
    assert "Vize centra" in listing.content.decode()
    point = RequiredPoint.objects.get(code="satisfaction")
    address = reverse("required_points:edit", args=[point.pk])
    today = timezone.localdate()
    posted = {"name": "Spokojenost", "name_en": "Satisfaction", "words": "spokoj", "order": "20"}
    assert client.post(address, {**posted, "retired_on": today.isoformat()}, **host).status_code == 302
    point.refresh_from_db()
    assert (point.name, point.translations, point.retired_on) == ("Spokojenost", {"en": "Satisfaction"}, today)
    for wrong, field in (({"first_month": "13"}, "first_month"), ({"last_month": "6"}, "first_month")):
        assert client.post(address, {**posted, **wrong}, **host).context["form"].errors[field]
    new = {**posted, "code": "election", "name": "Volba předsedy"}
    assert client.post(reverse("required_points:add"), new, **host).status_code == 302
    assert "election" in codes(required_on(None))
    assert client.post(f"/admin/meetings/required-points/delete/{point.pk}/", **host).status_code == 404
    client.force_login(manager_a)
    assert client.get(address, headers={"host": "horni.localhost"}).status_code in {302, 403}
