"""What is kept of the portal's own pages, and what never."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, PageViewRestriction

from contact_centre.models import RequestCategory
from portal.core.models import BasePage
from portal.tenancy.kept_pages.asked import MESSAGES
from portal.tenancy.models import Association
from tests.services_directory.factories import make_service

from .server import Server

pytestmark = pytest.mark.only_on("sqlite")

PLAIN = {
    "home.AccessibilityStatementPage",
    "home.AssociationHomePage",
    "home.MunicipalitiesPage",
    "home.PrivacyPage",
    "home.ProgrammePage",
    "home.PublicInformationPage",
    "home.SearchPage",
    "home.StandardPage",
    "home.UnionHomePage",
}
"""Pages with one view that is the same for everybody. A new type stands here only if it is."""
FOR_EVERYBODY = ["/", "/en/", "/sluzby/", "/en/services/", "/zpravodaj/", "/setkani/", "/setkani/deska/", "/obce/",
                 "/hledat/", "/prohlaseni-o-pristupnosti/", "/ochrana-osobnich-udaju/", "/sluzby/tisk/",
                 "/sluzby/mapa/", "/zpravodaj/atom/", "/setkani/kalendar.ics",
                 "/kontakt/odpovedi/", "/brand/1f5f6b.css"]  # fmt: skip
SOMEBODYS = ["/kontakt/", "/zpravodaj/odber/", "/admin/", "/ucet/login/", "/healthz", "/readyz", "/api/v1/services/",
             "/open311/v2/services.json", "/kontakt/stav/abc/", "/zpravodaj/odber/nastaveni/abc/",
             "/zpravodaj/prispevek/abc/", "/sluzby/overeni/abc/", "/setkani/pozvani/abc/"]  # fmt: skip


def test_every_public_page_is_kept_and_every_personal_one_is_not(server: Server) -> None:
    kept = {path: (server.ask(path).code, server.is_kept(path)) for path in FOR_EVERYBODY}
    assert kept == dict.fromkeys(FOR_EVERYBODY, (200, True))
    assert [path for path in SOMEBODYS if server.is_kept(path)] == []


def test_a_session_or_messages_get_pages_made_for_them(server: Server) -> None:
    server.ask("/")
    for cookie in (f"{settings.SESSION_COOKIE_NAME}=abc", f"a=b; {MESSAGES}=x"):
        assert not server.is_kept("/", Cookie=cookie)
    assert server.is_kept("/", Cookie="theme=dark")


def test_the_language_is_the_addresses_alone(server: Server) -> None:
    czech = server.ask("/", Accept_Language="cs").text
    english = server.ask("/en/", Accept_Language="cs").text
    for wanted in ("en", "cs", "de, en;q=0.5", ""):
        fresh = Server()
        assert fresh.ask("/", Accept_Language=wanted).text == czech
        assert fresh.ask("/en/", Accept_Language=wanted, Cookie="django_language=cs").text == english
    assert 'lang="cs"' in czech
    assert 'lang="en"' in english


def test_a_page_kept_from_the_public_is_kept_by_nobody(server: Server, dso_a: Association) -> None:
    page = Page.objects.child_of(dso_a.root_page).get(slug="obce")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="tajné")
    assert not server.is_kept("/obce/")
    assert not server.is_kept("/obce/")


def test_a_question_nobody_can_answer_is_counted_each_time(server: Server, dso_a: Association) -> None:
    make_service(dso_a, name="Knihovna")
    assert not server.is_kept("/sluzby/?q=xqwzk")
    assert not server.is_kept("/sluzby/?q=xqwzk")
    server.ask("/sluzby/?q=knihovna")
    assert server.is_kept("/sluzby/?q=knihovna")


def test_a_foreign_host_leaves_nothing(server: Server) -> None:
    server.ask("/", host="jinde.localhost")
    assert len(server.memory) == 0


def test_every_type_of_page_says_whether_it_is_kept() -> None:
    plain, wrong = set(), []
    for model in apps.get_models():
        if not issubclass(model, BasePage):
            continue
        if not issubclass(model, RoutablePageMixin):
            assert model.kept_routes is None
            plain |= {model._meta.label} if model.is_kept else set()
            continue
        assert model.kept_routes is not None, f"{model._meta.label} has routes and names none that is kept"
        routes = [(route.pattern.regex.pattern, route.callback.__name__) for route in model.get_subpage_urls()]
        wrong += [name for name in model.kept_routes if name not in [name for _pattern, name in routes]]
        wrong += [
            f"{model._meta.label}.{name}"
            for pattern, name in routes
            if name in model.kept_routes and any(word in pattern for word in ("token", "key"))
        ]
    assert (plain, wrong) == (PLAIN, [])


def test_every_kept_page_reads_nothing_of_who_asks(server: Server, rf: Any) -> None:
    """The session, the user, messages and the token against forgery stay untouched."""
    RequestCategory.objects.exists()
    for path in FOR_EVERYBODY:
        answer = server.ask(path, Cookie="theme=dark")
        assert "Cookie" not in answer["Vary"], path
        assert not answer["Set-Cookie"], path
