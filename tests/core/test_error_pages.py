"""What a visitor gets when something is missing, forbidden, expired or broken."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.utils import translation
from django.views.defaults import page_not_found, permission_denied, server_error

from portal.core.views import csrf_failure
from portal.tenancy.models import Association


@pytest.fixture
def visitor(dso_a: Association) -> Client:
    return Client(headers={"host": dso_a.site.hostname})


def test_a_missing_page_offers_the_search_and_the_menu(visitor: Client, dso_a: Association) -> None:
    response = visitor.get("/neni-tu/")
    html = response.content.decode()
    assert response.status_code == 404
    assert dso_a.name in html.replace("\u00a0", " ")
    assert 'role="search" action="/hledat/" method="get"' in html
    assert html.count("<h1") == 1
    assert 'class="menu__list"' in html


def test_a_missing_page_answers_in_the_language_of_its_address(visitor: Client) -> None:
    html = visitor.get("/en/not-here/").content.decode()
    assert '<html lang="en">' in html
    assert "This page is not here" in html
    assert 'action="/en/search/"' in html


def test_an_unknown_host_shows_no_tenant(dso_a: Association) -> None:
    with override_settings(ALLOWED_HOSTS=["*"]):
        response = Client(headers={"host": "nikdo.example.org"}).get("/")
    html = response.content.decode()
    assert response.status_code == 404
    assert dso_a.name not in html
    assert "<form" not in html


def test_the_page_of_a_broken_server_needs_no_database() -> None:
    response = server_error(RequestFactory().get("/"))
    html = response.content.decode()
    assert response.status_code == 500
    assert "<h1>Něco se u nás pokazilo</h1>" in html
    assert 'lang="en"' in html


@pytest.mark.parametrize("name", ["400.html", "500.html", "unknown_host.html"])
def test_plain_pages_need_no_context_and_obey_the_content_policy(name: str) -> None:
    html = render_to_string(name)
    assert html.count("<h1>") == 1
    assert "<style" not in html
    assert "<script" not in html
    assert "style=" not in html


@pytest.mark.django_db
def test_a_refused_page_says_whom_to_ask(dso_a: Association) -> None:
    request = RequestFactory().get("/", headers={"host": dso_a.site.hostname})
    with translation.override("cs"):
        response = permission_denied(request, Exception())
    assert response.status_code == 403
    assert "Sem nemáte přístup" in response.content.decode().replace("\u00a0", " ")


def test_a_form_grown_old_says_how_to_keep_the_text(dso_a: Association) -> None:
    request = RequestFactory().post("/kontakt/", headers={"host": dso_a.site.hostname})
    with translation.override("cs"):
        response = csrf_failure(request)
    assert response.status_code == 403
    assert "tlačítkem Zpět" in response.content.decode().replace("\u00a0", " ")


def test_what_was_asked_for_is_never_echoed_raw(visitor: Client) -> None:
    html = visitor.get("/<script>alert(1)</script>/").content.decode()
    assert "<script>alert" not in html


def test_the_404_view_is_the_one_we_styled(dso_a: Association) -> None:
    request = RequestFactory().get("/x/", headers={"host": dso_a.site.hostname})
    assert b'class="page-head"' in page_not_found(request, Exception()).content
