"""The admin's page of a site's languages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale, Page

from portal.tenancy.languages.starting import begin
from portal.tenancy.models import Association
from tests.home.factories import add_page

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


def client_of(user: Any, association: Association) -> Client:
    client = Client(headers={"host": association.site.hostname})
    client.force_login(user)
    return client


def test_a_manager_turns_german_on_and_an_editor_may_not(
    german_offered: None, dso_a: Association, manager_a: Any, editor_a: Any
) -> None:
    editor, manager = client_of(editor_a, dso_a), client_of(manager_a, dso_a)
    assert "/admin/languages/de/turn-on/" not in editor.get("/admin/languages/").content.decode()
    assert editor.post("/admin/languages/de/turn-on/").status_code == 302
    assert not Page.objects.filter(locale__language_code="de").exists()

    assert "/admin/languages/de/turn-on/" in manager.get("/admin/languages/").content.decode()
    assert manager.get("/admin/languages/de/turn-on/").status_code == 405
    assert manager.post("/admin/languages/de/turn-on/").headers["Location"] == "/admin/languages/de/"
    listed = manager.get("/admin/languages/de/").content.decode()
    assert "O svazku" in listed
    assert "česky s poznámkou" in listed
    assert editor.get("/admin/languages/de/").status_code == 200
    assert manager.get("/admin/languages/xx/").status_code == 404


@pytest.mark.spec("T1")
def test_nobody_sees_the_languages_of_another_site(
    german_home: Page, dso_a: Association, dso_b: Association, manager_b: Any
) -> None:
    for association in (dso_a, dso_b):
        client = client_of(manager_b, association)
        assert client.get("/admin/languages/de/").status_code == 404
    assert "na webu není" in client.get("/admin/languages/").content.decode()


def test_the_list_says_how_far_each_page_is_and_costs_the_same_for_more(
    dso_a: Association, manager_a: Any, translate: Callable[..., Page], assert_same_queries: Callable[..., int]
) -> None:
    english = Locale.objects.get(language_code="en")
    page = add_page(dso_a, "stanovy", "Stanovy", lead="Co platí")
    (found,) = begin(page=page, locales=[english])
    translate(found, "English {}", only=1)
    client = client_of(manager_a, dso_a)
    assert "přeložené texty: 1 z 2" in client.get("/admin/languages/en/").content.decode()

    def grow() -> None:
        for number in range(4):
            more = add_page(dso_a, f"stanovy-{number}", "Stanovy", lead="Co platí")
            translate(begin(page=more, locales=[english])[0], "English {}")

    assert_same_queries(lambda: client.get("/admin/languages/en/"), grow, at_most=22)
