"""What a site's pages share is rendered once, for this site, language and day, and never after it has changed."""

from typing import Any

import pytest
import time_machine
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from portal.tenancy.kept import kept_for
from portal.tenancy.models import Association

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def rendered(rf: Any, association: Association, source: str, **context: Any) -> str:
    request = rf.get("/", headers={"host": association.site.hostname})
    return Template("{% load kept %}" + source).render(Context({"request": request, **context}))


def test_a_piece_is_rendered_once_for_its_site_language_and_values(
    rf: Any, dso_a: Association, dso_b: Association
) -> None:
    source = '{% kept "piece" key %}{{ word }}{% endkept %}'
    assert rendered(rf, dso_a, source, key=1, word="první") == "první"
    assert rendered(rf, dso_a, source, key=1, word="druhé") == "první"
    assert rendered(rf, dso_a, source, key=2, word="druhé") == "druhé"
    assert rendered(rf, dso_b, source, key=1, word="cizí") == "cizí"
    with translation.override("en"):
        assert rendered(rf, dso_a, source, key=1, word="English") == "English"
    # None says that this time nothing is to be kept.
    assert rendered(rf, dso_a, source, key=None, word="jednou") == "jednou"
    assert rendered(rf, dso_a, source, key=None, word="podruhé") == "podruhé"


def test_a_change_of_the_site_renders_it_anew_at_once(client: Client, dso_a: Association, dso_b: Association) -> None:
    def shown(association: Association) -> str:
        return client.get("/", headers={"host": association.site.hostname}).content.decode()

    assert "+420 491 999 888".replace(" ", "\u00a0") not in shown(dso_a)
    shown(dso_b)
    dso_a.phone = "+420491999888"
    dso_a.save()
    footer = shown(dso_a).split("<footer")[1]
    assert "tel:+420491999888" in footer
    assert "tel:+420491999888" not in shown(dso_b)


def test_the_menu_marks_where_one_is_on_every_page(client: Client, dso_a: Association) -> None:
    for path in ("/sluzby/", "/kontakt/", "/sluzby/"):
        header = client.get(path, headers={"host": dso_a.site.hostname}).content.decode().split("</header>")[0]
        assert header.count('aria-current="page"') == 1
        assert f'href="{path}" aria-current="page"' in header


def test_what_a_view_keeps_ends_with_the_day(rf: Any, dso_a: Association) -> None:
    read: list[int] = []

    def count() -> int:
        read.append(1)
        return len(read)

    request = rf.get("/", headers={"host": dso_a.site.hostname})
    assert [kept_for(request, count, "number", 1) for _ in range(2)] == [1, 1]
    assert kept_for(request, count, "number", 2) == 2
    with time_machine.travel("2031-05-05", tick=False):
        assert kept_for(request, count, "number", 1) == 3
