"""The A4 booklet of a municipality or of the association: an accessible PDF with print date and verification dates."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from portal.tenancy.models import Association
from services_directory.actions import publish_service, record_verification
from services_directory.models import Service, ServiceContact
from services_directory.printing import booklet
from services_directory.printing.booklet import booklet_html, edition

from .booklets import TODAY, get, opened
from .factories import kind, make_many, make_service, members
from .pdf_text import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_shelf"), pytest.mark.only_on("sqlite")]

VERIFIED = TODAY - timedelta(days=19)
SMALLEST_PRINT = 11
POINTS = 0.75
"""WeasyPrint sets type in CSS pixels."""


def written(day: date) -> str:
    return f"{day.day}. {day.month}. {day.year}"


# --- What stands in it -----------------------------------------------------------------------------
@pytest.mark.spec("D10")
def test_one_click_makes_a_booklet_of_a_municipality_with_print_and_verification_dates(
    association: Association, site_client: Client
) -> None:
    here, there = members(association)[:2]
    school = make_service(association, name="Základní škola Šťáhlavská", kind="primary_school", municipality=here)
    record_verification(method="phone", service=school, on=VERIFIED)
    make_service(association, name="Ďáblická knihovna", municipality=there, scope="municipalities", served=[here])
    make_service(association, name="Knihovna jen pro Žernov", municipality=there)

    response = get(site_client, here)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert f'filename="verejne-sluzby-horice-{TODAY}.pdf"' in response["Content-Disposition"]
    text = " ".join(text_of(response.content).split())
    assert f"Vytištěno {written(TODAY)}" in text
    assert "2 služby, z toho 1 ověřená" in text
    assert "Základní škola Šťáhlavská" in text
    assert f"Ověřeno {written(VERIFIED)}" in text
    assert "Ďáblická knihovna" in text
    assert "Dosud neověřeno" in text
    assert "Knihovna jen pro Žernov" not in text


@pytest.mark.spec("D10")
def test_without_a_municipality_the_booklet_holds_the_whole_association(
    association: Association, dso_b: Association, site_client: Client
) -> None:
    for place in members(association)[:2]:
        make_service(association, name=f"Úřad {place.name}", municipality=place)
    make_service(dso_b, name="Cizí knihovna")

    text = text_of(get(site_client).content)

    assert "celé území svazku" in text
    assert "Úřad Hořice" in text
    assert "Úřad Žernov" in text
    assert "Cizí knihovna" not in text


@pytest.mark.spec("D2")
def test_nothing_internal_is_printed(association: Association, site_client: Client) -> None:
    service = make_service(association, name="Knihovna Hořice", internal_note="klíč má sousedka")
    service.contacts = [
        ServiceContact(kind="phone", value="+420491000101", label="půjčovna"),
        ServiceContact(kind="phone", value="+420777888999", is_internal=True),
        ServiceContact(kind="email", value="tajny@example.org", is_internal=True),
    ]
    publish_service(service=service)

    text = text_of(get(site_client).content)

    assert "+420 491 000 101" in text
    assert "půjčovna" in text
    assert "777 888 999" not in text
    assert "tajny@example.org" not in text
    assert "sousedka" not in text


def test_an_entry_says_where_when_how_and_for_whom(association: Association, site_client: Client) -> None:
    closure = TODAY + timedelta(days=32)
    make_service(
        association,
        name="Knihovna Hořice",
        street="Husova",
        house_number="12",
        number_kind="cp",
        psc="50801",
        opening_hours=f'Mo-Fr 08:00-12:00,13:00-16:30; PH off; {closure:%Y %b %d} off "dovolená"',
        barrier_free="yes",
        barrier_free_note="rampa ze dvora",
        lift="no",
        scope="association",
    )

    text = text_of(get(site_client).content)

    assert "Husova 12, 508 01 Hořice" in text
    assert "Po–Pá: 8:00–12:00, 13:00–16:30" in text.replace("\n", "")
    assert f"{written(closure)}: zavřeno (dovolená)" in text
    assert "rampa ze dvora" in text
    assert "výtah: ne" in text
    assert "všem obcím svazku" in text
    assert "horni.localhost/sluzby/knihovna-horice" in text.replace("\n", "")


def test_what_is_not_known_is_not_made_up(association: Association, site_client: Client) -> None:
    make_service(association, name="Knihovna Hořice")

    text = " ".join(text_of(get(site_client).content).split())

    assert "Otevřeno zatím nezjištěno" in text
    assert "Přístupnost" not in text


@pytest.mark.on_both
def test_fields_stand_in_czech_order_with_their_page_in_the_contents(
    association: Association, site_client: Client
) -> None:
    make_service(association, name="Obecní úřad", kind="municipal_office")
    make_service(association, name="Škola", kind="primary_school")
    make_service(association, name="Knihovna", kind="public_library")

    text = text_of(get(site_client).content)

    contents = text[text.index("Obsah") : text.index("Nevíte, kam se obrátit")]
    places = [contents.index(kind(code).field.label_plural) for code in ("public_library", "primary_school")]
    assert places == sorted(places)
    assert contents.index("Školy") < contents.index("Úřady")
    assert text.split("\n").count("2") == 3, "each begins on the second page"


def test_a_closed_service_and_a_draft_are_left_out(association: Association, site_client: Client) -> None:
    make_service(association, name="Zavřená škola", closed_on=TODAY)
    unfinished = make_service(association, name="Rozepsaná škola")
    unfinished.unpublish()

    text = text_of(get(site_client).content)

    assert "Zavřená škola" not in text
    assert "Rozepsaná škola" not in text
    assert "Zatím tu není zveřejněna žádná služba." in text


# --- For whom it is made ---------------------------------------------------------------------------
@pytest.mark.spec("D10")
def test_the_pdf_is_tagged_and_says_that_it_is_accessible(association: Association, site_client: Client) -> None:
    make_service(association, name="Knihovna Hořice", subject="Půjčování knih.")
    association.phone, association.email = "+420491000100", "centrum@example.org"
    association.save()

    with opened(get(site_client).content) as document:
        root = document.Root
        assert str(root.Lang) == "cs"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo["/Title"]) == f"Veřejné služby – {association.name}"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        tags = {str(element.S) for element in _elements(root.StructTreeRoot.K)}
        assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Link"} <= tags
        assert not {"/Table", "/TH", "/TD"} & tags
        assert [item.title for item in document.open_outline().root[0].children] == ["Knihovny"]
        numbers = root.StructTreeRoot.ParentTree.Nums
        elements = {int(numbers[n]): numbers[n + 1] for n in range(0, len(numbers), 2)}
        for page in document.pages:
            assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
            for link in page.get("/Annots", []):
                assert str(link.Contents)
                assert str(elements[int(link.StructParent)].S) == "/Link"
            for font in page.Resources.Font.values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_the_emblem_is_there_for_the_eye_and_the_ear(association: Association, site_client: Client) -> None:
    association.emblem = get_image_model().objects.create(
        title="Znak", file=get_test_image_file(), collection=association.collection
    )
    association.save()

    with opened(get(site_client).content) as document:
        figures = [element for element in _elements(document.Root.StructTreeRoot.K) if str(element.S) == "/Figure"]

        assert [str(figure.Alt) for figure in figures] == [f"Znak: {association.name}"]
        assert len(document.pages[0].get_images()) == 1


def test_an_emblem_whose_file_is_lost_is_left_out(association: Association, site_client: Client) -> None:
    association.emblem = get_image_model().objects.create(
        title="Znak", file=get_test_image_file(), collection=association.collection
    )
    association.save()
    association.emblem.file.storage.delete(association.emblem.file.name)

    assert get(site_client).status_code == 200


def test_no_letter_is_smaller_than_eleven_points(association: Association, site_client: Client) -> None:
    make_service(association, name="Knihovna Hořice", subject="Půjčování knih.")

    with opened(get(site_client).content) as document:
        sizes = {
            float(operands[1]) * POINTS
            for page in document.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "Tf"
        }

    assert min(sizes) >= SMALLEST_PRINT - 0.01


def test_in_english_the_booklet_says_which_words_are_czech(association: Association, site_client: Client) -> None:
    make_service(association, name="Knihovna Hořice")

    response = site_client.get("/en/services/brozura/")

    with opened(response.content) as document:
        assert str(document.Root.Lang) == "en"
        assert str(document.docinfo["/Title"]).startswith("Public services")
    text = text_of(response.content)
    assert "Not verified yet" in text
    assert 'lang="cs">Knihovna' in booklet_html(booklet.Edition(association, None, "en", TODAY))


def _elements(kids: Any) -> Iterator[Any]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            if "/S" in kid:
                yield kid
            yield from _elements(kid.get("/K", pikepdf.Array()))


def test_what_an_editor_writes_is_text(association: Association, site_client: Client, made: list[str]) -> None:
    make_service(association, name="<script>alert(1)</script> & spol.")

    page = get(site_client).content.decode()

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page


def test_the_booklet_asks_the_database_the_same_for_any_number_of_services(
    association: Association, assert_same_queries: Callable[..., int]
) -> None:
    make_many(association, 3)
    wanted = edition(association)

    assert_same_queries(lambda: booklet_html(wanted), lambda: make_many(association, 297, start=3), at_most=10)
    assert Service.objects.count() == 300
