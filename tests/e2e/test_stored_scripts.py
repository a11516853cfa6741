"""No text that anybody can write runs in a browser, even one that would let it: the pages come without their policy.

Every column and every text of every StreamField of a demonstration is an attack (`poisoned.py`). Public pages are
opened one by one, the administration's too, as far as a manager and the Union see them.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from .conftest import Demo

HERE = Path(__file__).parent
LISTEN = "window.ran = []; window.xss7f3 = (...said) => { window.ran.push(String(said)); return ''; };"
FOUND = """(root) => [
    ...[...root.querySelectorAll('*')].flatMap(one => [...one.attributes]
        .filter(each => each.name.startsWith('on') && each.value.includes('xss7f3'))
        .map(each => `${one.tagName} ${each.name}`)),
    ...[...root.querySelectorAll('[href], [src], [action], [formaction]')].flatMap(one =>
        ['href', 'src', 'action', 'formAction']
        .filter(name => /^(javascript|vbscript|data:text)/i.test(String(one[name] ?? '')))
        .map(name => `${one.tagName} ${name} ${one[name]}`)),
    ...[...root.querySelectorAll('script')]
        .filter(one => /^(|module|.*javascript)$/.test(one.type))
        .filter(one => one.textContent.replace(/(["'`])(?:\\\\.|(?!\\1)[^\\\\])*\\1/gs, '').includes('xss7f3'))
        .map(one => `script ${one.textContent.slice(0, 80)}`),
]"""
WOULD_RUN = f"() => [...window.ran.map(() => 'it ran'), ...({FOUND})(document)]"
READ = f"(html) => ({FOUND})(new DOMParser().parseFromString(html, 'text/html'))"
"""The page as the browser understands it, which runs nothing of it."""
IN_BROWSER = 4
"""Pages of the administration that are opened besides: the others are read by the rules of HTML alone."""


@dataclass
class Poisoned:
    columns: int
    pages: list[tuple[str, int, str]]

    def of(self, *, admin: bool) -> list[tuple[str, str]]:
        return [(address, html) for address, _status, html in self.pages if html and ("/admin/" in address) is admin]


@pytest.fixture(scope="module")
def poisoned(demo: Demo) -> Poisoned:
    command = [sys.executable, str(HERE / "poisoned.py"), str(demo.var), str(demo.port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    made = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    said: dict[str, Any] = json.loads(made.stdout)
    return Poisoned(said["columns"], [tuple(page) for page in said["pages"]])  # type: ignore[misc]


def opened(page: Page, address: str, html: str, headers: dict[str, str] | None = None) -> list[str]:
    """What ran, or would, on a page that says `html` at its own address."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, headers={"Content-Type": "text/html; charset=utf-8", **(headers or {})}, body=html)

    page.route(address, answer)
    page.goto(address, wait_until="load")
    found: list[str] = page.evaluate(WOULD_RUN)
    page.unroute(address)
    return [f"{address}: {each}" for each in found]


@pytest.fixture
def window(context: Callable[..., BrowserContext]) -> Page:
    opened = context()
    opened.add_init_script(LISTEN)
    return opened.new_page()


def test_the_attacks_stand_on_the_pages_and_nothing_would_run(poisoned: Poisoned, window: Page) -> None:
    assert poisoned.columns > 150
    shown = {address: html for address, status, html in poisoned.pages if status == 200 and html}
    assert len(shown) > 75
    assert sum("xss7f3" in html for html in shown.values()) > 0.9 * len(shown)
    assert [(address, status) for address, status, _html in poisoned.pages if status >= 500] == []
    window.goto("about:blank")
    assert [f"{address}: {found}" for address, html in shown.items() for found in window.evaluate(READ, html)] == []


def test_nothing_runs_on_public_pages(poisoned: Poisoned, window: Page) -> None:
    found = [each for address, html in poisoned.of(admin=False) for each in opened(window, address, html)]
    assert found == []


def test_nothing_runs_in_the_administration(poisoned: Poisoned, window: Page) -> None:
    walked = poisoned.of(admin=True)
    some = walked[:: max(len(walked) // IN_BROWSER, 1)]
    assert [found for address, html in some for found in opened(window, address, html)] == []


def test_the_policy_of_public_pages_would_stop_it_all_the_same(demo: Demo, window: Page) -> None:
    """And without it these would be noticed: the tests above can fail."""
    evil = (
        "<p><img src=x onerror=xss7f3()><script>xss7f3()</script><svg onload=xss7f3()></svg>"
        "<a href='javascript:1'>x</a>"
    )
    address = f"{demo.site()}/evil/"
    without = opened(window, address, evil)
    assert sum(found.endswith("it ran") for found in without) == 3
    assert len(without) == 7
    with_policy = window.request.get(demo.site()).headers["content-security-policy"]
    kept = opened(window, address, evil, {"Content-Security-Policy": with_policy})
    assert not [found for found in kept if found.endswith("it ran")]
