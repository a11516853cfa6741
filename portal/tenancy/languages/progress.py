"""How far the translation of a site is: page by page, in a number of queries that doesn't grow with the pages."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from portal.core.translating import ADDRESS, Spoken


@dataclass(frozen=True)
class Line:
    """One page of the Czech tree and what there is of it in the other language."""

    original: Page
    page: Page | None
    """The page in the other language: a translation, or what repeats the Czech one."""
    state: Spoken
    texts: int = 0
    done: int = 0
    """Texts of the page and how many of them are translated, once somebody has begun; unpublished ones count."""
    is_begun: bool = False
    is_outdated: bool = False
    """The Czech page has been published since its text was taken for translating."""


def pages_to_translate(root: Page) -> Any:
    """The published Czech pages of the site in the tree's order."""
    return root.get_descendants(inclusive=True).filter(live=True, alias_of=None).order_by("path")


def lines(originals: list[Page], locale: Locale) -> list[Line]:
    """What there is of each of the `originals` in the language of `locale`."""
    keys = [page.translation_key for page in originals]
    pages = {page.translation_key: page for page in Page.objects.filter(translation_key__in=keys, locale=locale)}
    begun = {
        translation.source.object_id: translation
        for translation in Translation.objects.filter(
            source__object__in=keys, target_locale=locale, enabled=True
        ).select_related("source")
    }
    said = StringTranslation.objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=locale, has_error=False
    )
    counted = {
        key: (texts, done)
        for key, texts, done in StringSegment.objects.filter(source__in=[one.source_id for one in begun.values()])
        .exclude(context__path=ADDRESS)
        .values("source__object")
        .annotate(texts=Count("pk"), done=Count("pk", filter=Q(Exists(said))))
        .values_list("source__object", "texts", "done")
    }
    return [_line(page, pages, begun, counted) for page in originals]


def _line(original: Page, pages: dict[Any, Page], begun: dict[Any, Translation], counted: dict[Any, Any]) -> Line:
    page, translation = pages.get(original.translation_key), begun.get(original.translation_key)
    texts, done = counted.get(original.translation_key, (0, 0))
    state = Spoken.CZECH
    if page is not None and page.alias_of_id is None:
        state = Spoken.PARTLY if done < texts else Spoken.TRANSLATED
    published = original.last_published_at
    is_outdated = bool(translation and published and published > translation.source.last_updated_at)
    return Line(original, page, state, texts, done, translation is not None, is_outdated)


def translated_of(root: Page, locales: list[Locale]) -> dict[int, tuple[int, int]]:
    """By locale: how many of the site's published pages are translated into it, of how many."""
    keys = set(pages_to_translate(root).values_list("translation_key", flat=True))
    found = Page.objects.filter(translation_key__in=keys, locale__in=locales, alias_of=None, live=True)
    counted = Counter(found.values_list("locale", flat=True))
    return {locale.pk: (counted[locale.pk], len(keys)) for locale in locales}
