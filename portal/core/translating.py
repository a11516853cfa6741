"""How much of a page's text is in the language of its tree: what readers are told, with words (I2)."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, TranslationLog, TranslationSource

from .languages import interface_language

ADDRESS = "slug"
"""A page's address is a text to translate as well, but nobody has to."""


class Spoken(StrEnum):
    """What a page of another language's tree holds."""

    TRANSLATED = "translated"
    PARTLY = "partly"
    CZECH = "czech"


def spoken(page: Any) -> Spoken:
    """What `page` holds as it was last published.

    Costs a query for pages outside the Czech tree that repeat no other, two if they are translated through
    wagtail-localize. A text translated after the publishing doesn't count yet. Where the Czech text was taken over
    anew and the translation not published since, the page still says what it said: nobody counts that.
    """
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return Spoken.TRANSLATED
    if page.alias_of_id is not None:
        return Spoken.CZECH
    published = TranslationLog.objects.filter(source=OuterRef("pk"), locale=page.locale_id).order_by("-created_at")
    sources = TranslationSource.objects.filter(
        object=page.translation_key, translations__target_locale=page.locale_id, translations__enabled=True
    ).annotate(published=Subquery(published.values("created_at")[:1]))
    source = sources.values_list("pk", "last_updated_at", "published").first()
    if source is None or source[2] is None or source[2] < source[1]:
        return Spoken.TRANSLATED
    said = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=page.locale_id,
        has_error=False,
        created_at__lte=source[2],
    )
    segments = StringSegment.objects.filter(source=source[0]).exclude(context__path=ADDRESS)
    counted = segments.aggregate(all=Count("pk"), translated=Count("pk", filter=Q(Exists(said))))
    if counted["translated"] == counted["all"]:
        return Spoken.TRANSLATED
    return Spoken.PARTLY if counted["translated"] else Spoken.CZECH


def language_of(page: Any) -> str:
    """The code of the language a page's title and text are in; one that only repeats a Czech page is Czech."""
    repeats = page.alias_of_id is not None
    return settings.LANGUAGE_CODE if repeats else page.locale.language_code


def lang_attribute(code: str) -> SafeString:
    """` lang="cs"` for texts in another language than the interface's words around them; empty for the same one."""
    return format_html(' lang="{}"', code) if code != interface_language() else SafeString()


def is_default(page: Page) -> bool:
    """Whether the page stands in the tree that the others follow."""
    return bool(page.locale.language_code == settings.LANGUAGE_CODE)
