"""Photographs on public pages: WebP in several widths for every browser of today, AVIF beside it once it is made.

A page never waits for a dozen encoders: it takes what is there. Missing WebP is made for it (a width at a time is
quick), AVIF only by the worker (`make_avif`), within minutes after a picture was first shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Replace
from wagtail.images.models import Filter

from portal.core.models import PortalRendition

WIDTHS = (480, 960)
"""Pixels: a phone, and a column of text on a sharp screen."""
WEBP, AVIF = "|format-webp", "|format-avif|avifquality-60"
AT_ONCE = 20
"""So many pictures are made in one run of the job."""


@dataclass(frozen=True)
class Photograph:
    """A photograph ready to be shown: `url`, `width` and `height` are those of the largest WebP."""

    url: str
    width: int
    height: int
    srcset: str
    avif: str
    """The same in AVIF; empty while not every width of it is made."""


def photograph(image: Any, widths: Sequence[int] = WIDTHS) -> Photograph:
    """What a page shows of `image`; one query, and one for each picture that has to be made."""
    webp = [f"width-{width}{WEBP}" for width in widths]
    avif = [f"width-{width}{AVIF}" for width in widths]
    filters = [Filter(spec=spec) for spec in (*webp, *avif)]
    ready = {found.spec: rendition for found, rendition in image.find_existing_renditions(*filters).items()}
    if missing := [spec for spec in webp if spec not in ready]:
        ready |= image.get_renditions(*missing)
    largest = ready[webp[-1]]
    has_avif = all(spec in ready for spec in avif)
    return Photograph(
        largest.url,
        largest.width,
        largest.height,
        _srcset(ready, webp),
        _srcset(ready, avif) if has_avif else "",
    )


def make_avif(limit: int = AT_ONCE) -> int:
    """Make AVIF of up to `limit` pictures that pages have shown in WebP; returns how many were made."""
    twin = Replace(OuterRef("filter_spec"), Value(WEBP), Value(AVIF))
    there = PortalRendition.objects.filter(image=OuterRef("image"), filter_spec=twin)
    shown = PortalRendition.objects.filter(~Exists(there), filter_spec__endswith=WEBP).select_related("image")
    missing = list(shown.order_by("-pk")[:limit])
    for rendition in missing:
        rendition.image.get_rendition(rendition.filter_spec.removesuffix(WEBP) + AVIF)
    return len(missing)


def _srcset(ready: dict[str, Any], specs: Sequence[str]) -> str:
    # A small picture is never scaled up: two widths may be one.
    widths = {ready[spec].width: ready[spec].url for spec in specs}
    return ", ".join(f"{url} {width}w" for width, url in sorted(widths.items()))
