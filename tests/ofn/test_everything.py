"""All exports at once: everything there may be, three hundred notices, the manners of the API."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from meetings.models import MeetingPage, Notice
from meetings.ofn import boards, reading, shapes
from portal.tenancy.api.scope import Scope
from portal.tenancy.models import Association, StaffMember

from ..meetings.factories import list_of, make_meeting
from .exports import ADDRESSES, LONG, furnish, make_full_meeting, programme, read
from .norms import problems

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

MANY = 300


@pytest.mark.spec("O1", "O2")
def test_whatever_there_is_everything_is_valid(api: Client, dso_a: Association) -> None:
    furnish(dso_a)
    items = {item["url"].rsplit("/", 2)[1]: item for item in read(api, "board")["informace"]}
    assert set(items) == {"rozpocet", "strohe", "dlouhe", "po-zmene-casu"}
    assert "umístění" not in items["strohe"]
    assert items["dlouhe"]["popis"]["cs"] == LONG[:500].strip()
    titles = [each["název"]["cs"] for each in read(api, "events")]
    assert len(titles) == 5
    assert LONG[:250].strip() in titles
    assert len(read(api, "news")) == 1
    assert len(read(api, "contacts")) == 2


@pytest.mark.spec("O1", "O2")
def test_three_hundred_notices_are_a_valid_board_and_valid_events(dso_a: Association) -> None:
    make_full_meeting(dso_a)
    scope = Scope(dso_a.name, {dso_a.site_id: dso_a})
    [known] = reading.coming_and_recent(scope)
    many = []
    for _number in range(MANY):
        meeting = MeetingPage(**vars_of(known.meeting))
        meeting.translation_key = uuid4()
        many.append(replace(known, meeting=meeting))
    [board] = boards.boards(scope)
    at, until = timezone.now(), timezone.localdate()
    board["informace"] = [shapes.information(each, posted_at=at, until=until) for each in many]
    assert len({item["iri"] for item in board["informace"]}) == MANY
    assert problems("board", board) == []
    assert problems("events", [shapes.event(each) for each in many]) == []


def vars_of(meeting: MeetingPage) -> dict[str, Any]:
    """What an unsaved notice needs to be told as this one."""
    names = (
        "title",
        "lead",
        "kind",
        "starts_at",
        "ends_at",
        "place",
        "address",
        "municipality",
        "latitude",
        "longitude",
    )
    return {name: getattr(meeting, name) for name in names} | {"pk": meeting.pk}


@pytest.mark.spec("O1", "O2")
@pytest.mark.on_both
def test_more_notices_take_no_more_reading(
    api: Client, dso_a: Association, assert_same_queries: Callable[..., int]
) -> None:
    make_full_meeting(dso_a)
    points = programme(dso_a)

    def grow() -> None:
        index = Page.objects.get(pk=list_of(dso_a).pk)
        for number in range(5):
            page = MeetingPage(
                title=f"Další {number}",
                slug=f"dalsi-{number}",
                starts_at=timezone.now() + timedelta(days=30 + number),
                place="radnice",
                programme=points,
                municipality=dso_a.municipalities.first(),
            )
            index.add_child(instance=page)
            Notice.objects.create(site=dso_a.site, meeting=page, posted_at=timezone.now())
            StaffMember.objects.create(site=dso_a.site, name="Jana Milá", position="vedoucí", phone="+420602000101")

    addresses = {name: partial(api.get, address) for name, address in ADDRESSES.items()}
    assert_same_queries(addresses, grow, at_most=20)
    assert len(read(api, "board")["informace"]) == 6
    assert len(read(api, "events")) == 6


@pytest.mark.spec("O2", "O4")
def test_answers_keep_the_manners_of_the_api(api: Client, dso_a: Association) -> None:
    make_meeting(dso_a, title="Žluťoučký kůň")
    for address in ADDRESSES.values():
        first = api.get(address)
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert first.headers["Cache-Control"] == "public, max-age=60"
        assert 'rel="license"' in first.headers["Link"]
        assert api.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        assert "\\u" not in first.content.decode()
        in_english = api.get(address, headers={"Accept-Language": "en"})
        assert json.loads(in_english.content) == json.loads(first.content)
        assert api.post(address).status_code == 405
    assert "Žluťoučký kůň" in api.get(ADDRESSES["events"]).content.decode()
