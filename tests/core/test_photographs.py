"""Photographs of pages: WebP at once, AVIF by the worker, sizes for every screen, no picture twice."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.template import Context, Template
from PIL import Image
from wagtail.images.tests.utils import get_test_image_file_webp

from portal.core.models import PortalImage
from portal.core.photographs import make_avif, photograph

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.fixture
def image() -> PortalImage:
    picture: PortalImage = PortalImage.objects.create(title="Škola", file=get_test_image_file_webp(size=(1200, 800)))
    return picture


def test_a_page_takes_webp_and_avif_as_soon_as_the_worker_has_made_it(
    image: PortalImage, queries: Callable[..., list[str]]
) -> None:
    first = photograph(image)
    assert (first.width, first.height, first.avif) == (960, 640, "")
    assert [part.split()[-1] for part in first.srcset.split(", ")] == ["480w", "960w"]
    assert make_avif() == 2
    assert make_avif() == 0
    again = PortalImage.objects.get(pk=image.pk)
    asked = queries(lambda: photograph(again))
    assert len(asked) <= 1
    shown = photograph(again)
    assert shown.url == first.url
    assert [part.split()[-1] for part in shown.avif.split(", ")] == ["480w", "960w"]
    rendition = image.renditions.filter(filter_spec__contains="avif").first()
    with rendition.file.open("rb") as file:
        assert Image.open(BytesIO(file.read())).format == "AVIF"


def test_a_small_picture_is_offered_once() -> None:
    small = PortalImage.objects.create(title="Znak", file=get_test_image_file_webp(size=(300, 200)))
    found = photograph(small)
    assert (found.width, found.srcset.count("w")) == (300, found.srcset.count("w"))
    assert ", " not in found.srcset


def test_the_block_keeps_room_for_the_picture_and_offers_avif_first(image: PortalImage) -> None:
    photograph(image)
    make_avif()
    source = (
        '{% load portal %}{% photograph image as photo %}{% include "components/photograph.html" with alt="Škola" %}'
    )
    html = Template(source).render(Context({"image": PortalImage.objects.get(pk=image.pk)}))
    assert html.index('type="image/avif"') < html.index("<img")
    for part in ('width="960"', 'height="640"', 'loading="lazy"', 'alt="Škola"', 'sizes="'):
        assert part in html
