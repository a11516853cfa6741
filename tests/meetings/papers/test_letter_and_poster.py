"""Letter and poster come from the record of the web notice: the same words, tags, one page (M11, M1)."""

from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.test import Client

from meetings.announcing.links import new_key
from meetings.announcing.record import record
from meetings.changing.cancelling import cancel_meeting
from meetings.changing.moving import move_meeting
from meetings.enums import AnnouncementKind, InviteeRole
from meetings.models import Invitation, MeetingPage
from meetings.papers.letter import letter_html, letter_pdf
from meetings.papers.poster import LEVELS, poster_html, poster_pdf
from meetings.papers.qr import qr_code
from meetings.papers.sheet import sheet_of, sheet_of_announcement
from portal.programme.models import PublicityNotice
from portal.tenancy.models import Association
from tests.newsletters.editions.glyphs import colours_of
from tests.services_directory.pdf_text import squeezed

from .programmes import (
    HOST,
    LONG,
    PUBLIC_POINTS,
    SECRET_POINTS,
    SECRET_WORDS,
    given,
    opened,
    programme,
    rich_meeting,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite"), pytest.mark.spec("M11")]
SHARED = (
    "Podzimní setkání starostů", "Setkání starostů", "čtvrtek 3. 12. 2099", "9:00–11:30",
    "zasedací místnost obecního úřadu", "Náves 12", "Horní Lhota", "rampa ze dvora", "Občané jsou vítáni",
)  # fmt: skip
"""What page, letter and poster all say."""


def plain(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").replace("\xa0", " ").split())


def fresh(meeting: MeetingPage) -> MeetingPage:
    return MeetingPage.objects.get(pk=meeting.pk)


@pytest.mark.spec("M1")
def test_page_letter_and_poster_say_the_same(client: Client, dso_a: Association) -> None:
    meeting = rich_meeting(dso_a)
    page = squeezed(plain(client.get(f"/setkani/{meeting.slug}/", headers=HOST).content.decode()))
    letter, poster = words_of(letter_pdf(meeting)), words_of(poster_pdf(meeting))
    for words in (*SHARED, *(title for _number, title in PUBLIC_POINTS)):
        for said in (page, letter, poster):
            assert squeezed(words) in said, (words, said[:80])
    for number, title in PUBLIC_POINTS:
        assert squeezed(f"{number} {title}") in letter, title
        assert squeezed(f"{number} {title}") in poster, title
    for words in SECRET_WORDS:
        assert squeezed(words) not in page + poster, words
        assert squeezed(words) in letter, words
    for number, title in SECRET_POINTS:
        assert squeezed(f"{number} {title}") in letter, title
    assert "NÁVRH" not in letter + poster


def test_the_letter_has_what_a_letter_of_an_office_has(dso_a: Association) -> None:
    meeting = rich_meeting(dso_a)
    html = letter_html(sheet_of(meeting))
    said = plain(html)
    for words in (
        dso_a.name, "Palackého 4, 503 03 Horní Lhota", f"IČO {dso_a.ico}", "datová schránka abc123x", "491 612 605",
        "Starostům členských obcí", "Předkládá: Ing. Jan Novák", "Dotazníky se vyplňují na místě.",
        "jak přijet (example.org/jak)", "Mgr. Petra Dlouhá", "předsedkyně svazku", "Kdo může přijít",
    ):  # fmt: skip
        assert words in said, words
    assert said.index("Neveřejná část") > said.index("Spokojenost se službami")
    assert said.index("Neveřejná část") < said.index(SECRET_POINTS[1][1])
    assert "Výhrady obcí (neveřejné)" in said
    assert "9:00" in html
    assert "zasedací místnost obecního" in said
    assert "3.\xa012.\xa02099" in html, "days don't break"


def test_the_letter_is_addressed_to_whom_the_invitation_is_for(dso_a: Association) -> None:
    meeting = rich_meeting(dso_a)
    line = record(meeting=meeting, kind=AnnouncementKind.INVITED, user=None, reason="Pozdě kvůli povodni.")
    invitation = Invitation(
        site=dso_a.site, meeting=meeting, announcement=line, role=InviteeRole.MAYOR, name="Ing. Jiří Nejezchleba",
        email="s@example.org", municipality=meeting.municipality, key=new_key(),
    )  # fmt: skip
    sheet = sheet_of(meeting)
    said = plain(letter_html(sheet, invitation))
    assert "Ing. Jiří Nejezchleba starosta/starostka Horní Lhota" in said
    assert "Starostům členských obcí" not in said
    assert "Nejezchlebo" not in said, "nobody is called by a made-up vocative"
    assert "povodni" not in said + plain(poster_html(sheet)), "why an invitation was late is for the centre"


def test_a_draft_says_so_on_both_papers(dso_a: Association) -> None:
    draft = rich_meeting(dso_a, live=False)
    sheet = sheet_of(draft)
    assert "NÁVRH – tato pozvánka zatím nebyla odeslána." in plain(letter_html(sheet))
    assert "NÁVRH – nevyvěšovat" in plain(poster_html(sheet))


@pytest.mark.spec("M9")
def test_a_moved_meeting_keeps_its_old_day_and_a_cancelled_one_shouts(dso_a: Association, manager_a: Any) -> None:
    meeting = rich_meeting(dso_a)
    other = meeting.starts_at + timedelta(days=7)
    move_meeting(meeting=meeting, starts_at=other, ends_at=other + timedelta(hours=2), reason="Nemoc.", user=manager_a)
    moved = sheet_of(fresh(meeting))
    for html in (letter_html(moved), poster_html(moved)):
        assert "čtvrtek 10. 12. 2099" in plain(html)
        assert "přesunuto z termínu čtvrtek 3. 12. 2099 v 9:00" in plain(html)
        assert "<s>" not in html
    assert "Důvod: Nemoc." in plain(letter_html(moved))
    move_meeting(
        meeting=fresh(meeting), starts_at=other, ends_at=None, place="kulturní dům", reason="Oprava.", user=manager_a
    )
    elsewhere = sheet_of(fresh(meeting))
    for html in (letter_html(elsewhere), poster_html(elsewhere)):
        assert "přesunuto z termínu čtvrtek 3. 12. 2099 v 9:00" in plain(html)
        assert "původně: zasedací místnost obecního úřadu, Náves 12, Horní Lhota" in plain(html)
    cancel_meeting(meeting=fresh(meeting), reason="Povodeň.", user=manager_a)
    off = sheet_of(fresh(meeting))
    for html in (letter_html(off), poster_html(off)):
        soup = BeautifulSoup(html, "html.parser")
        cancelled, struck = soup.select_one(".cancelled"), soup.select_one("s")
        assert cancelled is not None
        assert cancelled.get_text() == "ZRUŠENO"
        assert struck is not None
        assert "10. 12. 2099" in plain(str(struck))
        assert "Důvod: Povodeň." in plain(html)
    assert not BeautifulSoup(poster_html(off), "html.parser").select(".points, .who")
    first = meeting.announcements.get(kind=AnnouncementKind.ANNOUNCED)
    before = sheet_of_announcement(first)
    assert "čtvrtek 3. 12. 2099" in plain(poster_html(before))
    assert "ZRUŠENO" not in plain(poster_html(before))
    assert before.standing.moved_from is None


@pytest.mark.parametrize("points", [3, 40])
def test_the_poster_is_one_page_of_a4_whatever_is_written(dso_a: Association, points: int) -> None:
    long = [given(f"{LONG} {number}", given(LONG, given(LONG))) for number in range(points)]
    meeting = rich_meeting(
        dso_a, title=LONG[:120], place=LONG[:150], programme=programme(*long), barrier_free_note=LONG,
        who_may_come=f"<p>{LONG} {LONG}</p>",
    )  # fmt: skip
    content = poster_pdf(meeting)
    with opened(content) as pdf:
        assert len(pdf.pages) == 1
        assert [round(float(side)) for side in pdf.pages[0].mediabox] == [0, 0, 595, 842]
    said = words_of(content)
    assert "Vyvěšeno:Sejmuto:Podpis:" in said, "the foot isn't cut off"
    assert squeezed("čtvrtek 3. 12. 2099") in said
    if points == 40:
        assert squeezed("Celý program je na webu.") in said
        assert squeezed(f"horni.localhost/setkani/{meeting.slug}") in said


def test_even_the_worst_title_leaves_one_page(dso_a: Association) -> None:
    word = "Nejneobhospodařovávatelnějšímu"
    meeting = rich_meeting(
        dso_a, title=(word * 9)[:255], place=(word * 9)[:200], address=(word * 9)[:200],
        barrier_free_note=(word * 9)[:250], who_may_come=f"<p>{word * 60}</p>",
        programme=programme(*(given((word * 9)[:200]) for _number in range(30))),
    )  # fmt: skip
    with opened(poster_pdf(meeting)) as pdf:
        assert len(pdf.pages) == 1


def test_papers_are_accessible_and_carry_their_fonts(dso_a: Association) -> None:
    meeting = rich_meeting(dso_a)
    for content, title, alts in (
        (letter_pdf(meeting), "Pozvánka: Podzimní setkání starostů", set()),
        (poster_pdf(meeting), "Podzimní setkání starostů, 3. 12. 2099", {"QR kód s adresou"}),
    ):
        with opened(content) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang) == "cs"
            assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
            assert str(pdf.docinfo.Title).replace("\xa0", " ") == title
            elements = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing]
            kinds = {str(element.S) for element in elements}
            assert {"/Document", "/H1", "/H2", "/P", "/L", "/LI"} <= kinds
            figures = [str(element.Alt) for element in elements if str(element.S) == "/Figure"]
            assert all(any(figure.startswith(alt) for figure in figures) for alt in alts)
            assert len(figures) == len(alts)
            fonts = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing]
            assert fonts
            assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts)


