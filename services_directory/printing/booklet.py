"""The A4 booklet: what stands in it, and its pages as an accessible PDF (D10, PDF/UA-1)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override

from portal.core.czech import sort_key
from portal.core.pdf import pdf_of
from portal.programme.publicity.notices import notices_for
from portal.programme.publicity.strips import strips_of
from portal.tenancy.emblems import emblem_on_paper
from portal.tenancy.models import Association, Municipality

from ..models import DirectoryPage, Service, ServiceKind
from ..sections import directory_page
from .entries import Entry, entries

STYLESHEET = Path(__file__).parent / "booklet.css"


@dataclass(frozen=True)
class Edition:
    """Which booklet: of a municipality or, without one, of the whole association, in a language, on a day."""

    association: Association
    municipality: Municipality | None
    language: str
    printed_on: date

    @property
    def municipality_code(self) -> str:
        return self.municipality.code if self.municipality else ""

    def services(self) -> Any:
        """The published services in the municipality or serving it (D3), in Czech order."""
        found = Service.objects.for_association(self.association).published()
        if self.municipality:
            found = found.for_municipality(self.municipality.code)
        return found.in_czech_order()


@dataclass(frozen=True)
class Field:
    """A field of services with its entries; `anchor` is where the contents lead to."""

    label: str
    anchor: str
    entries: tuple[Entry, ...]


def edition(association: Association, municipality: Municipality | None = None) -> Edition:
    """Today's booklet in the active language."""
    return Edition(association, municipality, get_language() or "cs", timezone.localdate())


def fields_of(found: list[Entry]) -> list[Field]:
    """Entries by field of service; the fields in Czech order, the entries in the order they came in."""
    by_field: dict[int, list[Entry]] = {}
    kinds: dict[int, ServiceKind] = {}
    for entry in found:
        kind = entry.service.kind.field
        kinds[kind.pk] = kind
        by_field.setdefault(kind.pk, []).append(entry)
    in_order = sorted(kinds.values(), key=lambda kind: sort_key(kind.label_plural))
    return [Field(kind.label_plural, f"f-{kind.code}", tuple(by_field[kind.pk])) for kind in in_order]


def booklet_html(wanted: Edition) -> str:
    """The booklet as a document for WeasyPrint. Raises DirectoryPage.DoesNotExist if the site has no directory."""
    with override(wanted.language):
        page = directory_page(wanted.association.site)
        if page is None:
            raise DirectoryPage.DoesNotExist
        found = entries(wanted.services(), page.full_url)
        return render_to_string(
            "services_directory/printing/booklet.html",
            {
                "edition": wanted,
                "association": wanted.association,
                "municipality": wanted.municipality,
                "fields": fields_of(found),
                "total": len(found),
                "verified": sum(1 for entry in found if entry.freshness.is_fresh),
                "directory_url": page.full_url,
                "short_directory_url": page.full_url.split("://", 1)[-1].rstrip("/"),
                "emblem": emblem_on_paper(wanted.association),
                "publicity": strips_of(notices_for(wanted.association.site, wanted.printed_on)),
                "LANGUAGE_CODE": wanted.language,
            },
        )


def booklet_pdf(wanted: Edition) -> bytes:
    """The finished booklet. Raises PdfUnavailable where the machine lacks the libraries."""
    return pdf_of(booklet_html(wanted), stylesheet())


@cache
def stylesheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")
