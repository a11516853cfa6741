"""The archive of newsletters as readers see it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from portal.core.pages import ensure_fallbacks
from portal.tenancy.models import Association, StaffMember

from .factories import archive_of, article, make_issue, make_many_issues

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

HOST_A = "horni.localhost"
HOST_B = "dolni.localhost"


def get(client: Client, path: str, host: str = HOST_A) -> Any:
    return client.get(path, headers={"host": host})


def positions(text: str, *words: str) -> list[int]:
    found = [text.find(word) for word in words]
    assert -1 not in found, [word for word, place in zip(words, found, strict=True) if place < 0]
    return found


@pytest.mark.on_both
@pytest.mark.spec("WEB-2")
def test_published_issues_are_listed_newest_first_under_their_year(client: Client, dso_a: Association) -> None:
    make_issue(dso_a, 2, 2025)
    make_issue(dso_a, 1, 2026)
    make_issue(dso_a, 1, 2025)
    make_issue(dso_a, 2, 2026, live=False, title="Ještě nevyšlo")
    text = get(client, "/zpravodaj/").content.decode()
    found = positions(text, "Novinky 1/2026", "Novinky 2/2025", "Novinky 1/2025")
    assert found == sorted(found)
    assert "Ještě nevyšlo" not in text
    assert 'id="year-2026"' in text
    assert 'id="year-2025"' in text


@pytest.mark.on_both
def test_the_archive_is_narrowed_to_a_year_and_nonsense_shows_everything(client: Client, dso_a: Association) -> None:
    make_issue(dso_a, 1, 2025)
    make_issue(dso_a, 1, 2026)
    of_2025 = get(client, "/zpravodaj/?year=2025").content.decode()
    assert "Novinky 1/2025" in of_2025
    assert "Novinky 1/2026" not in of_2025
    for nonsense in ("2020", "dvatisíce", "-1", ""):
        text = get(client, f"/zpravodaj/?year={nonsense}&page=x").content.decode()
        assert "Novinky 1/2025" in text
        assert "Novinky 1/2026" in text


@pytest.mark.on_both
def test_a_long_archive_has_pages(client: Client, dso_a: Association) -> None:
    make_many_issues(dso_a, 30)
    first = get(client, "/zpravodaj/")
    assert len(first.context["page_obj"].object_list) == 12
    assert 'rel="next"' in first.content.decode()
    last = get(client, "/zpravodaj/?page=3")
    assert len(last.context["page_obj"].object_list) == 6


def test_an_empty_archive_says_why(client: Client, dso_a: Association) -> None:
    text = get(client, "/zpravodaj/").content.decode()
    assert 'class="empty"' in text


def test_an_issue_shows_its_number_day_contents_and_sections(client: Client, dso_a: Association) -> None:
    blocks = [
        article("Rekonstrukce školy", "<p>Od září se učí v novém.</p>"),
        article("Rekonstrukce školy", "<p>Druhá část.</p>"),
        {"type": "closing", "value": "<p>Pište nám.</p>"},
    ]
    make_issue(dso_a, 3, 2026, blocks=blocks, lead="Úvodní slova.", published_on=date(2026, 11, 10))
    text = get(client, "/zpravodaj/zpravodaj-3-2026/").content.decode()
    assert "3/2026" in text
    assert 'datetime="2026-11-10"' in text
    assert "10.\xa011.\xa02026" in text
    for anchor in ("rekonstrukce-skoly", "rekonstrukce-skoly-2"):
        assert f'href="#{anchor}"' in text
        assert f'id="{anchor}"' in text
    assert "<p>Od září se učí v\xa0novém.</p>" in text
    assert "<p>Pište nám.</p>" in text
    assert text.count("<h1") == 1


def test_the_day_of_issue_is_the_day_of_publication_in_prague_unless_given(dso_a: Association) -> None:
    issue = make_issue(dso_a, 1, published_on=None)
    assert issue.first_published_at is not None
    issue.first_published_at = issue.first_published_at.replace(year=2026, month=3, day=31, hour=22, minute=30)
    assert issue.day_of_issue == date(2026, 4, 1)
    issue.published_on = date(2026, 4, 5)
    assert issue.day_of_issue == date(2026, 4, 5)
    assert make_issue(dso_a, 2, live=False, published_on=None).day_of_issue is None


@pytest.mark.on_both
def test_an_issue_leads_to_the_one_before_and_after(client: Client, dso_a: Association) -> None:
    make_issue(dso_a, 2, 2025)
    make_issue(dso_a, 1, 2026)
    make_issue(dso_a, 2, 2026)
    make_issue(dso_a, 3, 2026, live=False)
    context = get(client, "/zpravodaj/zpravodaj-1-2026/").context
    assert context["older"].slug == "zpravodaj-2-2025"
    assert context["newer"].slug == "zpravodaj-2-2026"
    newest = get(client, "/zpravodaj/zpravodaj-2-2026/").context
    assert newest["newer"] is None


def test_deadlines_are_shown_by_date(client: Client, dso_a: Association) -> None:
    items = [
        {"date": "2026-12-03", "title": "Sraz starostů", "note": ""},
        {"date": "2026-11-30", "title": "Uzávěrka nápadů", "note": "Formulářem i telefonem."},
    ]
    make_issue(dso_a, blocks=[{"type": "deadlines", "value": {"heading": "Termíny", "items": items}}])
    text = get(client, "/zpravodaj/zpravodaj-1-2026/").content.decode()
    found = positions(text, 'datetime="2026-11-30"', "Uzávěrka nápadů", 'datetime="2026-12-03"', "Sraz starostů")
    assert found == sorted(found)


@pytest.mark.spec("CIT-3")
def test_the_people_and_their_agendas_come_from_the_associations_own_data(
    client: Client, dso_a: Association, dso_b: Association
) -> None:
    person = StaffMember.objects.create(
        site=dso_a.site, name="manažerka centra", position="vede centrum", phone="+420491000101", email="m@example.org"
    )
    person.agendas.create(site=dso_a.site, title="Poruchy a havárie")
    StaffMember.objects.create(site=dso_b.site, name="cizí člověk", position="jinde")
    make_issue(dso_a, blocks=[{"type": "people", "value": {"heading": "Lidé", "introduction": ""}}])
    text = get(client, "/zpravodaj/zpravodaj-1-2026/").content.decode()
    assert "manažerka centra" in text
    assert "tel:+420491000101" in text
    assert "m@example.org" in text
    assert "Poruchy a\xa0havárie" in text
    assert "cizí člověk" not in text


@pytest.mark.spec("NWS-1")
def test_an_issue_leads_to_the_overview_of_services(client: Client, dso_a: Association) -> None:
    make_issue(dso_a, blocks=[{"type": "services", "value": {"heading": "Přehled služeb", "introduction": ""}}])
    text = get(client, "/zpravodaj/zpravodaj-1-2026/").content.decode()
    assert '<a class="btn btn--secondary" href="/sluzby/">' in text


def test_an_issue_of_one_association_is_unknown_at_anothers_host(
    client: Client, dso_a: Association, dso_b: Association
) -> None:
    make_issue(dso_a)
    assert get(client, "/zpravodaj/zpravodaj-1-2026/").status_code == 200
    assert get(client, "/zpravodaj/zpravodaj-1-2026/", HOST_B).status_code == 404
    assert "Novinky 1/2026" not in get(client, "/zpravodaj/", HOST_B).content.decode()


def test_an_issue_stands_in_english_in_czech_with_a_mark(client: Client, dso_a: Association) -> None:
    ensure_fallbacks(make_issue(dso_a))
    assert Locale.objects.filter(language_code="en").exists()
    listing = get(client, "/en/newsletter/").content.decode()
    assert 'href="/en/newsletter/zpravodaj-1-2026/"' in listing
    response = get(client, "/en/newsletter/zpravodaj-1-2026/")
    assert response.context["fallback_language"]
    assert '<h1 lang="cs">' in response.content.decode()


def test_pages_make_as_many_queries_for_60_issues_as_for_12(
    client: Client, dso_a: Association, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    def asked() -> dict[str, int]:
        pages = ("/zpravodaj/", "/zpravodaj/zpravodaj-1-2026/", "/")
        for path in pages:
            get(client, path)
        return {path: len(queries(partial(get, client, path))) for path in pages}

    make_issue(dso_a)
    # A full page of the listing before, so that only the number of issues differs.
    make_many_issues(dso_a, 12)
    before = asked()
    make_many_issues(dso_a, 48, first=200)
    assert asked() == before
    assert max(before.values()) <= 40


def test_the_home_page_shows_the_newest_issue_only(client: Client, dso_a: Association, dso_b: Association) -> None:
    make_issue(dso_a, 1, 2026)
    make_issue(dso_a, 2, 2025)
    make_issue(dso_a, 2, 2026, live=False)
    make_issue(dso_b, 9, 2026, title="Cizí novinky")
    text = get(client, "/").content.decode()
    assert "Novinky 1/2026" in text
    for other in ("Novinky 2/2025", "Novinky 2/2026", "Cizí novinky"):
        assert other not in text


def test_every_association_has_one_archive_in_each_language(dso_a: Association) -> None:
    archive = archive_of(dso_a)
    assert archive.show_in_menus
    english = archive.get_translations().get(locale__language_code="en")
    assert (english.slug, english.title, english.show_in_menus) == ("newsletter", "Newsletter", True)