def test_nothing_is_said_by_colour_alone(dso_a: Association) -> None:
    Association.objects.filter(pk=dso_a.pk).update(brand_colour="#000000")
    content = poster_pdf(rich_meeting(dso_a))
    assert all(red == green == blue for red, green, blue in colours_of(content))


def test_publicity_stands_on_both_papers_while_it_is_valid(dso_a: Association) -> None:
    meeting = rich_meeting(dso_a)
    notice = PublicityNotice.objects.create(
        site=dso_a.site,
        name="Projekt",
        text="Projekt je spolufinancován.",
        starts_on="2020-01-01",
        ends_on="2099-01-01",
    )
    for html in (letter_html(sheet_of(meeting)), poster_html(sheet_of(meeting))):
        assert "Projekt je spolufinancován." in html
    PublicityNotice.objects.filter(pk=notice.pk).update(ends_on="2020-02-01")
    for html in (letter_html(sheet_of(meeting)), poster_html(sheet_of(meeting))):
        assert "spolufinancován" not in html


def test_each_level_of_the_poster_says_no_more_than_the_one_before(dso_a: Association) -> None:
    sheet = sheet_of(rich_meeting(dso_a, programme=programme(*(given(f"Bod {n}") for n in range(30)))))
    lengths = [len(plain(poster_html(sheet, level))) for level in LEVELS]
    counts = [plain(poster_html(sheet, level)).count("Bod ") for level in LEVELS]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 0
    assert lengths[0] > lengths[-1]
    assert "… a 14 dalších bodů. Celý program je na webu." in plain(poster_html(sheet, LEVELS[5]))


def test_the_code_is_drawn_by_ourselves() -> None:
    drawn = qr_code("https://horni.example.org/setkani/podzim/")
    assert drawn.startswith("data:image/svg+xml")
    assert qr_code("") == ""
