"""Notices ready to be shown: words, the picture in the size it is needed, the way to the page about the project."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page, Site

from portal.core.models import PortalImage

from ..models import PublicityNotice
from .notices import frozen

SIZE = "max-1200x128|bgcolor-fff|format-png"
"""Twice what a screen shows; on white, as logos are made for it, so that dark pages don't swallow them."""
LONG = 160
"""A text longer than this opens on a screen beside the picture, which says the most important by itself."""


@dataclass(frozen=True)
class Shown:
    """A picture in the size in which it is shown."""

    url: str
    width: int
    height: int
    rendition: Any


@dataclass(frozen=True)
class Strip:
    """What stands on an output for one project. `plain` is for printing without colours."""

    name: str
    text: str
    registration_number: str
    description: str
    colour: Shown | None
    plain: Shown | None
    page_key: Any
    addresses: dict[str, str]

    @property
    def page_url(self) -> str:
        """The page about the project in the active language, else in Czech; empty if there is none."""
        default = self.addresses.get(settings.LANGUAGE_CODE, "")
        return self.addresses.get(get_language() or "", default)

    @property
    def is_long(self) -> bool:
        return self.colour is not None and len(self.text) > LONG

    @property
    def names_number(self) -> bool:
        """Whether the number has to be added to the text, which may hold it already."""
        return bool(self.registration_number) and self.registration_number not in self.text

    def data_address(self) -> str:
        """The coloured picture as a data address: for paper, where nothing is fetched. Empty without a picture."""
        if self.colour is None:
            return ""
        try:
            with self.colour.rendition.file.open("rb") as file:
                return f"data:image/png;base64,{b64encode(file.read()).decode('ascii')}"
        except OSError:
            return ""


def strips_of(notices: Iterable[PublicityNotice | dict[str, Any]]) -> list[Strip]:
    """Notices (rows, or as they were kept) as they are shown, in a number of queries that doesn't grow with them."""
    rows = [frozen(notice) if isinstance(notice, PublicityNotice) else notice for notice in notices]
    if not rows:
        return []
    wanted = {row[name] for row in rows for name in ("strip", "strip_plain")} - {None}
    images = PortalImage.objects.prefetch_renditions(SIZE).in_bulk(wanted) if wanted else {}
    pages = _addresses({row["page"] for row in rows} - {None})
    return [_strip(row, images, pages) for row in rows]


def _strip(row: dict[str, Any], images: dict[int, PortalImage], pages: dict[int, tuple[Any, dict[str, str]]]) -> Strip:
    key, addresses = pages.get(row["page"], (None, {}))
    return Strip(
        name=row["name"],
        text=row["text"],
        registration_number=row["registration_number"],
        description=row["strip_description"],
        colour=_shown(images.get(row["strip"])),
        plain=_shown(images.get(row["strip_plain"])),
        page_key=key,
        addresses=addresses,
    )


def _shown(image: PortalImage | None) -> Shown | None:
    """The picture in its size; None where its file is gone: the words alone are better than an error."""
    if image is None:
        return None
    try:
        rendition = image.get_rendition(SIZE)
    except (SourceImageIOError, InvalidFilterSpecError, OSError):
        return None
    return Shown(rendition.url, rendition.width, rendition.height, rendition)


def _addresses(pks: set[int]) -> dict[int, tuple[Any, dict[str, str]]]:
    """Translation key and address in each language of the published pages with these ids."""
    if not pks:
        return {}
    keys = dict(Page.objects.filter(pk__in=pks).values_list("pk", "translation_key"))
    found: dict[Any, dict[str, str]] = {}
    roots = Site.get_site_root_paths()
    for page in Page.objects.filter(translation_key__in=keys.values()).live().select_related("locale"):
        if any(page.url_path.startswith(root.root_path) for root in roots):
            found.setdefault(page.translation_key, {})[page.locale.language_code] = page.full_url or ""
    return {pk: (key, found.get(key, {})) for pk, key in keys.items()}
