"""The pages of an issue on A4: nothing leaves them, whatever is written; tags; two layouts (N5)."""

from io import BytesIO

import pikepdf
import pytest
from wagtail.images.tests.utils import get_test_image_file_jpeg

from newsletters.editions.pdf import pdf_of
from newsletters.enums import PrintLayout
from newsletters.models import NewsletterIssuePage
from portal.core.models import PortalImage
from portal.programme.models import PublicityNotice
from portal.tenancy.models import Association
from tests.newsletters.factories import make_issue
from tests.services_directory.pdf_text import squeezed
from tests.services_directory.pdf_text import text_of as text_of_pdf

from .glyphs import colours_of, pictures_of, things_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite"), pytest.mark.spec("N5")]
MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 22 * MM, (210 - 18) * MM, (297 - 5) * MM, 5 * MM
"""The text's edges; above and below, those of the running lines."""
WORD = "Nejneobhospodařovávatelnějšímiznejneobhospodařovávatelnějších" * 4
ADDRESS = "https://www.example.org/" + "velmi-dlouha-cesta/" * 15 + "?dotaz=" + "x" * 80
FICTION = "Oficiální finanční afinita: efektivní flotila v Kyjově, příliš žluťoučký kůň úpěl ďábelské ódy."


def picture(title: str, width: int, height: int) -> PortalImage:
    file = get_test_image_file_jpeg(filename=f"{title}.jpg", size=(width, height), colour=(200, 30, 40))
    return PortalImage.objects.create(title=title, description=f"Obrázek {title}", file=file)


def hostile(association: Association) -> NewsletterIssuePage:
    """An issue with what editors do by mistake: endless words and addresses, a table, pictures of odd shapes."""
    table = f"<table><tr><th>Obec</th><th>{WORD}</th></tr><tr><td>{WORD}</td><td>{ADDRESS}</td></tr></table>"
    text = (
        f'<h3>{WORD}</h3><p>{FICTION} {WORD} <a href="{ADDRESS}">odkaz</a> <a href="{ADDRESS}">{ADDRESS}</a></p>'
        f"<ul><li>{WORD}<ul><li>{WORD}</li></ul></li></ul>{table}<p>{FICTION}</p>"
    )
    items = [
        {"title": WORD[:150], "place": WORD[:100], "text": f"<p>{WORD}</p>", "image": shown.pk, "credit": WORD[:100]}
        for shown in (picture("pruh", 2400, 90), picture("sloup", 60, 1200))
    ]
    blocks = [
        {"type": "article", "value": {"heading": WORD[:150], "text": text}},
        {"type": "news", "value": {"heading": "Krátce", "items": items}},
        {"type": "deadlines", "value": {"heading": "Termíny", "items": [{"date": "2099-05-06", "title": WORD[:150]}]}},
    ]
    strip = picture("loga", 2000, 100)
    PublicityNotice.objects.create(
        site=association.site,
        name="Projekt",
        registration_number="CZ." + "0" * 40,
        text=WORD,
        strip=strip,
        strip_description="Loga barevně",
        strip_plain=picture("loga-cb", 1000, 50),
        starts_on="2020-01-01",
        ends_on="2099-01-01",
    )
    draft = make_issue(association, title=WORD[:180], blocks=blocks, lead=WORD, live=False)
    newest: NewsletterIssuePage = draft.get_latest_revision_as_object()
    return newest


def assert_inside(content: bytes) -> None:
    things = things_of(content)
    assert len(things) > 2000
    outside = [
        thing
        for thing in things
        if thing.left < LEFT - 1 or thing.right > RIGHT + 1 or thing.top > TOP or thing.bottom < BOTTOM
    ]
    assert not outside, outside[:5]


def test_nothing_leaves_the_page_and_words_are_read_as_they_are_written(dso_a: Association) -> None:
    issue = hostile(dso_a)
    coloured, black = pdf_of(issue), pdf_of(issue, PrintLayout.BLACK)
    for content in (coloured, black):
        assert_inside(content)
        text = text_of_pdf(content)
        assert squeezed(FICTION) in squeezed(text)
        assert not {"\ufb00", "\ufb01", "\ufb02", "\ufb03", "\u00ad", "\ufffd"} & set(text)
        assert text.count(squeezed(ADDRESS.removeprefix("https://www."))[:30]) >= 2, "the address is printed"
        with pikepdf.open(BytesIO(content)) as opened:
            pages = len(opened.pages)
        assert f"1/{pages}" in squeezed(text)
        assert f"{pages}/{pages}" in squeezed(text)
    # Without colours: everything is grey, the strip is the one made for it.
    assert all(red == green == blue for red, green, blue in colours_of(black))
    assert any(red != blue for red, _green, blue in colours_of(coloured))
    assert {space for space, _width, _height in pictures_of(black)} == {"/DeviceGray"}
    assert {space for space, _width, _height in pictures_of(coloured)} == {"/DeviceRGB"}
    assert ("/DeviceGray", 1000, 50) in pictures_of(black)
    assert ("/DeviceRGB", 1600, 80) in pictures_of(coloured)
    assert len(pictures_of(black)) == len(pictures_of(coloured)) == 3


def test_tags_name_what_everything_is(dso_a: Association) -> None:
    issue = hostile(dso_a)
    with pikepdf.open(BytesIO(pdf_of(issue))) as opened:
        root = opened.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "cs"
        assert root.ViewerPreferences.DisplayDocTitle
        assert b"pdfuaid" in root.Metadata.read_bytes()
        elements = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing]
        kinds = {str(element.S) for element in elements}
        assert {"/Document", "/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Figure",
                "/Link"} <= kinds  # fmt: skip
        figures = [element for element in elements if str(element.S) == "/Figure"]
        assert {str(figure.Alt) for figure in figures} == {"Obrázek pruh", "Obrázek sloup", "Loga barevně"}
        links = [note for page in opened.pages for note in page.get("/Annots", [])]
        assert links
        assert all(str(link.Contents) and "/StructParent" in link for link in links)
        assert all(str(page.Tabs) == "/S" for page in opened.pages)
        with opened.open_outline() as outline:
            assert len(list(outline.root)) == 1
            assert len(list(outline.root[0].children)) >= 3
