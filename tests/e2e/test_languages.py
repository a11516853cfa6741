"""One association speaks another language: turned on, translated and published in the admin, read by citizens.

German is added by the settings alone: the demonstration's own data, a start with LANGUAGES=cs,en,de.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import READY_WITHIN, ROOT, Demo, _answers, axe_findings, free_port, sign_in

MARK = "This page has not been translated yet, so we show it in Czech."
PARTLY = "Some parts of this page have not been translated yet, so we show them in Czech."


@pytest.fixture(scope="module")
def german(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The same data under a server that was started with German among its languages."""
    var, port = tmp_path_factory.mktemp("german"), free_port()
    for name in ("media", "private", "static"):
        if (demo.var / name).exists():
            (var / name).symlink_to(demo.var / name)
    shutil.copy(demo.var / "secret_key", var / "secret_key")
    with sqlite3.connect(demo.var / "portal.sqlite3") as source, sqlite3.connect(var / "portal.sqlite3") as target:
        source.backup(target)
        target.execute("UPDATE wagtailcore_site SET port = ?", (port,))
    source.close()
    target.close()
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    environment |= {"VAR_DIR": str(var), "PORT": str(port), "LANGUAGES": "cs,en,de"}
    server = subprocess.Popen([sys.executable, "scripts/demo.py", "serve"], cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + READY_WITHIN
        while not _answers(port):
            assert server.poll() is None, "the server stopped"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.2)
        yield Demo(port, var)
    finally:
        server.terminate()
        server.wait(timeout=30)


def translate(page: Page, *texts: str) -> None:
    """Write `texts` for the first texts of the page that are not translated, as the editor offers them."""
    for text in texts:
        row = page.locator("li.incomplete:visible").filter(has=page.get_by_role("button", name="Přeložit")).first
        # The row itself, as it stands: the next one would be found once this one is being written.
        one = row.element_handle()
        assert one
        (one.query_selector("button:text('Přeložit')") or one).click()
        one.wait_for_selector("textarea, [contenteditable=true]").fill(text)
        one.wait_for_selector("button:text-is('Uložit')").click()
        expect(page.locator("li.complete", has_text=text).first).to_be_visible()


def begin(page: Page, title: str) -> None:
    """From the list of a language's pages to the page's texts."""
    page.locator("tr", has_text=title).first.get_by_role("link").last.click()
    page.get_by_role("button", name="Začít překládat").click()
    page.wait_for_selector(".js-translation-editor li.incomplete")


def publish(page: Page) -> None:
    with page.expect_navigation():
        page.locator("button[name=action][value=publish]").click()


@pytest.mark.spec("I2", "T1")
def test_one_association_adds_german_and_citizens_read_it(german: Demo, context: Callable[..., BrowserContext]) -> None:
    site, other = german.site("smiricko"), german.site("lesypolicka")
    citizen = context(javascript=False).new_page()
    citizen.goto(site)
    assert "Deutsch" not in citizen.locator("nav.lang").inner_text()
    answer = citizen.goto(f"{site}/de/")
    assert answer is not None
    assert answer.status == 404

    page = context().new_page()
    sign_in(page, site, "smiricko-manager")
    page.goto(f"{site}/admin/languages/")
    page.get_by_role("button", name="Zapnout: Deutsch").click()
    page.wait_for_url("**/languages/de/")
    # Messages fade in.
    expect(page.locator(".messages li.success")).to_have_css("opacity", "1")
    assert axe_findings(page, "wcag2a", "wcag2aa", within="main") == []

    # Nothing is translated: everything is there, in Czech, and says so.
    citizen.goto(f"{site}/o-svazku/")
    citizen.locator("nav.lang").get_by_role("link", name="Deutsch").click()
    assert citizen.url == f"{site}/de/o-svazku/"
    expect(citizen.get_by_text(MARK)).to_be_visible()
    assert citizen.locator("html").get_attribute("lang") == "en"
    assert citizen.locator("h1").get_attribute("lang") == "cs"
    assert axe_findings_without_script(citizen) == []

    begin(page, "Mikroregion Smiřicko")
    translate(page, "Willkommen", "Was wir für Sie tun")
    publish(page)
    citizen.goto(f"{site}/de/")
    expect(citizen.get_by_text("Was wir für Sie tun")).to_have_attribute("lang", "de")
    expect(citizen.get_by_text(PARTLY)).to_be_visible()
    expect(citizen.get_by_text("Skip to content")).to_be_attached()

    # The others know nothing of it.
    citizen.goto(other)
    assert citizen.locator("nav.lang a[hreflang=de]").count() == 0
    answer = citizen.goto(f"{other}/de/")
    assert answer is not None
    assert answer.status == 404


def axe_findings_without_script(page: Page) -> list[str]:
    """The marks of languages only: the page runs no scripts, so they are looked at by hand."""
    languages = page.eval_on_selector_all("[lang]", "nodes => nodes.map(node => node.lang)")
    return [code for code in languages if code not in {"cs", "en", "de"}]


@pytest.mark.spec("I2")
def test_a_page_is_translated_into_english_and_only_then_shown_in_it(
    german: Demo, context: Callable[..., BrowserContext]
) -> None:
    site = german.site("lesypolicka")
    page, citizen = context().new_page(), context(javascript=False).new_page()
    sign_in(page, site, "lesypolicka-manager")
    page.goto(f"{site}/admin/languages/en/")
    title = page.locator("tr", has_text="česky s poznámkou").locator("th", has_text="nformac").inner_text()
    begin(page, title)
    before = page.url
    translate(page, "In English at last")
    live = page.locator("a[href*='/en/']").first.get_attribute("href")
    assert live
    citizen.goto(live if live.startswith("http") else f"{site}{live}")
    expect(citizen.get_by_text(MARK)).to_be_visible()
    page.goto(before)
    page.wait_for_selector(".js-translation-editor li")
    publish(page)
    citizen.reload()
    expect(citizen.locator("h1")).to_have_text("In English at last")
    expect(citizen.get_by_text(MARK)).to_have_count(0)
    expect(citizen.get_by_text(PARTLY)).to_be_visible()
    assert citizen.locator("h1").get_attribute("lang") is None
