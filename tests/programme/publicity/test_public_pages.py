"""A project's strip stands above the fold from its first day to its last, on its own site only (PUB-1, WEB-1, C9)."""

import pytest
from django.test import Client

from portal.tenancy.models import Association, Union

from .factories import TEXT, make_notice, make_strip

pytestmark = pytest.mark.django_db


def page(association: Association | Union, path: str = "/") -> str:
    response = Client(headers={"host": association.site.hostname}).get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.spec("PUB-1", "WEB-1")
def test_the_strip_stands_above_the_content_of_home_page_and_newsletters(
    dso_a: Association, dso_b: Association
) -> None:
    strip = make_strip(dso_a)
    make_notice(dso_a, strip=strip, strip_plain=make_strip(dso_a, "sede.png"), strip_description="Evropská unie, ESF")
    for path in ("/", "/zpravodaj/", "/o-programu/"):
        html = page(dso_a, path)
        above, _main = html.split("<main", 1)
        assert TEXT in above, path
        assert above.count('alt="Evropská unie, ESF"') == 2, path  # in colours, and without them for the printer
        assert "sede" in above
    assert TEXT not in page(dso_a, "/sluzby/")
    assert TEXT not in page(dso_b)
