"""Help stands at every screen, costs no query and needs no script."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from newsletters.models import NewsletterIndexPage
from portal.help.topics import Text, topic_of
from portal.tenancy.models import Association
from portal.users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]

HOST = "horni.localhost"


def shown(client: Client, address: str) -> str:
    response = client.get(address, headers={"host": HOST})
    assert response.status_code == 200, address
    return str(response.content.decode())


def offered(html: str) -> list[str]:
    """Titles of the help that `html` offers: one, if it has one button for one panel."""
    buttons = re.findall(r'<button[^>]*class="screen-help-button"[^>]*popovertarget="screen-help"', html)
    panels = re.findall(r'<aside id="screen-help"[^>]*\bpopover\b.*?</aside>', html, re.DOTALL)
    assert len(buttons) == len(panels) <= 1
    return [match[1] for panel in panels if (match := re.search(r'<h2 id="screen-help-title">(.*?)</h2>', panel))]


def page_addresses(association: Association) -> dict[str, str]:
    """Screens of pages and the topics that belong to them."""
    archive = association.root_page.get_descendants().type(NewsletterIndexPage).get()
    return {
        reverse("wagtailadmin_explore", args=[association.root_page.pk]): "home.pages",
        reverse("wagtailadmin_pages:edit", args=[archive.pk]): "newsletters.newsletters",
        reverse("wagtailadmin_pages:add", args=["home", "standardpage", association.root_page.pk]): "home.pages",
    }


def test_lists_forms_pages_and_the_home_page_offer_their_own_help(
    dso_a: Association, manager_a: User, client: Client
) -> None:
    client.force_login(manager_a)
    screens = {
        reverse("wagtailadmin_home"): "tenancy.desk",
        reverse("citizen_requests:index"): "contact_centre.requests",
        reverse("activities:add"): "contact_centre.activities",
        reverse("wagtailsnippets_services_directory_service:add"): "services_directory.service",
        **page_addresses(dso_a),
    }
    for address, key in screens.items():
        topic = topic_of(key)
        assert topic is not None
        assert offered(shown(client, address)) == [topic.text_in("cs").title], address


def test_the_old_header_offers_help_too(rf: RequestFactory) -> None:
    """Confirmations and actions on several rows have it still; dialogues, too, which look no help up."""
    request = rf.get(reverse("citizen_requests:index"))
    assert "screen-help" not in render_to_string("wagtailadmin/shared/header.html", {"title": "x"}, request)
    request._screen_help = topic_of("contact_centre.requests")
    assert "screen-help-button" in render_to_string("wagtailadmin/shared/header.html", {"title": "x"}, request)


def test_a_screen_without_help_and_a_part_of_a_list_offer_none(
    dso_a: Association, manager_a: User, client: Client
) -> None:
    client.force_login(manager_a)
    assert offered(shown(client, reverse("wagtailadmin_account"))) == []
    assert "screen-help" not in shown(client, reverse("citizen_requests:index_results"))


def test_help_asks_the_database_nothing(
    dso_a: Association, manager_a: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(manager_a)
    address = reverse("citizen_requests:index")
    shown(client, address)
    with CaptureQueriesContext(
        connection,
    ) as with_help:
        shown(client, address)
    monkeypatch.setattr("portal.help.templatetags.screen_help.topic_for", lambda *_args: None)
    with CaptureQueriesContext(connection) as without:
        assert offered(shown(client, address)) == []
    assert len(with_help) == len(without)


def test_help_follows_the_language_of_the_administration_and_says_when_it_cannot(
    dso_a: Association, manager_a: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(manager_a)
    profile = UserProfile.get_for_user(manager_a)
    profile.preferred_language = "en"
    profile.save()
    address = reverse("citizen_requests:index")
    html = shown(client, address)
    assert [unescape(title) for title in offered(html)] == ["Citizens' requests"]
    assert 'class="help-text">' in html

    topic: Any = topic_of("contact_centre.requests")
    czech: Text = topic.text_in("de")
    assert (czech.language, czech.title) == ("cs", topic.text_in("cs").title)
    monkeypatch.setattr("portal.help.topics.Topic.text", czech)
    assert 'class="help-text" lang="cs">' in shown(client, address)
