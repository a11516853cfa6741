"""What every site gets from this feature: its home page and the pages the law and good manners ask for."""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.html import format_html
from wagtail.models import Locale, Page

from portal.core.pages import ensure_fallbacks, ensure_translation
from portal.tenancy.models import Association, Union
from portal.tenancy.provisioning import ensure_in_every_language, first_locales

from .models import (
    AccessibilityStatementPage,
    AssociationHomePage,
    MunicipalitiesPage,
    PrivacyPage,
    ProgrammePage,
    PublicInformationPage,
    SearchPage,
    StandardPage,
    UnionHomePage,
)
from .statements import read_template

ROOT_ORDER = 0
STRUCTURE_ORDER = 40
"""After services (10), newsletter (20) and meetings (30), before contact (50): the tree's order is the menu's."""
FALLBACK_ORDER = 1000
"""Last: by then every feature has made its pages."""


class Texts(NamedTuple):
    slug: str
    title: str


MUNICIPALITIES = {"cs": Texts("obce", "Členské obce"), "en": Texts("municipalities", "Member municipalities")}
ABOUT = {"cs": Texts("o-svazku", "O svazku"), "en": Texts("about-us", "About the association")}
SEARCH = {"cs": Texts("hledat", "Hledání"), "en": Texts("search", "Search")}


def build_association_root(tree: Page, slug: str, title: str) -> Page:
    return _build_root(AssociationHomePage, tree, slug, title)


def build_union_root(tree: Page, slug: str, title: str) -> Page:
    return _build_root(UnionHomePage, tree, slug, title)


def _build_root(model: type[Page], tree: Page, slug: str, title: str) -> Page:
    page = model(title=title, slug=slug, locale=Locale.objects.get(language_code=settings.LANGUAGE_CODE))
    tree.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def prepare_root(tenant: Association | Union) -> None:
    """Give each language the site begins with a home page of its own; others are its own choice (decision 66)."""
    root = tenant.root_page.specific
    for locale in first_locales()[1:]:
        if not root.has_translation(locale):
            ensure_translation(root, locale, slug=f"{root.slug}-{locale.language_code}", title=root.title)


def make_association_pages(association: Association) -> None:
    """Members, about us, about the programme, search, the statements and what is published of itself (C8)."""
    root = association.root_page
    _make(root, MunicipalitiesPage, MUNICIPALITIES, show_in_menus=True)
    paragraphs = "".join(format_html("<p>{}</p>", text) for text in association.purpose.split("\n\n") if text.strip())
    body = json.dumps([{"type": "text", "value": paragraphs}] if paragraphs else [])
    _make(root, StandardPage, ABOUT, show_in_menus=True, body=body)
    ensure_in_every_language(root, ProgrammePage, _programme_texts)
    _make_common(root)
    _make_statement(root, PublicInformationPage, "public_information")


def make_union_pages(union: Union) -> None:
    """Search and the two statements, in every language."""
    _make_common(union.root_page)


def _make_common(root: Page) -> None:
    _make(root, SearchPage, SEARCH)
    _make_statement(root, AccessibilityStatementPage, "accessibility_statement")
    _make_statement(root, PrivacyPage, "privacy")


def _make(root: Page, model: type[Page], texts: dict[str, Texts], **fields: Any) -> None:
    ensure_in_every_language(root, model, lambda code: texts[code]._asdict() if code in texts else None, **fields)


def _make_statement(root: Page, model: type[Page], kind: str) -> None:
    ensure_in_every_language(root, model, partial(_statement_texts, kind))


def _statement_texts(kind: str, language_code: str) -> dict[str, Any] | None:
    """The statement in that language; `read_template` gives the default one where there is none."""
    texts = read_template(kind, language_code)
    if language_code != settings.LANGUAGE_CODE and texts.slug == read_template(kind, settings.LANGUAGE_CODE).slug:
        return None
    return {"slug": texts.slug, "title": texts.title, "lead": texts.lead, "body": texts.body}


def _programme_texts(language_code: str) -> dict[str, Any] | None:
    """The page about the programme as it begins; None for a language it isn't written in."""
    texts = _statement_texts("programme", language_code)
    return {**texts, "body": json.dumps(list(_sections(texts["body"])))} if texts is not None else None


def _sections(html: str) -> Iterator[dict[str, str]]:
    """Rich text as blocks of a page: headings of sections are blocks of their own."""
    for number, part in enumerate(re.split(r"<h2>(.+?)</h2>", html)):
        if part:
            yield {"type": "heading" if number % 2 else "text", "value": part}


def fill_languages(tenant: Association | Union) -> None:
    """Show every page of the site's default language in the languages it isn't translated into (decision 6)."""
    for page in tenant.root_page.get_descendants().filter(alias_of__isnull=True).order_by("path"):
        ensure_fallbacks(page)
