"""Making pages from code, so that doing it twice leaves the same tree."""

from typing import Any

from wagtail.models import Locale, Page

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
