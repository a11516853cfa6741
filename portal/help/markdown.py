"""Markdown to HTML: help and the guide are written in it, by us only; HTML inside is shown, not run."""

import re
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from portal.core.czech import nbsp

_HEADING = re.compile(r"\A\s*# (?P<title>.+)\n")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def title_of(source: str) -> tuple[str, str]:
    """The first line's title and the rest of `source`. ValueError if it doesn't begin with ``# Title``."""
    if not (found := _HEADING.match(source)):
        raise ValueError(f"no title: {source[:40]!r}")
    return nbsp(found["title"].strip()), source[found.end() :]


def to_html(source: str) -> SafeString:
    """`source` as HTML with Czech non-breaking spaces."""
    return mark_safe(nbsp(_parser().render(source)))  # noqa: S308 # written by us, and HTML in it is escaped
