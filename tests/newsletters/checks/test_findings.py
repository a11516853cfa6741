"""Before an issue goes to the Union, what would keep readers out is found, each with its place (C1)."""

from typing import Any

import pytest
from wagtail.images.tests.utils import get_test_image_file

from newsletters.checks import lines
from portal.core.models import PortalImage
from portal.tenancy.models import Association, StaffMember

from .drafts import block, codes, draft, findings, only, text_block

pytestmark = [pytest.mark.django_db, pytest.mark.spec("C1"), pytest.mark.only_on("sqlite")]


@pytest.fixture
def picture(dso_a: Association) -> PortalImage:
    return PortalImage.objects.create(title="Lávka", file=get_test_image_file(), collection=dso_a.collection)


@pytest.fixture(autouse=True)
def person(dso_a: Association) -> StaffMember:
    """Somebody the first issue can name."""
    one = StaffMember.objects.create(site=dso_a.site, name="Jana Nová", phone="+420491000000")
    one.agendas.create(site=dso_a.site, title="Doprava")
    return one


def test_an_issue_that_is_ready_has_no_findings(dso_a: Association) -> None:
    assert findings(draft(dso_a)) == []


@pytest.mark.parametrize(
    ("description", "is_decorative", "expected"),
    [
        ("", False, {"no_alt_text"}),
        ("IMG_2041.jpg", False, {"no_alt_text"}),
        ("", True, set()),
        ("Lávka", False, set()),
    ],
)
def test_a_picture_says_what_is_in_it_or_that_it_only_decorates(
    dso_a: Association, picture: PortalImage, description: str, is_decorative: bool, expected: set[str]
) -> None:
    shown = block("image", image=picture.pk, description=description, is_decorative=is_decorative)
    assert codes(draft(dso_a, shown)) == expected


def test_a_picture_of_a_piece_of_news_is_named_with_its_place(dso_a: Association, picture: PortalImage) -> None:
    item = {"type": "item", "id": "polozka", "value": {"title": "Lávka", "text": "<p>Stojí.</p>", "image": picture.pk}}
    news = block("news", heading="Krátce", items=[item])
    found = only(findings(draft(dso_a, news)))
    assert (found.code, found.place) == ("no_alt_text", f"body.{news['id']}.items.polozka.description")
    assert found.is_blocking
    assert "Krátce" in found.message
    picture.description = "Nová lávka přes řeku"
    picture.save()
    assert findings(draft(dso_a, news)) == []


def test_a_picture_inside_a_text_is_found(dso_a: Association, picture: PortalImage) -> None:
    html = f'<p>Lávka</p><embed embedtype="image" id="{picture.pk}" alt="Lávka" format="left"/>'
    assert codes(draft(dso_a, text_block(html))) == {"picture_in_text"}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h3>Jaro</h3><p>…</p><h3>Léto</h3><h4>Červen</h4><h3>Podzim</h3>", set()),
        ("<h4>Červen</h4>", {"skipped_heading"}),
        ("<h2>Vložený oddíl</h2><h4>Červen</h4>", {"skipped_heading"}),
        ("<h1>Druhý nadpis stránky</h1>", {"skipped_heading"}),
        ("<h3> </h3><p>…</p>", {"empty_heading"}),
        ("<h3><br/></h3><p>…</p>", {"empty_heading"}),
    ],
)
def test_headings_follow_one_another_in_the_whole_page(dso_a: Association, html: str, expected: set[str]) -> None:
    assert codes(draft(dso_a, text_block(html))) == expected


def test_a_text_without_a_section_above_it_begins_with_no_smaller_heading(dso_a: Association) -> None:
    opening = {"type": "closing", "id": "uvod", "value": "<h3>Milí sousedé</h3>"}
    issue = draft(dso_a)
    issue.body = type(issue.body)(issue.body.stream_block, [opening, *issue.body.raw_data], is_lazy=True)
    assert (only(findings(issue)).code, only(findings(issue)).place) == ("skipped_heading", "body.uvod")


