"""A booklet is made once, by one at a time, for those it concerns; who has to wait is told why."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.test import Client

from portal.core import pdf
from portal.tenancy.models import Association, Municipality
from services_directory import checks
from services_directory.actions import publish_service, record_verification
from services_directory.printing import booklet, stored, views

from .booklets import ADDRESS, TODAY, at, get, horice, opened
from .factories import make_many, make_service, members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_shelf")]


def test_a_booklet_is_made_once_and_then_kept(association: Association, site_client: Client, made: list[str]) -> None:
    make_service(association, name="Knihovna Hořice")

    first, second = get(site_client), get(site_client)

    assert made == [""]
    assert first.content == second.content
    assert first["Cache-Control"] == "public, max-age=300"


def test_a_change_the_next_day_and_another_municipality_make_it_anew(
    association: Association, site_client: Client, made: list[str]
) -> None:
    service = make_service(association, name="Knihovna Hořice")
    get(site_client)
    with at(TODAY, 10):
        service.name = "Městská knihovna Hořice"
        publish_service(service=service)
        assert "Městská knihovna" in get(site_client).content.decode()
    with at(TODAY, 11):
        record_verification(method="phone", service=service)
        assert "Ověřeno" in get(site_client).content.decode()
    association.phone = "+420491000999"
    association.save()
    assert "491\u00a0000\u00a0999" in get(site_client).content.decode()
    get(site_client, horice(association))
    with at(TODAY + timedelta(days=1), 0):
        get(site_client)

    assert made == ["", "", "", "", horice(association).code, ""]


def test_older_editions_are_thrown_away(association: Association, site_client: Client, made: list[str]) -> None:
    get(site_client)
    get(site_client, horice(association))
    with at(TODAY + timedelta(days=1), 9):
        get(site_client)

    kept = storages["private"].listdir(f"{stored.FOLDER}/{association.site_id}")[1]

    assert len(made) == 3
    assert sorted(name.rsplit("-", 1)[0] for name in kept) == [f"{horice(association).code}-cs", "all-cs"]


def test_one_booklet_is_made_at_a_time(association: Association, site_client: Client, made: list[str]) -> None:
    cache.add(pdf.MAKING, 1)

    response = get(site_client)

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert "Právě se připravuje jiná brožura" in response.content.decode()
    assert made == []
    cache.delete(pdf.MAKING)
    assert get(site_client).status_code == 200


def test_a_failure_lets_the_next_one_try(
    association: Association, site_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(wanted: booklet.Edition) -> bytes:
        raise RuntimeError

    monkeypatch.setattr(stored, "booklet_pdf", fail)
    with pytest.raises(RuntimeError):
        get(site_client)

    assert cache.add(pdf.MAKING, 1)


def test_a_large_booklet_is_made_by_the_worker(
    association: Association, site_client: Client, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "LARGEST_AT_ONCE", 2)
    make_many(association, 3)

    first = get(site_client)

    assert first.status_code == 503
    assert first["Retry-After"] == "30"
    assert "Brožura se připravuje" in first.content.decode()
    # Tests' tasks run at once.
    assert made == [""]
    assert get(site_client).status_code == 200
    assert made == [""]


def test_the_worker_is_asked_once_however_many_wait(
    association: Association, site_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(stored, "LARGEST_AT_ONCE", 0)
    monkeypatch.setattr("services_directory.printing.tasks.stored.make_anyway", lambda wanted: asked.append((wanted,)))
    make_service(association, name="Knihovna Hořice")

    assert [get(site_client).status_code for _ in range(3)] == [503, 503, 503]
    assert len(asked) == 1


def test_who_asks_for_too_many_has_to_wait(
    association: Association, site_client: Client, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PER_ADDRESS", 1)
    get(site_client)

    refused = get(site_client, horice(association))

    assert refused.status_code == 429
    assert refused["Retry-After"] == "600"
    assert "Počkejte prosím deset minut" in refused.content.decode()
    assert get(site_client).status_code == 200, "what is finished costs nothing"
    assert get(site_client, horice(association), REMOTE_ADDR="192.0.2.9").status_code == 200


def test_without_the_libraries_the_site_says_so_and_works(
    association: Association, site_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise OSError(f"cannot load library of {name}")

    monkeypatch.setattr(pdf, "import_module", missing)
    pdf.weasyprint.cache_clear()
    try:
        response = get(site_client)
        warnings = checks.booklets_can_be_made(None)
    finally:
        pdf.weasyprint.cache_clear()

    assert response.status_code == 503
    page = response.content.decode()
    assert "Brožuru teď nelze připravit" in page
    assert 'href="/sluzby/tisk/"' in page
    assert [warning.id for warning in warnings] == ["services_directory.W001"]
    monkeypatch.undo()
    assert checks.booklets_can_be_made(None) == []


def test_nothing_is_fetched_while_pages_are_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("socket.create_connection", lambda *args, **kwargs: asked.append(args))
    secret = tmp_path / "secret.txt"
    secret.write_text("tajné")
    html = (
        '<html lang="cs"><head><title>x</title><link rel="stylesheet" href="http://192.0.2.1/a.css">'
        f'<link rel="attachment" href="{secret.as_uri()}"></head>'
        '<body><img alt="x" src="http://192.0.2.1/a.png"><p>Text</p></body></html>'
    )

    content = pdf.pdf_of(html, "@import url(http://192.0.2.1/b.css);")

    assert asked == []
    with opened(content) as document:
        assert not document.attachments


def test_a_municipality_of_another_association_has_no_booklet_here(
    association: Association, dso_b: Association, site_client: Client, made: list[str]
) -> None:
    make_service(association, scope="association")

    assert get(site_client, members(dso_b)[0]).status_code == 404
    for code in ("999999", "x", "1 or 1=1", "é" * 300, "x\x00"):
        assert site_client.get(ADDRESS, {"municipality": code}).status_code == 404
    assert made == []


def test_a_place_elsewhere_that_a_service_stands_in_has_a_booklet(
    association: Association, site_client: Client, made: list[str]
) -> None:
    town = Municipality.objects.create(code="990009", name="Velké Město")
    make_service(association, name="Nemocnice", municipality=town, scope="region")

    assert "Nemocnice" in get(site_client, town).content.decode()
