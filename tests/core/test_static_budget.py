"""What a phone at a bus stop has to download."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from portal.tenancy.models import Association, Union
from tests.meetings.factories import make_meeting
from tests.newsletters.factories import make_issue
from tests.services_directory.factories import make_many

HTML, FIRST_VIEW = 6_000, 60_000
"""Bytes, compressed: of a page's own text, and of all that its first view loads."""
FILES = 6
"""Files of ours beside the page."""


def static_file(name: str) -> Path:
    path = finders.find(name)
    assert isinstance(path, str), name
    return Path(path)


@pytest.mark.parametrize(
    ("name", "limit"),
    [("portal/css/portal.css", 15_000), ("portal/icons.svg", 6_000), ("portal/js/portal.js", 2_500)],
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


def loaded_with(html: str) -> set[str]:
    """The files of ours a browser loads for the first view of a page, photographs aside."""
    heads = re.findall(r'<(?:link rel="(?:stylesheet|preload|icon)"|script)[^>]* (?:href|src)="(?!data:)([^"]+)"', html)
    return {*heads, *re.findall(r'<use href="([^"#]+)#', html)}


def weight(client: Client, address: str) -> int:
    """Bytes of a file as it travels."""
    if address.startswith("/static/"):
        content = static_file(address.removeprefix("/static/")).read_bytes()
    else:
        content = client.get(address).content
    return min(len(content), len(gzip.compress(content)))


PAGES = [
    ("horni.localhost", path)
    for path in (
        "/", "/sluzby/", "/sluzby/?q=sluzba", "/sluzby/?view=map", "/sluzby/?view=az", "/sluzby/sluzba-001/",
        "/zpravodaj/", "/zpravodaj/zpravodaj-1-2026/", "/setkani/", "/setkani/setkani/", "/setkani/deska/",
        "/kontakt/", "/obce/", "/hledat/", "/hledat/?q=sluzba",
        "/ochrana-osobnich-udaju/", "/prohlaseni-o-pristupnosti/",
    )
] + [("localhost", "/")]  # fmt: skip


@pytest.mark.only_on("sqlite")
def test_every_page_is_light_and_needs_few_files(dso_a: Association, union: Union) -> None:
    make_many(dso_a, 60)
    make_issue(dso_a)
    make_meeting(dso_a)
    faults = []
    for host, path in PAGES:
        client = Client(headers={"host": host})
        answer = client.get(path, follow=True)
        html = answer.content.decode()
        size, files = len(gzip.compress(answer.content)), loaded_with(html)
        total = size + sum(weight(client, address) for address in files)
        if answer.status_code != 200 or size > HTML or len(files) > FILES or total > FIRST_VIEW:
            faults.append(f"{host}{path}: {answer.status_code}, {size} B of HTML, {total} B, {sorted(files)}")
    assert not faults, "\n".join(faults)


def test_pages_travel_compressed(dso_a: Association) -> None:
    client = Client(headers={"host": dso_a.site.hostname, "accept-encoding": "gzip"})
    response = client.get("/")
    assert response["Content-Encoding"] == "gzip"
    assert b"<h1" in gzip.decompress(response.content)
    assert len(response.content) < 6_000
