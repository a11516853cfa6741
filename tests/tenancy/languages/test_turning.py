"""One association turns a further language on; nobody else's site changes."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale, ModelLogEntry, Page, PageLogEntry

from portal.core.pages import ensure_fallbacks
from portal.tenancy.languages.turning import LanguageError, turn_on
from portal.tenancy.models import Association
from portal.tenancy.provisioning import first_locales
from tests.home.factories import add_page, text

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

MARK = "This page has not been translated yet, so we show it in Czech."


def read(client: Client, association: Association, path: str, status: int = 200) -> str:
    response = client.get(path, headers={"host": association.site.hostname})
    assert response.status_code == status, path
    return response.content.decode()


def german() -> Any:
    return Page.objects.filter(locale__language_code="de")


@pytest.mark.spec("I2", "T1")
def test_every_page_of_the_one_site_stands_in_the_language_and_none_of_another(
    german_home: Page, dso_a: Association, dso_b: Association, client: Client
) -> None:
    czech = dso_a.root_page.get_descendants(inclusive=True).live()
    assert set(czech.values_list("translation_key")) == set(german().values_list("translation_key"))
    assert not german().exclude(path__startswith=german_home.path).exists()
    assert PageLogEntry.objects.filter(action="tenancy.language_turned_on", page=dso_a.root_page).exists()

    add_page(dso_b, "stanovy", "Stanovy")
    assert not german().exclude(path__startswith=german_home.path).exists()
    assert read(client, dso_b, "/de/", 404).count('<html lang="cs">') == 1
    assert 'hreflang="de"' not in read(client, dso_b, "/")

    add_page(dso_a, "stanovy", "Stanovy", text("<p>první znění</p>"))
    html = read(client, dso_a, "/de/stanovy/")
    assert '<html lang="en">' in html
    assert MARK in html
    assert '<h1 lang="cs">' in html
    assert '<div class="prose" lang="cs">' in html
    switch = html.split('<nav class="lang"')[1].split("</nav>")[0]
    assert 'href="/de/stanovy/" lang="de"' in switch
    assert 'href="/stanovy/" lang="cs"' in switch
    head = html.split("</head>")[0]
    assert 'hreflang="cs" href="/stanovy/"' in head, "only the Czech page is a page of its own"
    assert 'hreflang="en"' not in head
    assert 'hreflang="de"' not in head
    assert 'hreflang="de"' not in read(client, dso_a, "/stanovy/").split("</head>")[0]


def test_czech_titles_in_the_menu_and_on_the_way_are_marked(
    german_home: Page, dso_a: Association, client: Client
) -> None:
    html = read(client, dso_a, "/de/obce/")
    menu = html.split('class="menu__list"')[1].split("</ul>")[0]
    assert 'href="/de/obce/" lang="cs"' in menu
    assert '<span aria-current="page" lang="cs">' in html
    assert 'lang="cs"' not in read(client, dso_a, "/obce/").split('class="menu__list"')[1].split("</ul>")[0]


@pytest.mark.spec("T1")
def test_its_people_reach_the_new_tree_and_no_strangers(
    german_home: Page, manager_a: Any, editor_a: Any, manager_b: Any
) -> None:
    for user in (manager_a, editor_a, manager_b):
        user.__dict__.pop("rights", None)  # they are read once for each request
    assert german_home.permissions_for_user(manager_a).can_publish()
    assert german_home.permissions_for_user(editor_a).can_edit()
    assert not german_home.permissions_for_user(manager_b).can_edit()


def test_a_language_taken_off_the_site_leads_nowhere_and_comes_back(
    german_home: Page, dso_a: Association, manager_a: Any, client: Client
) -> None:
    add_page(dso_a, "stanovy", "Stanovy")
    for page in german_home.get_descendants(inclusive=True).specific():
        page.unpublish()
    assert "Stránka nenalezena" in read(client, dso_a, "/de/stanovy/", 404)
    assert 'hreflang="de"' not in read(client, dso_a, "/stanovy/")

    turn_on(tenant=dso_a, code="de", by=manager_a)
    assert MARK in read(client, dso_a, "/de/stanovy/")
    assert german().filter(live=False).count() == 0


def test_a_language_that_settings_took_back_is_gone_and_czech_works(
    german_home: Page, dso_a: Association, client: Client, settings: Any
) -> None:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("cs", "česky"), ("en", "English")]
    assert 'hreflang="de"' not in read(client, dso_a, "/")
    read(client, dso_a, "/de/", 404)


@pytest.mark.parametrize("code", ["cs", "de", "xx"])
def test_what_is_not_offered_cannot_be_turned_on(dso_a: Association, manager_a: Any, code: str) -> None:
    with pytest.raises(LanguageError):
        turn_on(tenant=dso_a, code=code, by=manager_a)
    assert not ModelLogEntry.objects.filter(action="tenancy.language_turned_on").exists()


def test_a_site_begins_with_the_languages_of_the_settings(german_offered: None, db: None, settings: Any) -> None:
    assert [locale.language_code for locale in first_locales()] == ["cs", "en"]
    settings.SITE_LANGUAGES = ["cs"]
    assert [locale.language_code for locale in first_locales()] == ["cs"]


def test_a_page_of_another_tree_is_repeated_nowhere(german_home: Page, dso_a: Association) -> None:
    english = dso_a.root_page.get_translation(Locale.objects.get(language_code="en"))
    assert ensure_fallbacks(english) == []
