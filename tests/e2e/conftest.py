"""The browser tests run against the demonstration itself: production settings, granian, a real worker."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
# The shell is the same engine without a desktop browser around it: a third less time a page.
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_WITHIN = 180


@dataclass(frozen=True)
class Demo:
    """A running demonstration: `site("smiricko")` is the address of that association's site."""

    port: int
    var: Path

    def site(self, slug: str = "") -> str:
        host = f"{slug}.localhost" if slug else "localhost"
        return f"http://{host}:{self.port}"

    def mails(self) -> list[str]:
        """Mails the demonstration has sent, as it wrote them down."""
        return [file.read_text(encoding="utf-8") for file in sorted((self.var / "mail").glob("*"))]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration as `make demo` runs it, on a free port, in a folder of its own."""
    var, port = tmp_path_factory.mktemp("var"), free_port()
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    environment |= {"VAR_DIR": str(var), "PORT": str(port)}
    if migrated := os.environ.get("MIGRATED_SQLITE"):
        shutil.copy(migrated, var / "portal.sqlite3")
    script = [sys.executable, "scripts/demo.py"]
    subprocess.run([*script, "data"], cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen([*script, "serve"], cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + READY_WITHIN
        while not _answers(port):
            assert server.poll() is None, "the demonstration stopped"
            assert time.monotonic() < deadline, "the demonstration does not answer"
            time.sleep(0.2)
        yield Demo(port, var)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`context(javascript=False, width=320)` opens a browser window of its own: a Czech phone in Prague."""
    opened: list[BrowserContext] = []

    def open_window(*, javascript: bool = True, width: int = 1280, dark: bool = False) -> BrowserContext:
        window = chromium.new_context(
            locale="cs-CZ",
            timezone_id="Europe/Prague",
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
        )
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.close()


def sign_in(page: Page, site: str, name: str, password: str = "demo") -> None:
    page.goto(f"{site}/admin/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{site}/admin/**")


AXE = f"{Axe().axe_script}; window.axeOfTests = window.axe"
"""Under a name of our own: Wagtail's pages bring an axe with other rules."""
FINDINGS = "([within, options]) => axeOfTests.run(within || document, options).then(results => results.violations)"
"""Only what was found comes out of the browser: all that passed weighs megabytes."""


def axe_findings(page: Page, *rules: str, within: str = "") -> list[str]:
    """What axe finds on the page (or `within` a part of it), contrast and all, or by `rules` only.

    A line for each finding: rule, impact and the first element.
    """
    if not page.evaluate("'axeOfTests' in window"):
        page.evaluate(AXE)
    # axe leaves out what came with WCAG 2.2 unless it is asked for.
    which: dict[str, Any] = {"runOnly": list(rules)} if rules else {"rules": {"target-size": {"enabled": True}}}
    options = {"resultTypes": ["violations"], "preload": False, **which}
    found = page.evaluate(FINDINGS, [within, options])
    return [f"{v['id']} ({v['impact']}): {v['nodes'][0]['target']} {v['nodes'][0]['html'][:120]}" for v in found]
