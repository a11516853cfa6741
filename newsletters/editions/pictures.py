"""Pictures of an issue for mail and paper: as JPEG, which every old mail program shows, in a size that fits."""

from base64 import b64encode
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from PIL import Image, ImageOps
from wagtail.images import get_image_model

MAIL_WIDTH = 528
"""Pixels of the column of a mail; the picture has twice as many for fine screens."""
FOR_MAIL = "max-1056x1600|format-jpeg|jpegquality-80|bgcolor-fff"
FOR_PAPER = "max-1600x1600|format-jpeg|jpegquality-82|bgcolor-fff"
GREY_QUALITY = 82
PNG = b"\x89PNG"


def pictures_for_mail(soup: BeautifulSoup, root_url: str) -> None:
    """Let every picture of ours be fetched as JPEG from the site, at its width in the column."""
    for tag, rendition in _renditions(soup, FOR_MAIL):
        width = min(MAIL_WIDTH, rendition.width)
        tag["src"] = rendition.url if "://" in rendition.url else f"{root_url}{rendition.url}"
        tag["width"], tag["height"] = str(width), str(round(rendition.height * width / rendition.width))


def pictures_for_paper(soup: BeautifulSoup, *, is_grey: bool = False) -> None:
    """Put every picture into the document itself, grey if asked; one that can't be had is replaced by its words."""
    for tag, rendition in _renditions(soup, FOR_PAPER):
        with rendition.file.open("rb") as file:
            tag["src"] = data_address(file.read(), is_grey=is_grey)
    for tag in soup.find_all("img"):
        if not str(tag.get("src", "")).startswith("data:"):
            tag.replace_with(str(tag.get("alt", "")))


def data_address(picture: bytes, *, is_grey: bool) -> str:
    """A JPEG or PNG as a data address: nothing is fetched while pages are set."""
    kind = "png" if picture.startswith(PNG) else "jpeg"
    if is_grey:
        grey = BytesIO()
        ImageOps.grayscale(Image.open(BytesIO(picture))).save(grey, kind, quality=GREY_QUALITY)
        picture = grey.getvalue()
    return f"data:image/{kind};base64,{b64encode(picture).decode('ascii')}"


def _renditions(soup: BeautifulSoup, spec: str) -> list[tuple[Tag, Any]]:
    """Each picture with its rendition by `spec`; those whose file is gone are left out. Two queries, and new files."""
    images = get_image_model()
    by_file = {name: tag for tag in soup.find_all("img") if (name := _file_of(str(tag.get("src", ""))))}
    shown = images.get_rendition_model().objects.filter(file__in=by_file).values_list("file", "image_id")
    image_of = dict(shown)
    stored = images.objects.in_bulk(set(image_of.values()))
    made = images.get_rendition_model().objects.filter(image__in=stored, filter_spec=spec)
    ready = {rendition.image_id: rendition for rendition in made}
    found = []
    for tag in soup.find_all("img"):
        pk = image_of.get(_file_of(str(tag.get("src", ""))))
        if pk is None:
            continue
        try:
            rendition = ready.get(pk) or stored[pk].get_rendition(spec)
        except OSError:
            # A mail without a picture is better than none.
            continue
        found.append((tag, rendition))
    return found


def _file_of(address: str) -> str:
    """The name of the file in our storage that this address shows; "" for another one."""
    path, media = urlsplit(address).path, urlsplit(settings.MEDIA_URL).path
    return unquote(path.removeprefix(media)) if media and path.startswith(media) else ""
