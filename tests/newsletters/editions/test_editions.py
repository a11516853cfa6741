"""One issue on the web, in a mail and on paper: the same words, one number and one fingerprint (N4)."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from newsletters.editions import admin_views, stored, views
from newsletters.editions import pdf as paper
from newsletters.editions.content import cleaned
from newsletters.editions.mail import mail_of
from newsletters.editions.pdf import html_of, pdf_of
from newsletters.editions.proof import trial_of
from newsletters.editions.text import text_of
from newsletters.enums import PrintLayout
from newsletters.facts.fingerprint import shown
from newsletters.models import NewsletterIssuePage
from portal.core import pdf as core_pdf
from portal.core.pdf import PdfUnavailable
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.newsletters.factories import article, make_issue
from tests.newsletters.test_review import sign_in
from tests.services_directory.pdf_text import squeezed
from tests.services_directory.pdf_text import text_of as text_of_pdf

from .papers import HOST, WORDS, empty_the_shelf, rich_issue

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.fixture(autouse=True)
def shelf() -> Iterator[None]:
    empty_the_shelf()
    yield
    empty_the_shelf()


def plain(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


def assert_is_accessible(content: bytes) -> None:
    """A4 with tags, a language, a title, bookmarks, and words for its picture."""
    with pikepdf.open(BytesIO(content)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "cs"
        assert "Novinky 1/2026" in str(opened.docinfo.Title)
        assert [round(float(side)) for side in opened.pages[0].mediabox] == [0, 0, 595, 842]
        with opened.open_outline() as outline:
            titles = {plain(str(item.title)) for part in outline.root for item in (part, *part.children)}
        assert {"Co je nového", "Termíny", "Část services"} <= titles
        things = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary)]
        assert "Nový most přes potok" in {str(thing.Alt) for thing in things if "/Alt" in thing}


@pytest.mark.spec("N4", "N3")
def test_web_mail_and_pdf_say_the_same_under_one_number_and_fingerprint(client: Client, dso_a: Association) -> None:
    issue = rich_issue(dso_a)
    web = plain(BeautifulSoup(client.get(f"/zpravodaj/{issue.slug}/", headers=HOST).content, "html.parser").get_text())
    letter = mail_of(issue)
    html = plain(BeautifulSoup(letter.html, "html.parser").get_text())
    content = pdf_of(issue)
    sheet = squeezed(text_of_pdf(content))
    for words in (*WORDS, f"Číslo {issue.designation} · otisk {shown(issue.fingerprint)}"):
        for form in (web, html, plain(letter.text)):
            assert words in form, (words, form[:60])
        assert squeezed(words) in sheet, words
    assert "NÁVRH" not in html + letter.text + letter.subject + sheet
    assert letter.subject == f"{dso_a.short_name}, zpravodaj 1/2026: Novinky 1/2026"
    assert "example.org/cesty" in sheet
    assert_is_accessible(content)


@pytest.mark.spec("N4")
def test_a_draft_says_so_in_every_form(dso_a: Association) -> None:
    approved = rich_issue(dso_a)
    edited = NewsletterIssuePage.objects.get(pk=approved.pk)
    edited.lead = "Přepsaný úvod."
    edited.save_revision()
    for draft in (edited, make_issue(dso_a, 2, live=False)):
        letter = mail_of(draft)
        assert letter.subject.startswith("NÁVRH: ")
        assert "NÁVRH – tento text Svaz zatím neschválil." in letter.text
        assert "NÁVRH – tento text" in letter.html
        assert html_of(draft).count("NÁVRH") == 2
        assert shown(draft.fingerprint) != shown(approved.fingerprint)
        assert shown(draft.fingerprint) in letter.html
    assert "NÁVRH" not in html_of(approved)


@pytest.mark.spec("N4")
def test_the_mail_reads_in_old_programs_and_fetches_only_pictures_of_the_site(dso_a: Association) -> None:
    issue = rich_issue(dso_a)
    soup = BeautifulSoup(trial_of(issue, mail_of(issue))["html"], "html.parser")
    assert not soup.select("script, svg, link, iframe, button, form, article, section, figure")
    body = soup.select_one("td:has(h1)")
    assert body is not None
    for tag in body.find_all(["h2", "h3", "p", "ul", "li", "img"]):
        assert tag.get("style"), tag
    [picture] = soup.find_all("img")
    assert str(picture["src"]).startswith(f"{dso_a.site.root_url}{settings.MEDIA_URL}")
    assert str(picture["src"]).endswith(".jpg")
    assert picture["alt"] == "Nový most přes potok"
    assert int(str(picture["width"])) <= 528
    for link in soup.find_all("a"):
        assert re.match(r"https?://|mailto:|tel:", str(link["href"])), link
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@pytest.mark.spec("N4", "N5")
def test_each_layout_of_a_published_issue_is_made_once_and_again_when_it_says_something_else(
    client: Client, dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(issue: Any, layout: PrintLayout) -> bytes:
        made.append(layout)
        return b"%PDF-1.7 " + layout.encode() + b" " * (2048 if layout == PrintLayout.BLACK else 1024)

    monkeypatch.setattr(stored, "pdf_of", make)
    issue = make_issue(dso_a)
    page = f"/zpravodaj/{issue.slug}/"
    assert " KB" not in paper_words(client, page)
    for _reader in range(3):
        for address, layout in ((f"{page}pdf/", "colour"), (f"{page}pdf/cernobile/", "black")):
            response = client.get(address, headers=HOST)
            assert response.content.split()[1].decode() == layout
            assert response["Content-Type"] == "application/pdf"
            assert response["X-Robots-Tag"] == "noindex"
            assert "zpravodaj-1-2026-" in response["Content-Disposition"]
    assert made == ["colour", "black"]
    assert "PDF barevně A4, s obrázky, 1,0 KB PDF černobíle pro kopírku, 2,0 KB" in paper_words(client, page)
    html = client.get(page, headers=HOST).content.decode()
    assert f'href="{page}pdf/"' in html
    assert f'href="{page}pdf/cernobile/"' in html
    type(dso_a).objects.filter(pk=dso_a.pk).update(brand_colour="#7a1f3d")
    client.get(f"{page}pdf/", headers=HOST)
    client.get(f"{page}pdf/cernobile/", headers=HOST)
    assert made == ["colour", "black", "colour"], "another colour is nothing to black and white"
    draft = make_issue(dso_a, 2, live=False)
    for ending in ("pdf/", "pdf/cernobile/"):
        assert client.get(f"{page}{ending}", headers={"host": "dolni.localhost"}).status_code == 404
        assert client.get(f"/zpravodaj/{draft.slug}/{ending}", headers=HOST).status_code == 404


def paper_words(client: Client, page: str) -> str:
    """What the page of an issue says about its PDFs."""
    box = BeautifulSoup(client.get(page, headers=HOST).content, "html.parser").find(
        attrs={"aria-labelledby": "paper-h"}
    )
    assert box is not None
    return plain(box.get_text(" "))


def test_the_worker_makes_both_layouts_when_an_issue_comes_out(
    dso_a: Association, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    made: list[tuple[int, str]] = []
    monkeypatch.setattr(stored, "pdf_of", lambda issue, layout: made.append((issue.pk, layout)) or b"%PDF-")
    with django_capture_on_commit_callbacks(execute=True):
        issue = make_issue(dso_a)
    assert made == [(issue.pk, "colour"), (issue.pk, "black")]


def test_a_pdf_that_cannot_be_had_is_explained(
    client: Client, dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/zpravodaj/{make_issue(dso_a).slug}/pdf/"
    cache.set(core_pdf.MAKING, 1)
    busy = client.get(address, headers=HOST)
    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    cache.delete(core_pdf.MAKING)

    def missing() -> Any:
        raise PdfUnavailable

    monkeypatch.setattr(views, "weasyprint", missing)
    assert client.get(address, headers=HOST).status_code == 503
    monkeypatch.setattr(views, "PER_ADDRESS", 2)
    often = client.get(address, headers=HOST)
    assert (often.status_code, often["Cache-Control"]) == (429, "no-store")
    assert "Počkejte prosím deset minut" in plain(often.content.decode())


@pytest.mark.spec("N4")
def test_a_trial_mail_goes_to_nobody_but_who_asks_and_only_by_post(
    client: Client, dso_a: Association, editor_a: Any, manager_b: Any
) -> None:
    issue = make_issue(dso_a, live=False)
    address = reverse("newsletters:proof", args=[issue.pk])
    sign_in(client, editor_a)
    assert editor_a.email in client.get(address).content.decode()
    assert not OutboxMessage.objects.exists()
    assert client.post(address, {"recipient": "jiny@example.org"}).status_code == 302
    message = OutboxMessage.objects.get()
    assert message.recipient == editor_a.email
    assert message.subject.startswith("Zkouška: NÁVRH: ")
    assert message.site == dso_a.site
    for _again in range(12):
        client.post(address)
    assert OutboxMessage.objects.count() == 10
    assert not mail.outbox or {to for sent in mail.outbox for to in sent.to} == {editor_a.email}
    sign_in(client, manager_b)
    for name in ("newsletters:proof", "newsletters:pdf"):
        assert client.get(reverse(name, args=[issue.pk])).status_code in {302, 403, 404}
    client.post(address)
    assert OutboxMessage.objects.count() == 10


def test_who_may_edit_sees_the_newest_draft_on_paper(
    client: Client, dso_a: Association, editor_a: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin_views, "pdf_of", lambda issue: html_of(issue).encode())
    issue = make_issue(dso_a)
    newer = issue.get_latest_revision_as_object()
    newer.title = "Přepsaný titulek"
    newer.save_revision()
    sign_in(client, editor_a)
    response = client.get(reverse("newsletters:pdf", args=[issue.pk]))
    assert "no-store" in response["Cache-Control"]
    text = plain(response.content.decode())
    assert "Přepsaný titulek" in text
    assert "NÁVRH" in text
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    assert reverse("newsletters:pdf", args=[issue.pk]) in editor
    assert reverse("newsletters:proof", args=[issue.pk]) in editor


def test_boxes_icons_and_buttons_of_the_screen_are_gone_and_no_word_is_lost() -> None:
    html = """<!-- x --><section class="stack" onclick="x()"><h2 id="a" tabindex="-1">Nadpis</h2>
    <div class="card"><div>volná slova <span class="nowrap">a čas</span></div><p class="meta x">malé</p></div>
    <svg><path/></svg><button>Tisk</button><p class="no-print"><a href="/k/">Kalendář</a></p>
    <span aria-hidden="true">JN</span>
    <a href="/sluzby/">Služby</a> <span class="badge">proběhlo</span><p> </p></section>"""
    soup = cleaned(html, "https://svazek.example")
    assert str(soup.find("h2")) == '<h2 id="a">Nadpis</h2>'
    assert "<p>volná slova a čas</p>" in str(soup)
    assert '<p class="meta">malé</p>' in str(soup)
    assert 'href="https://svazek.example/sluzby/"' in str(soup)
    assert "<b>proběhlo</b>" in str(soup)
    for gone in ("svg", "Tisk", "Kalendář", "JN", "onclick", "<div", "<p> </p>"):
        assert gone not in str(soup)


def test_plain_text_has_headings_lists_links_and_words_of_pictures() -> None:
    html = """<h2>Služby</h2><p>Více na <a href="https://a.example/x">webu</a>
    a <a href="https://a.example/">a.example</a>.</p>
    <ul><li><p>Škola</p><p class="meta">Lhota</p></li><li>Pošta</li></ul>
    <ol><li>první</li></ol><figure><img alt="most" src="x"></figure>"""
    assert text_of(cleaned(html, "https://a.example")).split("\n") == [
        "Služby", "======", "", "Více na webu (https://a.example/x) a a.example.", "", "- Škola",
        "  Lhota", "- Pošta", "", "1. první", "", "[most]",
    ]  # fmt: skip


@pytest.mark.on_both
def test_the_same_pictures_serve_the_next_mail(dso_a: Association, queries: Any) -> None:
    issue = rich_issue(dso_a)
    mail_of(issue)
    assert len(queries(lambda: mail_of(issue))) <= 40
    assert paper.stylesheet(PrintLayout.BLACK, "#123456")


def test_the_way_back_from_an_alias_is_its_source(client: Client, dso_a: Association, monkeypatch: Any) -> None:
    from portal.core.pages import ensure_fallbacks

    monkeypatch.setattr(stored, "pdf_of", lambda issue, _layout: b"%PDF " + issue.locale.language_code.encode())
    issue = make_issue(dso_a, blocks=[article()])
    ensure_fallbacks(issue)
    response = client.get(f"/en/newsletter/{issue.slug}/pdf/", headers=HOST)
    assert response.content == b"%PDF cs"
