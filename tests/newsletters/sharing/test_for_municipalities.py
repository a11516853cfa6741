"""The newsletter on members' websites and in their periodicals (N7, NWS-3)."""

from typing import Any

import pytest
from django.test import Client

from portal.tenancy.models import Association
from tests.newsletters.factories import make_issue

pytestmark = pytest.mark.django_db

HOST = "horni.localhost"


def get(client: Client, path: str) -> Any:
    return client.get(path, headers={"host": HOST})


@pytest.mark.spec("N7", "NWS-3")
def test_any_website_may_frame_the_newest_issues(client: Client, dso_a: Association) -> None:
    for number in range(1, 5):
        make_issue(dso_a, number)
    make_issue(dso_a, 5, live=False, title="Ještě nevyšlo")
    response = get(client, "/zpravodaj/widget/")
    text = response.content.decode()
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "max-age=300" in response["Cache-Control"]
    assert "Set-Cookie" not in response
    assert [f"Novinky {number}/2026" in text for number in range(1, 6)] == [False, True, True, True, False]
    assert "Ještě nevyšlo" not in text
    assert "Novinky 1/2026" in get(client, "/zpravodaj/widget/?limit=12").content.decode()
    assert get(client, "/zpravodaj/widget/?limit=x").status_code == 200


@pytest.mark.spec("N7", "NWS-3")
def test_a_server_may_include_a_plain_list_with_full_addresses(client: Client, dso_a: Association) -> None:
    make_issue(dso_a)
    response = get(client, "/zpravodaj/widget/seznam/")
    text = response.content.decode()
    assert response["Access-Control-Allow-Origin"] == "*"
    assert f'href="http://{HOST}/zpravodaj/zpravodaj-1-2026/"' in text
    assert f'href="http://{HOST}/zpravodaj/zpravodaj-1-2026/pdf/"' in text
    assert "<script" not in text
    assert "<html" not in text


@pytest.mark.spec("NWS-3")
def test_a_municipality_finds_what_it_needs_to_take_an_issue_over(client: Client, dso_a: Association) -> None:
    make_issue(dso_a, 1)
    make_issue(dso_a, 2)
    newest = get(client, "/zpravodaj/pro-obce/").content.decode()
    assert "/zpravodaj/zpravodaj-2-2026/pdf/cernobile/" in newest
    assert "Opravujeme chodník." in newest
    assert f'<iframe src="http://{HOST}/zpravodaj/widget/"' in newest
    older = get(client, "/zpravodaj/pro-obce/?cislo=1-2026").content.decode()
    assert "/zpravodaj/zpravodaj-1-2026/pdf/" in older
    assert "/zpravodaj/zpravodaj-2-2026/pdf/" not in older


def test_an_empty_archive_says_so(client: Client, dso_a: Association) -> None:
    for path in ("", "pro-obce/", "widget/", "widget/seznam/", "atom/"):
        assert get(client, f"/zpravodaj/{path}").status_code == 200
