"""The poster at its own address, and previews for who edits (M11)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from meetings.papers import preview, public_views, stored
from portal.core import pdf as core_pdf
from portal.core.pdf import PdfUnavailable
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting

from .programmes import HOST, SECRET_WORDS, rich_meeting, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite"), pytest.mark.spec("M11")]


@pytest.fixture(autouse=True)
def shelf() -> Iterator[None]:
    yield
    storage: Any = storages["private"]
    if storage.exists(stored.FOLDER):
        for name in storage.listdir(stored.FOLDER)[1]:
            storage.delete(f"{stored.FOLDER}/{name}")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the posters that were set."""
    titles: list[str] = []

    def make(sheet: Any) -> bytes:
        titles.append(sheet.facts["title"])
        return b"%PDF-1.7 " + sheet.facts["title"].encode()

    monkeypatch.setattr(stored, "poster_of", make)
    return titles


@pytest.mark.spec("M1")
def test_everybody_gets_the_poster_and_no_point_that_is_not_public(client: Client, dso_a: Association) -> None:
    meeting = rich_meeting(dso_a)
    page = client.get(f"/setkani/{meeting.slug}/", headers=HOST).content.decode()
    assert f'href="/setkani/{meeting.slug}/plakat.pdf"' in page
    response = client.get(f"/setkani/{meeting.slug}/plakat.pdf", headers=HOST)
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Robots-Tag"] == "noindex"
    assert "2099-12-03.pdf" in response["Content-Disposition"]
    said = words_of(response.content)
    assert "Podzimnísetkání" in said
    assert not any("".join(words.split()) in said for words in SECRET_WORDS)


def test_it_is_made_once_and_again_when_it_says_something_else(
    client: Client, dso_a: Association, made: list[str]
) -> None:
    meeting = make_meeting(dso_a)
    address = f"/setkani/{meeting.slug}/plakat.pdf"
    first = client.get(address, headers=HOST)
    again = client.get(address, headers={**HOST, "if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert made == [meeting.title]
    page = type(meeting).objects.get(pk=meeting.pk)
    page.title = "Jiný název"
    page.save_revision().publish()
    third = client.get(address, headers={**HOST, "if-none-match": first["ETag"]})
    assert (third.status_code, third["ETag"] == first["ETag"]) == (200, False)
    assert made == [meeting.title, "Jiný název"]
    type(dso_a).objects.filter(pk=dso_a.pk).update(brand_colour="#7a1f3d")
    client.get(address, headers=HOST)
    assert len(made) == 3, "another colour is another poster"


def test_a_draft_and_another_association_have_none(client: Client, dso_a: Association, dso_b: Association) -> None:
    draft, there = make_meeting(dso_a, "navrh", live=False), make_meeting(dso_b, "cizi")
    for slug in (draft.slug, there.slug):
        assert client.get(f"/setkani/{slug}/plakat.pdf", headers=HOST).status_code == 404


def test_a_poster_that_can_not_be_had_is_explained(
    client: Client, dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/setkani/{make_meeting(dso_a).slug}/plakat.pdf"
    cache.set(core_pdf.MAKING, 1)
    busy = client.get(address, headers=HOST)
    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    cache.delete(core_pdf.MAKING)

    def missing() -> Any:
        raise PdfUnavailable

    monkeypatch.setattr(public_views, "weasyprint", missing)
    told = client.get(address, headers=HOST)
    assert told.status_code == 503
    assert "vytisknout oznámení o jednání" in told.content.decode().replace("\xa0", " ")
    monkeypatch.setattr(public_views, "PER_ADDRESS", 2)
    often = client.get(address, headers=HOST)
    assert (often.status_code, often["Cache-Control"]) == (429, "no-store")


def test_who_edits_sees_both_papers_of_what_was_saved_last(
    client: Client, dso_a: Association, editor_a: Any, manager_b: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, bool]] = []
    for name in ("letter_of", "poster_of"):
        monkeypatch.setattr(
            preview, name, lambda sheet: shown.append((sheet.facts["title"], sheet.is_draft)) or b"%PDF"
        )
    meeting = make_meeting(dso_a)
    addresses = [reverse(f"meeting_papers:{name}", args=[meeting.pk]) for name in ("letter", "poster")]
    client.force_login(editor_a)
    edited = client.get(reverse("wagtailadmin_pages:edit", args=[meeting.pk]), headers=HOST).content.decode()
    for address in addresses:
        assert address in edited
        assert "no-store" in client.get(address, headers=HOST)["Cache-Control"]
    page = type(meeting).objects.get(pk=meeting.pk)
    page.title = "Rozepsané"
    page.save_revision()
    client.get(addresses[0], headers=HOST)
    assert shown == [(meeting.title, False), (meeting.title, False), ("Rozepsané", True)]
    client.force_login(manager_b)
    for address in addresses:
        assert client.get(address, headers={"host": "dolni.localhost"}).status_code == 404
    assert len(shown) == 3
