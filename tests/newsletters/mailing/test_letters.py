"""The letters of an issue, frozen when its mailing starts: whose they are, in which languages, how long (NWS-3, C3)."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from newsletters.editions.mail import AT_MOST, beginning, mail_of
from newsletters.editions.mail_parts import Part, Piece
from newsletters.enums import SubscriberKind
from newsletters.mailing.composing import Composer
from newsletters.mailing.letters import letters_of
from newsletters.mailing.pieces import encode
from newsletters.models import Delivery, Mailing, NewsletterIssuePage
from portal.tenancy.models import Association, Municipality
from tests.newsletters.editions.papers import rich_issue
from tests.newsletters.factories import archive_of, article, long_text, make_issue, publish_by_the_union
from tests.newsletters.subscribers.factories import make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def news(place: str, title: str) -> dict[str, Any]:
    return {"title": title, "place": place, "text": f"<p>{title}.</p>"}


def members_block(*items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "members", "value": {"heading": "Z obcí", "items": list(items)}}


def mailing_of(issue: NewsletterIssuePage, association: Association) -> Mailing:
    return Mailing(pk=7, site=association.site, issue=issue, letters=letters_of(issue))


def received(mailing: Mailing, association: Association, **fields: Any) -> Any:
    """The mail one more recipient gets."""
    kind = fields.get("kind", SubscriberKind.READER)
    person = make_subscriber(association, f"{kind}@example.cz", **fields)
    delivery = Delivery(
        site=association.site,
        recipient=person.email,
        kind=kind,
        municipality=person.municipality,
        message_id="<a@example.org>",
        created_at=timezone.now(),
    )
    return Composer(mailing).compose(delivery, person)


@pytest.mark.spec("NWS-3")
def test_the_mail_says_whose_it_is_why_it_came_and_how_to_end_it(dso_a: Association) -> None:
    """C3: in the mail itself, not behind a link; recognisable from the subject."""
    dso_a.seat_street, dso_a.seat_psc, dso_a.seat_town = "Náměstí 1", "50303", "Horní"
    dso_a.email = "svazek@example.cz"
    dso_a.save()
    issue = make_issue(dso_a)
    member = Municipality.objects.members_of(dso_a).first()
    assert member is not None
    mailing = mailing_of(issue, dso_a)
    reader = received(mailing, dso_a)
    office = received(mailing, dso_a, kind=SubscriberKind.OFFICE, municipality=member)
    assert "zpravodaj" in reader.subject
    assert reader.reply_to == ["svazek@example.cz"]
    for mail in (reader, office):
        soup = BeautifulSoup(mail.alternatives[0].content, "html.parser")
        foot = soup.select_one(".foot")
        assert foot is not None
        for form in (mail.body.rpartition("\n--\n")[2], foot.get_text()):
            words = " ".join(form.replace("\xa0", " ").split())
            for said in (dso_a.name, f"IČO {dso_a.ico}", "Náměstí 1, 503 03 Horní", "svazek@example.cz"):
                assert said in words, said
            assert ("na základě přihlášení k odběru ze dne" in words) is (mail is reader)
            assert (f"protože jste ve vedení členské obce ({member.name})" in words) is (mail is office)
        links = {a.get_text(): str(a["href"]) for a in soup.select("a")}
        assert "/odber/nastaveni/" in links["Nastavení odběru (témata, obec, přestávka)"]
        assert links["Odhlásit odběr"] == mail.extra_headers["List-Unsubscribe"].strip("<>")
        assert links["Odhlásit odběr"] in mail.body
        assert "@@" not in mail.body + mail.alternatives[0].content
        assert "<" not in mail.body


@pytest.mark.spec("NWS-3", "X4")
def test_news_of_ones_own_municipality_are_linked_above_the_rest(dso_a: Association) -> None:
    own, other = Municipality.objects.members_of(dso_a)[:2]
    blocks = [
        article(text=long_text()),
        members_block(
            news(f" {own.name.upper()} ", "Nová kašna & lavička"),
            news(other.name, "Hřiště"),
            news(f"{other.name} a {own.name}", "Společná cesta"),
            news("Jinde", "Daleko"),
        ),
    ]
    issue = make_issue(dso_a, blocks=blocks)
    mailing = mailing_of(issue, dso_a)
    mail = received(mailing, dso_a, municipality=own)
    soup = BeautifulSoup(mail.alternatives[0].content, "html.parser")
    heading = soup.find("h2")
    assert heading is not None
    assert heading.get_text() == f"Z vaší obce: {own.name}"
    links = {a.get_text().replace("\xa0", " "): str(a["href"]) for a in heading.find_next("ul").select("a")}  # type: ignore[union-attr]
    assert links == {
        "Nová kašna & lavička": f"{issue.full_url}#z-obci--1",
        "Společná cesta": f"{issue.full_url}#z-obci--3",
    }
    assert f"{issue.full_url}#z-obci--1" in mail.body
    assert mail.body.index("Z vaší obce") < mail.body.index("Co je nového")
    nobodys = received(mailing, dso_a, kind=SubscriberKind.OFFICE)
    assert "Z vaší obce" not in nobodys.body + nobodys.alternatives[0].content


@pytest.mark.spec("NWS-3")
def test_a_long_issue_ends_at_a_part_and_says_how_many_are_on_the_web(dso_a: Association) -> None:
    blocks = [article(f"Část {number}", long_text(9000)) for number in range(1, 15)]
    issue = make_issue(dso_a, blocks=blocks)
    mail = received(mailing_of(issue, dso_a), dso_a)
    assert AT_MOST - 20_000 < len(mail.content) < AT_MOST
    soup = BeautifulSoup(mail.alternatives[0].content, "html.parser")
    headings = [h.get_text().replace("\xa0", " ") for h in soup.select("h2")]
    shown = headings.index("Dál v tomto čísle")
    assert headings == [*(f"Část {n}" for n in range(1, shown + 1)), "Dál v tomto čísle", "Tiráž"]
    left = 14 - shown
    assert left > 4
    assert f"Na webu pokračuje {left} částmi" in soup.get_text()
    assert f"Na webu pokračuje {left} částmi" in mail.body
    following = {a.get_text().replace("\xa0", " "): a["href"] for a in soup.select("ul a")}
    assert following == {f"Část {n}": f"{issue.full_url}#cast-{n}" for n in range(shown + 1, 15)}
    button = soup.find("a", string="Celé číslo na webu")
    assert button is not None
    assert button["href"] == issue.full_url
    # Every part that is there is there whole, in both forms.
    whole = " ".join(BeautifulSoup(long_text(9000), "html.parser").get_text().split())
    for form in (soup.get_text(), mail.body):
        assert " ".join(form.replace("\xa0", " ").split()).count(whole) == shown


def test_a_first_part_longer_than_a_mail_is_shown_as_far_as_it_goes(dso_a: Association) -> None:
    paragraphs = "".join(f"<h3>Nadpis {n}</h3>{long_text(3000)}" for n in range(20))
    mail = mail_of(make_issue(dso_a, 1, live=False, blocks=[article("Dlouhé", paragraphs), article("Konec")]))
    assert len(encode(mail.text)) + len(encode(mail.html)) < AT_MOST
    headings = [h3.get_text() for h3 in BeautifulSoup(mail.html, "html.parser").select("h3")]
    assert 3 < len(headings) < 20
    assert headings == [f"Nadpis {n}" for n in range(len(headings))]
    assert "pokračuje 2 částmi" in mail.text
    unbroken = mail_of(make_issue(dso_a, 2, live=False, blocks=[article("Jediné", long_text(120_000))]))
    assert "pokračuje 1 částí" in unbroken.text


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 300), st.booleans()), min_size=1, max_size=5), max_size=6),
    st.integers(0, 900),
)
def test_what_is_kept_fits_and_nothing_is_lost_or_moved(sizes: list[list[tuple[int, bool]]], room: int) -> None:
    parts = [
        Part(str(n), str(n), tuple(Piece("x" * size, "", is_heading) for size, is_heading in part))
        for n, part in enumerate(sizes)
    ]
    kept, following = beginning(parts, room)
    assert sum(len(piece.text) for part in kept for piece in part.pieces) <= room
    if following and kept and kept[-1].anchor == following[0].anchor:
        assert len(kept) == 1
        assert kept[0].pieces == parts[0].pieces[: len(kept[0].pieces)]
        assert not kept[0].pieces[-1].is_heading
        assert following == parts
    else:
        assert kept + following == parts


@pytest.mark.spec("NWS-3", "N3")
def test_letters_are_plain_json_in_czech_and_in_translations_that_may_go_out(dso_a: Association) -> None:
    issue = make_issue(dso_a, blocks=[article()])
    english = archive_of(dso_a).get_translations().get(locale__language_code="en").locale
    copy = NewsletterIssuePage.objects.get(pk=issue.copy_for_translation(english).pk)
    copy.title = "What is new"
    copy.save_revision()
    assert list(letters_of(issue)) == ["cs"]
    publish_by_the_union(NewsletterIssuePage.objects.get(pk=copy.pk))
    letters = letters_of(issue)
    assert json.loads(json.dumps(letters)) == letters
    assert list(letters) == ["cs", "en"]
    assert "What is new" in letters["en"]["subject"]
    assert "Unsubscribe" in letters["en"]["text"]
    assert '<html lang="en"' in letters["en"]["html"]
    assert letters["en"]["archive"].startswith(f"{dso_a.site.root_url}/en/")
    edited = copy.get_latest_revision_as_object()
    edited.title = "Something else"
    edited.save_revision()
    assert list(letters_of(issue)) == ["cs"]


def test_what_people_wrote_is_words_never_a_mark_a_header_or_a_tag(dso_a: Association) -> None:
    dso_a.short_name = "Svazek <b>\r\nBcc: x@example.cz"
    dso_a.save()
    issue = make_issue(dso_a, title="@@preferences@@ <script>1</script> & ${x} {{ y }}", lead="</mj-preview><mj-raw>")
    mail = received(mailing_of(issue, dso_a), dso_a)
    assert "\n" not in mail.subject
    assert b"\r\nBcc:" not in mail.content
    soup = BeautifulSoup(mail.alternatives[0].content, "html.parser")
    heading = soup.find("h1")
    assert heading is not None
    assert heading.get_text().replace("\xa0", " ") == "@@preferences@@ <script>1</script> & ${x} {{ y }}"
    assert not soup.select("script, mj-raw")
    assert "</mj-preview><mj-raw>" in mail.body


def test_the_frame_is_for_old_programs_phones_and_screen_readers(dso_a: Association) -> None:
    html = mail_of(rich_issue(dso_a)).html
    soup = BeautifulSoup(html, "html.parser")
    assert soup.html is not None
    assert soup.html["lang"] == "cs"
    assert {table.get("role") for table in soup.select("table")} == {"presentation"}
    assert all(image.has_attr("alt") for image in soup.select("img"))
    assert "prefers-color-scheme: dark" in html
    root = dso_a.site.root_url
    assert {str(image["src"]).startswith(f"{root}{django_settings.MEDIA_URL}") for image in soup.select("img")} == {
        True
    }
    for foreign in ("fonts.googleapis", "@import", "<link", "url(", "<script"):
        assert foreign not in html, foreign
    hidden = soup.select_one("body div[style*='display:none']")
    assert hidden is not None
    assert hidden.get_text().strip() == "Úvodní slova."
    assert len(soup.select("h1")) == 1
    assert html.index("<h1") < html.index("<h2")
