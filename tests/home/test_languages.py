"""Every page stands in every language: translated, or in Czech with a mark (decision 6)."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from home.models import AssociationHomePage, StandardPage
from home.provisioning import fill_languages, make_association_pages, prepare_root
from portal.core.pages import ensure_child, ensure_translation, publish_everywhere
from portal.tenancy.models import Association

from .factories import add_page, text

pytestmark = pytest.mark.django_db


def english(page: Page) -> Any:
    return page.get_translation(Locale.objects.get(language_code="en")).specific


def test_the_structure_is_made_once(dso_a: Association) -> None:
    before = list(Page.objects.order_by("path").values_list("path", "slug", "title", "latest_revision"))
    for step in (prepare_root, make_association_pages, fill_languages):
        step(dso_a)
    assert list(Page.objects.order_by("path").values_list("path", "slug", "title", "latest_revision")) == before


def test_what_an_editor_changed_survives_a_repair(dso_a: Association) -> None:
    about = StandardPage.objects.child_of(dso_a.root_page).get(slug="o-svazku")
    about.title = "Kdo jsme"
    about.save()
    make_association_pages(dso_a)
    about.refresh_from_db()
    assert about.title == "Kdo jsme"


def test_every_page_of_a_site_has_its_english_one(dso_a: Association) -> None:
    for page in dso_a.root_page.get_descendants(inclusive=True):
        assert page.has_translation(Locale.objects.get(language_code="en")), page


def test_a_fallback_follows_its_page(dso_a: Association) -> None:
    page = add_page(dso_a, "stanovy", "Stanovy", text("<p>první znění</p>"))
    assert english(page).is_fallback
    page.lead = "Druhé znění"
    publish_everywhere(page)
    assert english(page).lead == "Druhé znění"
    assert Page.objects.filter(translation_key=page.translation_key).count() == 2


def test_a_translation_stays_when_its_page_changes(dso_a: Association) -> None:
    page = add_page(dso_a, "stanovy", "Stanovy")
    ensure_translation(page, Locale.objects.get(language_code="en"), slug="statutes", title="Statutes")
    page.title = "Nové stanovy"
    publish_everywhere(page)
    assert english(page).title == "Statutes"
    assert not english(page).is_fallback


def test_publishing_keeps_the_pages_below(dso_a: Association) -> None:
    page = add_page(dso_a, "stanovy", "Stanovy")
    stale = StandardPage.objects.get(pk=page.pk)
    ensure_child(page, StandardPage, slug="priloha", title="Příloha")
    publish_everywhere(stale)
    assert [child.slug for child in Page.objects.get(pk=page.pk).get_children()] == ["priloha"]


def test_a_page_made_in_the_admin_stands_in_english_too(manager_a: Any, dso_a: Association) -> None:
    client = Client()
    client.force_login(manager_a)
    host = {"host": dso_a.site.hostname}
    data = nested_form_data(
        {
            "title": "Dotace",
            "slug": "dotace",
            "lead": "",
            "seo_title": "",
            "search_description": "",
            "body": streamfield([("heading", "Kde žádat")]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0},
            "action-publish": "1",
        }
    )
    response = client.post(f"/admin/pages/add/home/standardpage/{dso_a.root_page.pk}/", data, headers=host)
    assert response.status_code == 302
    page = StandardPage.objects.get(slug="dotace", locale__language_code="cs")
    assert page.live
    public = Client()
    assert "Kde žádat" in public.get("/dotace/", headers=host).content.decode().replace("\xa0", " ")
    shown = public.get("/en/dotace/", headers=host).content.decode()
    assert "has not been translated yet" in shown


def test_a_home_page_stands_only_at_the_root(dso_a: Association) -> None:
    assert AssociationHomePage not in dso_a.root_page.specific.creatable_subpage_models()
    assert StandardPage in dso_a.root_page.specific.creatable_subpage_models()


@pytest.mark.spec("I2")
def test_a_fallback_is_marked_for_the_eye_and_for_a_screen_reader(client: Client, dso_a: Association) -> None:
    add_page(dso_a, "stanovy", "Stanovy", text("<p>první znění</p>"))
    host = dso_a.site.hostname
    for slug in ("stanovy", "povinne-informace"):
        html = client.get(f"/en/{slug}/", headers={"host": host}).content.decode()
        assert "This page has not been translated yet, so we show it in Czech." in html
        main = html.split("<main")[1].split("</main>")[0]
        assert '<h1 lang="cs">' in main
        assert '<div class="prose" lang="cs">' in main
        assert 'lang="cs"' not in client.get(f"/{slug}/", headers={"host": host}).content.decode().split("<main")[1]


@pytest.mark.spec("I2")
def test_a_translation_carries_no_mark(client: Client, dso_a: Association) -> None:
    page = add_page(dso_a, "stanovy", "Stanovy")
    ensure_translation(page, Locale.objects.get(language_code="en"), slug="statutes", title="Statutes")
    html = client.get("/en/statutes/", headers={"host": dso_a.site.hostname}).content.decode()
    assert "has not been translated yet" not in html
    assert '<h1 lang="cs">' not in html