def test_an_empty_heading_of_a_section_is_found(dso_a: Association) -> None:
    section = text_block("<p>Text.</p>", heading="\u00a0")
    found = only(findings(draft(dso_a, section)))
    assert (found.code, found.place) == ("empty_heading", f"body.{section['id']}.heading")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="https://obec.example.org/">Jízdní řád školního autobusu</a>', set()),
        ('<a href="">Jízdní řád</a>', {"empty_link"}),
        ('<a href="https://">Jízdní řád</a>', {"empty_link"}),
        ("<a>Jízdní řád</a>", {"empty_link"}),
        ('<a linktype="page" id="999999">Jízdní řád</a>', {"empty_link"}),
        ('<a linktype="document" id="999999">Jízdní řád</a>', {"empty_link"}),
        ('<a href="https://obec.example.org/"> </a>', {"wordless_link"}),
        ('<a href="https://obec.example.org/">Zde.</a>', {"vague_link"}),
        ('<a href="https://obec.example.org/"><b>klikněte</b> zde</a>', {"vague_link"}),
        ('<a href="https://obec.example.org/">https://obec.example.org/</a>', {"bare_address"}),
    ],
)
def test_a_link_leads_somewhere_and_says_where(dso_a: Association, html: str, expected: set[str]) -> None:
    found = findings(draft(dso_a, text_block(f"<p>Viz {html}.</p>")))
    assert {finding.code for finding in found} == expected
    assert all(finding.is_blocking == (finding.code != "bare_address") for finding in found)


def test_a_link_to_a_page_that_is_not_out_yet_is_advice(dso_a: Association) -> None:
    home = dso_a.root_page
    home.live = False
    home.save(update_fields=["live"])
    found = only(findings(draft(dso_a, text_block(f'<p><a linktype="page" id="{home.pk}">Svazek obcí</a></p>'))))
    assert (found.code, found.is_blocking) == ("unpublished_target", False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * lines.MOST, set()),
        ("a" * (lines.MOST + 1), {"long_line"}),
        ("slovo\u00a0" * 8, {"long_line"}),
        ("https://obec.example.org/zivot/v/obci/jizdni-rad-skolniho-autobusu/", set()),
        ("sloučenina-" * 12, set()),
    ],
)
def test_a_run_no_phone_can_hold_is_found(dso_a: Association, text: str, expected: set[str]) -> None:
    assert codes(draft(dso_a, text_block(f"<p>{text}</p>"))) == expected


def test_a_heading_holds_less_on_a_line(dso_a: Association) -> None:
    assert codes(draft(dso_a, title="a" * (lines.MOST_IN_HEADING + 1))) == {"long_line"}


@pytest.mark.parametrize("words", ["Lorem ipsum dolor", "Koná se xxx v obci", "[doplňte místo]", "Kdy: ____", "Todo"])
def test_words_that_only_kept_a_place_are_found(dso_a: Association, words: str) -> None:
    found = only(findings(draft(dso_a, lead=words)))
    assert (found.code, found.place) == ("leftover", "lead")


def test_what_a_copy_of_the_last_issue_leaves_to_fill_in_is_found(dso_a: Association) -> None:
    item = {"type": "item", "id": "polozka", "value": {"title": "", "text": ""}}
    empty = [text_block("<p></p>", heading=""), block("news", heading="Krátce", items=[item])]
    empty += [block("image", image=None), block("news", heading="Z obcí", items=[])]
    places = {(found.code, found.place) for found in findings(draft(dso_a, *empty))}
    first, news, image, none = (f"body.{part['id']}" for part in empty)
    assert places == {
        ("empty_heading", f"{first}.heading"),
        ("gap", f"{first}.text"),
        ("empty_heading", f"{news}.items.polozka.title"),
        ("gap", f"{news}.items.polozka.text"),
        ("gap", f"{image}.image"),
        ("gap", f"{none}.items"),
    }


def test_findings_come_in_reading_order_with_what_blocks_first(dso_a: Association) -> None:
    vague = text_block('<p><a href="https://a.example.org">zde</a></p>')
    empty = text_block('<p><a href="">Jízdní řád</a></p>')
    bare = text_block('<p><a href="https://a.example.org">www.example.org</a></p>')
    found = findings(draft(dso_a, bare, vague, empty, title="xxx"))
    assert [finding.code for finding in found] == ["leftover", "vague_link", "empty_link", "bare_address"]


def test_checking_costs_the_same_however_long_the_issue_is(
    dso_a: Association, picture: PortalImage, assert_same_queries: Any
) -> None:
    added: list[dict[str, Any]] = []

    def grow(count: int) -> None:
        for number in range(count):
            added.append(text_block(f'<p><a linktype="page" id="{number + 1}">Stránka číslo {number}</a></p>'))
            added.append(block("image", image=picture.pk, description="Lávka", is_decorative=False))

    grow(3)
    assert_same_queries(lambda: findings(draft(dso_a, *added)), lambda: grow(20), at_most=12)
