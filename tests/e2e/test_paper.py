"""What comes out of the printer, as the browser prints it: without scripts, in black and white, nothing cut."""

import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.services_directory.pdf_text import squeezed, text_of

from .conftest import Demo

A4 = {"format": "A4", "print_background": False}


def printed(page: Page) -> bytes:
    return page.pdf(**A4)


def pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)


@pytest.mark.spec("D10")
def test_a_service_prints_on_one_sheet_with_its_address(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    page = context(javascript=False).new_page()
    page.goto(demo.site("svazekobci1866") + "/sluzby/")
    page.locator(".result__title a").first.click()

    paper = printed(page)

    assert pages(paper) == 1
    text = squeezed(text_of(paper))
    assert squeezed(page.locator("h1").inner_text()) in text
    assert page.url in text


@pytest.mark.spec("D10")
def test_a_citizen_filters_the_list_and_prints_all_of_it(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    page = context(javascript=False).new_page()
    page.goto(demo.site("smiricko") + "/sluzby/")
    page.get_by_role("link", name="Seznam k vytištění").click()
    names = page.locator(".print-list h2").all_inner_texts()

    text = squeezed(text_of(printed(page)))

    assert len(names) > 25, "one page of the list on the screen"
    for name in names:
        assert squeezed(name) in text
    assert "Ověřeno" in text
    assert "Stavkedni" in text


@pytest.mark.spec("D10")
def test_one_click_on_the_list_brings_the_booklet(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    site = demo.site("smiricko")
    page = context(javascript=False).new_page()
    page.goto(f"{site}/sluzby/")
    address = page.get_by_role("link", name="Brožura").get_attribute("href")
    assert address

    # The names of the demo's hosts are known to the browser only.
    path = address.removeprefix(site)
    host = site.removeprefix("http://")
    wanted = urllib.request.Request(f"http://127.0.0.1:{demo.port}{path}", headers={"Host": host})
    with urllib.request.urlopen(wanted, timeout=60) as answer:
        content, kind = answer.read(), answer.headers["Content-Type"]

    assert kind == "application/pdf"
    text = text_of(content)
    assert "Mikroregion Smiřicko" in text
    assert "Vytištěno" in text


@pytest.fixture
def member_site() -> Iterator[Callable[[str], str]]:
    """`member_site(html)` puts a page on a web server of its own, as a member has one, and returns its address."""
    pages: list[bytes] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[0])

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()

    def put(html: str) -> str:
        pages.append(html.encode())
        return f"http://127.0.0.1:{server.server_port}/"

    yield put
    server.shutdown()
    server.server_close()


def test_a_members_website_frames_its_services(
    demo: Demo, context: Callable[..., BrowserContext], member_site: Callable[[str], str]
) -> None:
    site = demo.site("smiricko")
    framed = f'<iframe src="{site}/sluzby/widget/" title="Veřejné služby" width="280" height="600"></iframe>'
    refused = f'<iframe src="{site}/sluzby/" title="Celý web" name="whole"></iframe>'
    page = context(width=320).new_page()

    page.goto(member_site(f'<html lang="cs"><title>Obec</title>{framed}{refused}'))

    widget = page.frame_locator("iframe").first
    widget.get_by_role("heading", level=1).wait_for()
    assert widget.locator("li").count() == 20
    assert not widget.locator("html").evaluate("html => html.scrollWidth > html.clientWidth")
    whole = page.frame(name="whole")
    assert whole is not None
    assert whole.url.startswith("chrome-error:"), "the rest of the site is not framed"
    widget.locator("h2 a").first.click()
    page.wait_for_url(f"{site}/sluzby/*/")
