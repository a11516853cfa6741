"""What a reader of German pages meets in forms and lists: English words, never German ones of Django's among Czech."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from wagtail.models import Page

from meetings.models import MeetingIndexPage
from newsletters.models import NewsletterIndexPage
from newsletters.subscribers.proof import current_wording, words_of
from portal.core.languages import said_in
from portal.tenancy.models import Agenda, Association
from services_directory.models import ServiceKind

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.mark.spec("I1", "I2")
def test_names_are_english_where_there_are_no_german_ones(german_offered: None, dso_a: Association) -> None:
    kind = ServiceKind(name="Školy", translations={"en": "Schools"})
    with override("de"):
        assert kind.label == "Schools"
        assert Agenda(title="Poruchy", title_en="Faults").label == "Faults"
        assert said_in({"en": "Schools", "de": "Schulen"}, "Školy") == "Schulen"
        assert said_in({}, "Školy") == "Školy"
        assert words_of(current_wording(), "de") == current_wording().text_en
    with override("cs"):
        assert kind.label == "Školy"


@pytest.mark.spec("I1", "I2")
def test_forms_and_lists_in_german_addresses_answer_in_english(
    german_home: Page, dso_a: Association, client: Client
) -> None:
    host: dict[str, Any] = {"headers": {"host": dso_a.site.hostname}}
    paths = [page.relative_url(dso_a.site) for page in german_home.get_children().specific()]
    archive = NewsletterIndexPage.objects.child_of(german_home).get()
    MeetingIndexPage.objects.child_of(german_home).get()
    for path in [german_home.relative_url(dso_a.site), *paths, f"{archive.relative_url(dso_a.site)}odber/"]:
        response = client.get(path, **host)
        assert response.status_code == 200, path
        assert response.headers["Content-Language"] == "de"
        html = response.content.decode()
        assert '<html lang="en">' in html, path
        assert "Skip to content" in html, path
    refused = client.post(f"{archive.relative_url(dso_a.site)}odber/", {"email": ""}, **host).content.decode()
    assert "Dieses Feld" not in refused
    assert "Toto pole" not in refused
