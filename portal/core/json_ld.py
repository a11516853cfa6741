"""Facts for search engines as JSON-LD in a page (O5)."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

CONTEXT = "https://schema.org"
COUNTRY = "CZ"
# A data block ends at "</script" whatever the language of its content.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def in_page(graph: Any) -> SafeString:
    """`graph` as text that may stand inside ``<script type="application/ld+json">``."""
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 - nothing is left in it that could end the block


def known(**facts: Any) -> dict[str, Any]:
    """The facts somebody has found out; the others are left out."""
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}
