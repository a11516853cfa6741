"""Reading a programme: numbers, levels, what isn't public, how often the database is asked (M1)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from meetings.blocks import DEEPEST, MOST_BELOW, MOST_FILES, MOST_POINTS
from meetings.facts import facts_of
from meetings.models import MeetingPage
from meetings.programme import all_points, programme_of, programmes_of
from portal.core.pages import ensure_fallbacks, ensure_translation
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting
from tests.meetings.programme.writing import SECRET, make_document, programme, secret_programme, written

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M1"), pytest.mark.only_on("sqlite")]


def numbered(meeting: Any, **options: Any) -> list[tuple[str, str]]:
    return [(point.number, point.title) for point in all_points(programme_of(meeting, **options))]


def test_points_are_numbered_below_their_own_down_to_the_third_level(dso_a: Association) -> None:
    meeting = make_meeting(
        dso_a,
        programme=programme(
            written("Zahájení"),
            written("Zpráva", written("Služby", written("Odpady"), written("Cesty")), written("Lidé")),
        ),
    )
    assert numbered(meeting) == [
        ("1", "Zahájení"),
        ("2", "Zpráva"),
        ("2.1", "Služby"),
        ("2.1.1", "Odpady"),
        ("2.1.2", "Cesty"),
        ("2.2", "Lidé"),
    ]


def test_what_is_not_public_comes_last_so_that_everybody_has_the_same_numbers(dso_a: Association) -> None:
    meeting = make_meeting(dso_a, programme=secret_programme())
    public = numbered(meeting)
    assert public == [("1", "Zahájení"), ("1.1", "Volba zapisovatele"), ("2", "Rozpočet svazku")]
    everything = numbered(meeting, public_only=False)
    assert [line for line in everything if SECRET not in line[1]] == public
    assert [number for number, title in everything if SECRET in title] == ["1.2", "3", "3.1"]


def test_a_point_below_one_that_is_not_public_is_not_either(dso_a: Association) -> None:
    meeting = make_meeting(dso_a, programme=secret_programme())
    points = {point.title: point.is_public for point in all_points(programme_of(meeting, public_only=False))}
    assert not points[f"{SECRET} ještě hlouběji"]
    assert points["Zahájení"]
    assert SECRET not in str(facts_of(meeting))
    assert SECRET in str(facts_of(meeting, public_only=False))


def test_a_draft_in_memory_is_read_as_it_stands(dso_a: Association) -> None:
    meeting = make_meeting(dso_a, programme=secret_programme())
    meeting.programme[2].value["is_public"] = False
    assert numbered(meeting) == [("1", "Zahájení"), ("1.1", "Volba zapisovatele")]
    assert programme_of(MeetingPage()) == []


def test_a_document_that_is_gone_leaves_its_point(dso_a: Association) -> None:
    document = make_document(dso_a)
    meeting = make_meeting(dso_a, live=False, programme=programme(written("Zpráva", files=(document,))))
    assert programme_of(meeting)[0].files == (document,)
    document.delete()
    assert programme_of(meeting)[0].files == ()


@pytest.mark.parametrize(
    "point",
    [
        written(""),
        written("   "),
        written("Zpráva", written("")),
        written("Zpráva", written("Služby", written(""))),
        written("A" * 201),
        written("Zpráva", *[written(f"Bod {number}") for number in range(MOST_BELOW + 1)]),
        written("Zpráva", note="A" * 1001),
    ],
)
def test_a_point_needs_a_title_on_every_level_and_has_its_limits(dso_a: Association, point: dict[str, Any]) -> None:
    block = MeetingPage._meta.get_field("programme").stream_block
    refused = block.to_python([{"type": "point", "value": point, "id": "1"}])
    with pytest.raises(ValidationError):
        block.clean(refused)
    block.clean(block.to_python([{"type": "point", "value": written("Zpráva", written("Služby")), "id": "1"}]))


def test_the_programme_has_at_most_so_many_points_files_and_levels() -> None:
    block = MeetingPage._meta.get_field("programme").stream_block
    many = block.to_python([{"type": "point", "value": written("Bod"), "id": str(n)} for n in range(MOST_POINTS + 1)])
    with pytest.raises(ValidationError):
        block.clean(many)
    level, depth = block.child_blocks["point"], 1
    assert level.child_blocks["files"].meta.max_num == MOST_FILES
    while below := level.child_blocks.get("points"):
        # What the layout of the form leaves out nobody can write.
        assert set(level.meta.form_layout.get_sorted_block_names()) == set(level.child_blocks)
        level, depth = below.child_block, depth + 1
    assert depth == DEEPEST


def test_many_programmes_with_many_files_cost_as_much_as_one(
    dso_a: Association, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    documents = [make_document(dso_a, f"Příloha {number}") for number in range(12)]
    small = make_meeting(dso_a, programme=programme(written("Zpráva", files=(documents[0],))))
    large = make_meeting(
        dso_a,
        "velke",
        programme=programme(
            *(written(f"Bod {n}", written("Níž", files=(documents[n],)), files=(documents[n + 1],)) for n in range(11))
        ),
    )
    small, large = (MeetingPage.objects.select_related("locale").get(pk=page.pk) for page in (small, large))
    assert len(queries(lambda: programme_of(small))) == 1
    assert len(queries(lambda: programme_of(large))) == 1
    assert len(queries(lambda: programmes_of([small, large]))) == 1
    assert queries(lambda: programmes_of([small, large], files=False)) == []
    assert programmes_of([small, large])[large.pk][10].points[0].files == (documents[10],)


def test_what_became_secret_is_secret_in_the_translation_at_once(dso_a: Association) -> None:
    meeting = make_meeting(dso_a, programme=programme(written("Zahájení"), written("Platy", written("Odměny"))))
    english = ensure_translation(meeting, Locale.objects.get(language_code="en"), slug="meeting", title="Meeting")
    assert numbered(english) == numbered(meeting)
    meeting.programme = programme(written("Zahájení"), written("Platy", written("Odměny"), is_public=False))
    meeting.save_revision().publish()
    english = MeetingPage.objects.get(pk=english.pk)
    assert numbered(english) == [("1", "Zahájení")]
    assert not next(point for point in programme_of(english, public_only=False) if point.title == "Platy").is_public
    # A deeper one alone, too.
    meeting.programme = programme(written("Zahájení"), written("Platy", written("Odměny", is_public=False)))
    meeting.save_revision().publish()
    assert numbered(MeetingPage.objects.get(pk=english.pk)) == [("1", "Zahájení"), ("2", "Platy")]


def test_a_page_that_only_repeats_the_czech_one_has_its_public_points(dso_a: Association) -> None:
    meeting = make_meeting(dso_a, programme=secret_programme())
    ensure_fallbacks(meeting)
    alias = MeetingPage.objects.get(alias_of=meeting)
    assert numbered(alias) == numbered(meeting)
