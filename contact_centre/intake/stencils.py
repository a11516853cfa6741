"""Letters that say the same to everybody but for a few words: rendered once, then only filled in.

Rendering the receipt and the notice took a sixth of the time of taking in a request (decision 25).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import override

from portal.core.czech import nbsp
from portal.core.remembered import Remembered
from portal.tenancy.models import Association

WORDS = ("subject", "reference", "kind", "municipality", "when", "address")
"""What differs from letter to letter."""
GAPS = {word: f"⟦{word}⟧" for word in WORDS}
GAP = re.compile(r"⟦(\w+)⟧")


@dataclass(frozen=True)
class Stencil:
    """One letter of an association in one language; `until` is the last day of a link to the status page."""

    template: str
    language: str
    association_id: int
    until: date | None = None
    association: Association = field(compare=False, kw_only=True)


def _rendered(stencil: Stencil) -> tuple[str, str]:
    """The letter's text and HTML, with gaps."""
    values: dict[str, Any] = {
        **GAPS,
        "association": stencil.association,
        "citizen_request": SimpleNamespace(reference=GAPS["reference"]),
        "status_url": GAPS["address"] if stencil.until else "",
        "status_until": stencil.until,
    }
    path = f"emails/contact_centre/{stencil.template}"
    with override(stencil.language):
        return render_to_string(f"{path}.txt", values), render_to_string(f"{path}.html", values)


_stencils = Remembered[Stencil, tuple[str, str]](_rendered, "tenancy.Association", asks_nothing=True)


def fill_in(stencil: Stencil, words: Mapping[str, str]) -> tuple[str, str]:
    """The letter as text and as HTML, with plain `words` (all of WORDS) in its gaps."""
    text, html = _stencils.get(stencil)
    marked_up = {name: str(escape(nbsp(word))) for name, word in words.items()}
    return GAP.sub(lambda gap: words[gap[1]], text), GAP.sub(lambda gap: marked_up[gap[1]], html)
