"""Making pages from code, so that doing it twice leaves the same tree."""

from typing import Any

from django.conf import settings
from wagtail.models import Locale, Page
from wagtail_localize import synctree

_footer_models: list[type[Page]] = []


def footer_page[P: type[Page]](model: P) -> P:
    """Class decorator: live children of a home page that are of this type stand in the site's footer."""
    _footer_models.append(model)
    return model


def footer_models() -> tuple[type[Page], ...]:
    return tuple(_footer_models)


def ensure_child[P: Page](parent: Page, page_class: type[P], *, slug: str, title: str, **fields: Any) -> P:
    """Return the live `page_class` child of `parent` with this slug, making it if there is none.

    An existing page is returned as it is: editors' changes survive a repair.
    """
    existing = page_class.objects.child_of(parent).filter(slug=slug).first()
    if existing:
        return existing
    # Treebeard counts children in memory; another step may have added some since `parent` was read.
    parent = Page.objects.get(pk=parent.pk)
    page = page_class(slug=slug, title=title, locale=parent.locale, **fields)
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def ensure_translation[P: Page](page: P, locale: Locale, *, slug: str, title: str, **fields: Any) -> P:
    """Return `page`'s translation in `locale`, making and publishing it if there is none.

    An alias (made by the synchronisation of languages) becomes a page of its own.
    """
    existing = page.get_translation_or_none(locale)
    if existing is not None and existing.alias_of_id is None:
        return existing.specific
    if existing is not None:
        translation = existing.specific
        translation.alias_of = None
    else:
        translation = page.copy_for_translation(locale, copy_parents=True)
    for name, value in {"slug": slug, "title": title, "draft_title": title, **fields}.items():
        setattr(translation, name, value)
    translation.save()
    translation.save_revision().publish()
    translation.refresh_from_db()
    return translation


def languages_of_tree(page: Page) -> list[Locale]:
    """The further languages of the site `page` stands on: those its home page stands in, translated or repeated.

    A language is a site's own choice (decision 66): what is made on one site never shows on another.
    """
    home = Page.objects.filter(path=page.path[: 2 * Page.steplen]).values("translation_key")
    trees = Page.objects.filter(translation_key__in=home, depth=2).values("locale")
    return list(Locale.objects.filter(pk__in=trees).exclude(language_code=settings.LANGUAGE_CODE))


def ensure_fallbacks(page: Page) -> list[Page]:
    """Let `page` stand, in Czech with a mark, in every language of its site it isn't translated into (decision 6).

    For pages published by code, and in the admin after a page is made. Pages of other languages' trees stay what
    they are. Returns the pages that were made.
    """
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return []
    taken = set(Page.objects.filter(translation_key=page.translation_key).values_list("locale_id", flat=True))
    return [
        page.specific.copy_for_translation(locale, copy_parents=True, alias=True)
        for locale in languages_of_tree(page)
        if locale.pk not in taken
    ]


def follow_nothing(*_args: Any, **_kwargs: Any) -> None:
    """In place of what wagtail-localize does when a language is to follow another: it would do it on all sites."""


def keep_languages_apart() -> None:
    """Wagtail-localize repeats a new page in each language that follows its own, on whatever site: let ours do it."""
    synctree.create_aliases_for_new_page = ensure_fallbacks
    synctree.synchronize_tree = follow_nothing


def publish_everywhere[P: Page](page: P) -> P:
    """Publish `page` as it stands and show it in every language; used by loaders of demo content.

    `page` may have unsaved changes of its fields: they become its newest revision, and pages that only
    repeat it in other languages follow. Call it again after each change; pages with a translation of
    their own are left alone.
    """
    # Where it stands in the tree may have changed since it was read, by pages added below it.
    page.path, page.depth, page.numchild = Page.objects.values_list("path", "depth", "numchild").get(pk=page.pk)
    page.save_revision().publish()
    page.refresh_from_db()
    ensure_fallbacks(page)
    return page
