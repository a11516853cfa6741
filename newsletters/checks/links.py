"""Links that lead somewhere and say where (C1; WCAG 2.4.4)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Page

from portal.core.czech import fold
from portal.core.keys import typed_key

from .content import Words
from .finding import Finding
from .reading import Reading
from .rich_text import Link

SAYS_NOTHING = frozenset(
    {"zde", "tady", "tu", "sem", "odkaz", "tento odkaz", "odkaz zde", "web", "webu", "stranka", "kliknete"}
    | {"kliknete zde", "kliknete sem", "vice", "vice zde", "vice informaci", "vice informaci zde", "cist dal"}
    | {"podrobnosti", "podrobnosti zde", "ke stazeni", "ke stazeni zde"}
    | {"here", "click here", "link", "this link", "this page", "more", "read more", "details", "download"}
)
"""Folded words of a link that mean nothing out of their sentence."""
ADDRESS = re.compile(r"(https?://|www\.)\S+\Z|[\w.-]+\.(cz|eu|com|org|net)(/\S*)?\Z", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Finding]:
    """Findings `empty_link`, `wordless_link`, `vague_link`; advice `bare_address` and `unpublished_target`."""
    found = [(part, link) for part in reading.words for link in part.rich.links]
    pages = _pages({link.page for _part, link in found if link.page})
    documents = _documents({link.document for _part, link in found if link.document})
    for part, link in found:
        yield from _target(part, link, pages, documents)
        yield from _said(part, link)


def _target(part: Words, link: Link, pages: dict[str, bool], documents: set[str]) -> Iterator[Finding]:
    values = {"section": part.section, "words": link.words}
    is_gone = (link.page and link.page not in pages) or (link.document and link.document not in documents)
    if link.leads_nowhere:
        message = _("“%(section)s”: the link “%(words)s” has no address.")
        yield Finding("empty_link", message % values, part.place)
    elif is_gone:
        message = _("“%(section)s”: what the link “%(words)s” leads to has been deleted.")
        yield Finding("empty_link", message % values, part.place)
    elif link.page and not pages[link.page]:
        message = _("“%(section)s”: the page to which the link “%(words)s” leads isn't published yet.")
        yield Finding("unpublished_target", message % values, part.place, is_blocking=False)


def _said(part: Words, link: Link) -> Iterator[Finding]:
    values = {"section": part.section, "words": link.words}
    if not link.words.strip():
        message = _("“%(section)s”: there is a link without words. Delete it, or write where it leads.")
        yield Finding("wordless_link", message % values, part.place)
    elif fold(link.words).strip(" .,:;!?()>»→") in SAYS_NOTHING:
        message = _("“%(section)s”: the link “%(words)s” doesn't say where it leads. Name what readers find there.")
        yield Finding("vague_link", message % values, part.place)
    elif ADDRESS.match(link.words):
        message = _("“%(section)s”: instead of the address “%(words)s”, name what readers find there.")
        yield Finding("bare_address", message % values, part.place, is_blocking=False)


def _pages(keys: set[str]) -> dict[str, bool]:
    """Whether each of the pages is published; those that are gone are left out."""
    wanted = [number for key in keys if (number := typed_key(key)) is not None]
    rows = Page.objects.filter(pk__in=wanted).values_list("pk", "live") if wanted else ()
    return {str(pk): live for pk, live in rows}


def _documents(keys: set[str]) -> set[str]:
    wanted = [number for key in keys if (number := typed_key(key)) is not None]
    rows = get_document_model()._default_manager.filter(pk__in=wanted) if wanted else None
    return {str(pk) for pk in rows.values_list("pk", flat=True)} if rows is not None else set()
