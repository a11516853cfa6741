"""An installation that offers German by its settings, and the work of a translator."""

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from portal.core.languages import install_stand_ins
from portal.tenancy.languages.turning import turn_on
from portal.tenancy.models import Association

GERMAN = [("cs", "česky"), ("en", "English"), ("de", "Deutsch")]


@pytest.fixture
def german_offered(settings: Any) -> None:
    """As after a start with LANGUAGES=cs,en,de."""
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = GERMAN
    install_stand_ins()


@pytest.fixture
def german_home(german_offered: None, dso_a: Association, manager_a: Any) -> Page:
    """The first association has turned German on: its home page in it."""
    return turn_on(tenant=dso_a, code="de", by=manager_a)


@pytest.fixture
def translate(django_capture_on_commit_callbacks: Any) -> Callable[..., Page]:
    """`translate(page, "German {}", only=1)` translates texts of a page that was begun, as the editor does.

    The address stays: it is a text of the page as well.
    """

    def work(page: Page, pattern: str, *, only: int | None = None, publish: bool = True) -> Page:
        found = Translation.objects.get(source__object=page.translation_key, target_locale=page.locale)
        texts = StringSegment.objects.filter(source=found.source).exclude(context__path="slug")
        for segment in texts.order_by("order")[:only]:
            StringTranslation.objects.create(
                translation_of=segment.string,
                context=segment.context,
                locale=page.locale,
                data=pattern.format(segment.string.data),
            )
        if publish:
            with django_capture_on_commit_callbacks(execute=True):
                found.save_target(publish=True)
        return Page.objects.get(pk=page.pk).specific

    return work
