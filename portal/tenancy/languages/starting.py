"""Beginning and renewing the translation of a page. Readers keep what they see until the translation is published."""

from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from portal.core.pages import ensure_fallbacks, languages_of_tree


def languages_to_begin(page: Page) -> list[Locale]:
    """Languages of the page's site into which nobody has translated it."""
    own = set(page.get_translations().filter(alias_of=None).values_list("locale", flat=True))
    begun = Translation.objects.filter(source__object=page.translation_key, enabled=True)
    taken = own | set(begun.values_list("target_locale", flat=True))
    return [locale for locale in languages_of_tree(page) if locale.pk not in taken]


@transaction.atomic
def begin(*, page: Page, locales: list[Locale]) -> list[Page]:
    """Take the texts of `page`, as published, for translating into `locales`; returns the pages to translate.

    The page that repeats the Czech one stays what it is, mark and all, until the first publishing: wagtail-localize
    would make it a page with Czech words that nothing marks. Languages the site doesn't have are left out.
    """
    page = page.specific
    own = {locale.pk for locale in languages_of_tree(page)}
    ensure_fallbacks(page)
    source, _made = TranslationSource.update_or_create_from_instance(page)
    pages = []
    for locale in locales:
        if locale.pk in own:
            Translation.objects.update_or_create(source=source, target_locale=locale, defaults={"enabled": True})
            pages.append(page.get_translation(locale))
    return pages


def translation_into(page: Page) -> Translation | None:
    """The translation somebody has begun, of which `page` is or will be the result."""
    found: Translation | None = Translation.objects.filter(
        source__object=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()
    return found


def pages_of_source(source: Any) -> list[Page]:
    """The pages in other languages that come of `source`, and the Czech one."""
    return list(Page.objects.filter(translation_key=source.object_id))
