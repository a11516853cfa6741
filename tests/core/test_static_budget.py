"""What a phone at a bus stop has to download."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from portal.tenancy.models import Association, Union


def static_file(name: str) -> Path:
    path = finders.find(name)
    assert isinstance(path, str), name
    return Path(path)


@pytest.mark.parametrize(
    ("name", "limit"),
    [("portal/css/portal.css", 15_000), ("portal/icons.svg", 6_000), ("portal/js/portal.js", 1_500)],
)
def test_text_files_stay_small_when_compressed(name: str, limit: int) -> None:
    assert len(gzip.compress(static_file(name).read_bytes(), 9)) < limit


def test_the_font_stays_small_and_keeps_its_licence() -> None:
    font = static_file("portal/fonts/portal.woff2")
    assert font.stat().st_size <= 35_000
    assert "SIL OPEN FONT LICENSE" in (font.parent / "OFL.txt").read_text().upper()


def test_the_stylesheet_asks_nobody_else() -> None:
    css = static_file("portal/css/portal.css").read_text()
    assert not re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//", css)


def test_colours_stand_only_in_the_tokens() -> None:
    css = re.sub(r"/\*.*?\*/", "", static_file("portal/css/portal.css").read_text(), flags=re.DOTALL)
    components = css[css.index("body {") : css.index("@media print")]
    named = [line for line in components.splitlines() if re.search(r"#[0-9a-f]{3,6}\b|oklch\(|rgba?\(", line)]
    assert named == []


@pytest.mark.parametrize("host", ["horni.localhost", "localhost"])
def test_the_first_view_of_the_home_page_is_light(host: str, dso_a: Association, union: Union) -> None:
    assert host in {dso_a.site.hostname, union.site.hostname}
    client = Client(headers={"host": host})
    html = client.get("/").content
    assert len(gzip.compress(html)) < 6_000
    addresses = set(
        re.findall(r'<(?:link rel="(?:stylesheet|preload|icon)"|script)[^>]* (?:href|src)="([^"]+)"', html.decode())
    )
    addresses |= set(re.findall(r'<use href="([^"#]+)#', html.decode()))
    total = len(gzip.compress(html))
    for address in addresses:
        if address.startswith("/static/"):
            content = static_file(address.removeprefix("/static/")).read_bytes()
        else:
            content = client.get(address).content
        total += min(len(content), len(gzip.compress(content)))
    assert len(addresses) + 1 <= 8
    assert total < 60_000


def test_pages_travel_compressed(dso_a: Association) -> None:
    client = Client(headers={"host": dso_a.site.hostname, "accept-encoding": "gzip"})
    response = client.get("/")
    assert response["Content-Encoding"] == "gzip"
    assert b"<h1" in gzip.decompress(response.content)
    assert len(response.content) < 6_000
