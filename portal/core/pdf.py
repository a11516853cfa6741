"""HTML into an accessible PDF. WeasyPrint needs libraries of the system, so it is imported when it is used."""

import logging
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from django.core.cache import cache as shared_cache

VARIANT = "pdf/ua-1"
MAKING = "core.pdf"
"""The cache's key of whoever is setting pages right now."""
MAKING_AT_MOST = 60
"""Seconds after which pages that nobody finished no longer keep others waiting."""


class PdfUnavailable(Exception):
    """This machine lacks what WeasyPrint needs (`scripts/system_packages.sh run`)."""


@cache
def weasyprint() -> Any:
    """The package. Raises PdfUnavailable where its libraries are missing."""
    # It reports every rule of CSS it has no use for, and each step of its work, the first ones while imported.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("weasyprint.progress").setLevel(logging.ERROR)
    try:
        return import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise PdfUnavailable(str(error)) from error


def pdf_of(html: str, css: str) -> bytes:
    """`html` set by `css` as PDF/UA-1. Nothing is fetched: pictures have to stand in the document as data."""
    made: bytes = _pages_of(html, css).write_pdf(pdf_variant=VARIANT)
    return made


def fitted_pdf_of(
    html: Callable[[int], str],
    css: str,
    *,
    steps: int,
    pages: int = 1,
    settled: Callable[[Any], str] | None = None,
) -> bytes:
    """The first of ``html(0)`` to ``html(steps - 1)`` that needs `pages` at most, as `pdf_of` sets it.

    Each of them takes no more room than the one before; the last one is taken however long it is. `settled` gets the
    laid out document (WeasyPrint's) and says what rules to add for setting it once more.
    """
    first, last = 0, steps - 1
    fitting = None
    while first < last:
        tried = (first + last) // 2
        document = _pages_of(html(tried), css)
        if len(document.pages) <= pages:
            last, fitting = tried, document
        else:
            first = tried + 1
    if fitting is None:
        fitting = _pages_of(html(first), css)
    if settled is not None and len(fitting.pages) <= pages:
        fitting = _pages_of(html(first), f"{css}\n{settled(fitting)}")
    made: bytes = fitting.write_pdf(pdf_variant=VARIANT)
    return made


def _pages_of(html: str, css: str) -> Any:
    library = weasyprint()
    fetcher = library.urls.URLFetcher(allowed_protocols=("data",))
    fonts = library.text.fonts.FontConfiguration()
    document = library.HTML(string=html, url_fetcher=fetcher)
    sheet = library.CSS(string=css, url_fetcher=fetcher, font_config=fonts)
    # What a variant asks of the pages it asks already while they are laid out.
    return document.render(stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT)


def one_at_a_time(make: Callable[[], bytes]) -> bytes | None:
    """What `make` gives; None if this machine is setting pages, for whomever, right now: it is hard work."""
    if not shared_cache.add(MAKING, 1, timeout=MAKING_AT_MOST):
        return None
    try:
        return make()
    finally:
        shared_cache.delete(MAKING)
