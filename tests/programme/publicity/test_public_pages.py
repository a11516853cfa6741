"""A project's strip stands above the fold from its first day to its last, on its own site only (PUB-1, WEB-1, C9)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.programme.publicity.notices import notices_for
from portal.tenancy.models import Association, Union
from services_directory.printing import stored
from services_directory.printing.booklet import booklet_html, edition
from tests.home.factories import add_page
from tests.newsletters.factories import make_issue

from .factories import TEXT, make_notice, make_strip

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PUB-1"), pytest.mark.only_on("sqlite")]

SAID = "Evropská unie, Evropský sociální fond"


def page(owner: Association | Union, path: str = "/") -> str:
    response = Client(headers={"host": owner.site.hostname}).get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def above_the_content(html: str) -> str:
    return html.split("<main", 1)[0]


@pytest.mark.spec("WEB-1")
def test_the_strip_stands_above_home_page_newsletters_and_the_page_about_the_programme(
    dso_a: Association, dso_b: Association
) -> None:
    plain = make_strip(dso_a, "sede.png")
    make_notice(dso_a, strip=make_strip(dso_a), strip_plain=plain, strip_description=SAID)
    for path in ("/", "/zpravodaj/", "/o-programu/", "/en/", "/sluzby/tisk/"):
        above = above_the_content(page(dso_a, path))
        assert TEXT in above, path
        # In colours, and without them for the printer.
        assert above.count(f'alt="{SAID}"') == 2, path
        assert 'class="publicity__plain" src="/media/images/sede' in above
    assert TEXT not in page(dso_a, "/sluzby/")
    assert TEXT not in page(dso_b)


@pytest.mark.spec("WEB-1")
def test_every_association_has_a_page_about_the_programme_linked_in_its_footer(dso_a: Association) -> None:
    html = page(dso_a, "/o-programu/")
    assert "<h1>O\u00a0programu</h1>" in html
    assert "Co centrum dělá" in html
    assert 'href="/o-programu/"' in page(dso_a).split("<footer", 1)[1]
    assert "About the programme" in page(dso_a, "/en/about-the-programme/")


def test_the_days_decide_by_themselves(dso_a: Association) -> None:
    today = timezone.localdate()
    make_notice(dso_a, starts_on=today + timedelta(days=1), ends_on=today + timedelta(days=2))
    seen = []
    for days in range(4):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            seen.append(TEXT in page(dso_a))
    assert seen == [False, True, True, False]


def test_the_strip_also_stands_on_the_page_about_its_project(dso_a: Association) -> None:
    about = add_page(dso_a, "projekt", "Náš projekt")
    add_page(dso_a, "jina", "Jiná stránka")
    make_notice(dso_a, page=about)
    assert TEXT in above_the_content(page(dso_a, "/projekt/"))
    assert TEXT not in page(dso_a, "/jina/")
    assert 'projekt/">O\u00a0projektu' in page(dso_a).replace("O projektu", "O\u00a0projektu")


def test_a_project_of_the_union_holds_for_all(dso_a: Association, dso_b: Association, union: Union) -> None:
    make_notice(union)
    assert all(TEXT in page(owner) for owner in (dso_a, dso_b, union))
    assert [notice.site for notice in notices_for(dso_a.site)] == [union.site]
    make_notice(dso_a, text="Podpořil kraj.")
    assert [notice.site for notice in notices_for(dso_a.site)] == [dso_a.site, union.site]
    assert notices_for(union.site) == notices_for(dso_b.site)
    assert "Podpořil kraj." in page(dso_a)
    assert "Podpořil kraj." not in page(union)


def test_a_changed_notice_shows_at_once_and_a_page_asks_nothing_for_it(
    dso_a: Association, queries: Callable[..., list[str]]
) -> None:
    path = "/o-programu/"
    without = len(queries(lambda: page(dso_a, path))) and len(queries(lambda: page(dso_a, path)))
    notice = make_notice(dso_a, strip=make_strip(dso_a), strip_description=SAID, page=dso_a.root_page)
    assert TEXT in page(dso_a, path)
    assert len(queries(lambda: page(dso_a, path))) == without
    notice.text = "Jiný text."
    notice.save()
    assert "Jiný text." in page(dso_a, path)
    notice.delete()
    assert "Jiný text." not in page(dso_a, path)


def test_a_long_text_opens_on_a_screen_and_is_printed_whole(dso_a: Association) -> None:
    make_notice(dso_a, text="Dlouhý text. " * 20, strip=make_strip(dso_a), strip_description=SAID)
    html = page(dso_a)
    assert "<summary>Společně pro\u00a0obce</summary>" in html or "<summary>Společně pro obce</summary>" in html
    assert '<p class="print-only">Dlouhý text.' in html


def test_a_picture_whose_file_is_gone_leaves_the_words(dso_a: Association) -> None:
    strip = make_strip(dso_a)
    make_notice(dso_a, strip=strip, strip_description=SAID)
    strip.file.storage.delete(strip.file.name)
    assert TEXT in page(dso_a)


def test_an_issue_keeps_the_notices_of_its_day(dso_a: Association) -> None:
    notice = make_notice(dso_a)
    make_issue(dso_a, 1, published_on=timezone.localdate())
    make_issue(dso_a, 2, published_on=timezone.localdate() + timedelta(days=9))
    notice.delete()
    assert TEXT in above_the_content(page(dso_a, "/zpravodaj/zpravodaj-1-2026/"))
    assert TEXT not in page(dso_a, "/zpravodaj/zpravodaj-2-2026/")


def test_the_booklet_has_the_strip_and_is_made_anew_when_it_changes(dso_a: Association) -> None:
    before = stored._kept(edition(dso_a)).path
    make_notice(dso_a, strip=make_strip(dso_a), strip_description=SAID)
    html = booklet_html(edition(dso_a))
    assert TEXT in html
    assert 'src="data:image/png;base64,' in html
    assert f'alt="{SAID}"' in html
    assert stored._kept(edition(dso_a)).path != before
