"""What readers see while a page is being translated through wagtail-localize, and who may translate what."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home.models import StandardPage
from portal.core.pages import publish_everywhere
from portal.tenancy.languages.starting import begin
from portal.tenancy.models import Association
from tests.home.factories import add_page, text

pytestmark = pytest.mark.django_db

MARK = "This page has not been translated yet"
PARTLY = "Some parts of this page have not been translated yet"


def public(association: Association, path: str) -> str:
    response = Client().get(path, headers={"host": association.site.hostname})
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.fixture
def english() -> Locale:
    return Locale.objects.get(language_code="en")


@pytest.fixture
def page(dso_a: Association) -> StandardPage:
    return add_page(dso_a, "stanovy", "Stanovy", text("<p>První článek.</p>"), lead="Co platí")


@pytest.fixture
def begun(page: StandardPage, english: Locale) -> Page:
    (found,) = begin(page=page, locales=[english])
    return found


@pytest.mark.spec("I2")
def test_readers_see_marked_czech_until_the_translation_is_published(
    begun: Page, page: StandardPage, dso_a: Association, translate: Callable[..., Page]
) -> None:
    assert begun.alias_of_id == page.pk
    translate(begun, "English {}", publish=False)
    assert MARK in public(dso_a, "/en/stanovy/")
    page.lead = "Co platí letos"
    publish_everywhere(page)
    assert "Co platí letos" in public(dso_a, "/en/stanovy/").replace("\xa0", " ")

    Translation.objects.get(source__object=page.translation_key).save_target(publish=True)
    html = public(dso_a, "/en/stanovy/")
    assert "English Stanovy" in html
    assert MARK not in html
    assert PARTLY not in html
    assert "lang=" not in html.split("<main")[1].split("</main>")[0]


@pytest.mark.spec("I2")
def test_a_page_translated_in_part_says_so(begun: Page, dso_a: Association, translate: Callable[..., Page]) -> None:
    translate(begun, "English {}", only=1)
    html = public(dso_a, "/en/stanovy/")
    assert PARTLY in html
    assert MARK not in html
    assert "English Stanovy" in html
    assert "První" in html
    # What was translated after publishing isn't on the page yet.
    found = Translation.objects.get(source__object=begun.translation_key)
    for segment in found.source.stringsegment_set.exclude(context__path="slug"):
        StringTranslation.objects.get_or_create(
            translation_of=segment.string, context=segment.context, locale=begun.locale, defaults={"data": "Later"}
        )
    assert PARTLY in public(dso_a, "/en/stanovy/")
    found.save_target(publish=True)
    assert PARTLY not in public(dso_a, "/en/stanovy/")


@pytest.mark.spec("I2")
def test_a_translated_page_among_english_words_says_its_language(
    german_home: Page, page: StandardPage, dso_a: Association, translate: Callable[..., Page]
) -> None:
    (found,) = begin(page=page, locales=[german_home.locale])
    translate(found, "Deutsch {}")
    html = public(dso_a, "/de/stanovy/")
    assert '<html lang="en">' in html
    assert MARK not in html
    assert '<h1 lang="de">Deutsch Stanovy' in html.replace("\xa0", " ")
    assert "Skip to content" in html
    assert 'hreflang="de" href="/de/stanovy/"' in public(dso_a, "/stanovy/").split("</head>")[0]


@pytest.fixture
def as_user(dso_a: Association) -> Callable[[Any], Client]:
    def sign_in(user: Any) -> Client:
        client = Client(headers={"host": dso_a.site.hostname})
        client.force_login(user)
        return client

    return sign_in


def test_an_editor_begins_and_translates_but_does_not_publish(
    page: StandardPage, english: Locale, editor_a: Any, manager_a: Any, as_user: Callable[[Any], Client]
) -> None:
    client = as_user(editor_a)
    address = f"/admin/localize/submit/page/{page.pk}/"
    assert "English" in client.get(address).content.decode()
    edit = client.post(address, {"locales": [english.pk]}).headers["Location"]
    assert "translation-editor" in client.get(edit).content.decode()
    assert as_user(manager_a).post(edit, {"action": "publish"}).status_code == 302
    assert page.get_translation(english).alias_of_id == page.pk, "nothing is translated: nothing is published"

    segment = TranslationSource.objects.get().stringsegment_set.order_by("order").first()
    assert segment is not None
    StringTranslation.objects.create(
        translation_of=segment.string, context=segment.context, locale=english, data="Statutes"
    )
    client.post(edit, {"action": "publish"})
    assert page.get_translation(english).alias_of_id == page.pk
    as_user(manager_a).post(edit, {"action": "publish"})
    assert page.get_translation(english).title == "Statutes"


@pytest.mark.spec("T1")
def test_another_association_translates_and_renews_nothing_here(
    begun: Page, page: StandardPage, manager_b: Any, union_admin: Any, dso_b: Association
) -> None:
    stranger = Client(headers={"host": dso_b.site.hostname})
    stranger.force_login(manager_b)
    source = TranslationSource.objects.get()
    for address in (
        f"/admin/localize/submit/page/{page.pk}/",
        f"/admin/localize/update/{source.pk}/",
        f"/admin/pages/{begun.pk}/edit/",
    ):
        assert stranger.get(address).status_code == 404, address
        assert stranger.post(address, {"action": "publish"}).status_code == 404, address
    union = Client(headers={"host": dso_b.site.hostname})
    union.force_login(union_admin)
    assert union.get(f"/admin/localize/update/{source.pk}/").status_code == 200


def test_taking_the_changed_text_over_publishes_nothing(
    begun: Page, page: StandardPage, dso_a: Association, manager_a: Any,
    as_user: Callable[[Any], Client], translate: Callable[..., Page],
) -> None:  # fmt: skip
    translate(begun, "English {}")
    page.title = "Stanovy 2"
    publish_everywhere(page)
    source = TranslationSource.objects.get()
    client = as_user(manager_a)
    assert "publish_translations" not in client.get(f"/admin/localize/update/{source.pk}/").content.decode()
    assert client.post(f"/admin/localize/update/{source.pk}/", {"publish_translations": "on"}).status_code == 302
    source.refresh_from_db()
    assert source.object_repr == "Stanovy 2"
    assert "English Stanovy" in public(dso_a, "/en/stanovy/")


def test_languages_the_site_has_not_are_not_offered(
    german_offered: None, page: StandardPage, manager_a: Any, as_user: Callable[[Any], Client]
) -> None:
    german = Locale.objects.get_or_create(language_code="de")[0]
    client = as_user(manager_a)
    address = f"/admin/localize/submit/page/{page.pk}/"
    assert 'name="locales"' in client.get(address).content.decode()
    assert f'name="locales" value="{german.pk}"' not in client.get(address).content.decode()
    assert client.post(address, {"locales": [german.pk]}).status_code == 200
    assert begin(page=page, locales=[german]) == []
    assert not Page.objects.filter(locale=german).exists()
