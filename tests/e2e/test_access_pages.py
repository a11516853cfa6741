"""Every kind of public page, in its states: axe, keyboard, narrow, large and spaced text, long names, forced colours,
without motion, in the dark; and what a screen reader says of it (files in `names/`).

When names change on purpose: `RENEW_NAMES=1 .venv/bin/pytest tests/e2e/test_access_pages.py`, and read the difference.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from . import accessible_names
from .access_places import SIGNED_IN, SITE
from .conftest import ROOT, Demo, sign_in
from .examining import WIDE, Examined

NAMES = Path(__file__).with_name("names")
NOT_THERE = "/neni-tu/"
STATES = {
    "services found": "/sluzby/?q=skola",
    "nothing found": "/sluzby/?q=xyzxyz",
    "filtered to nothing": "/sluzby/?kind=education&open=1&access=barrier_free",
    "on a map": "/sluzby/?view=map",
    "from A to Z": "/sluzby/?view=az",
    "pages found": "/hledat/?q=knihovna",
    "no page found": "/hledat/?q=xyzxyz",
    "a page that is not there": NOT_THERE,
    "a link that leads nowhere": "/kontakt/stav/neznamy/",
    "a provider's link that leads nowhere": "/sluzby/overeni/neznamy/",
    "an invitation that leads nowhere": "/setkani/pozvanka/neznamy/",
    "a reviewer's link that leads nowhere": "/zpravodaj/posouzeni/neznamy/",
    "English": "/en/",
    "English directory": "/en/services/",
}
UNION_STATES = {
    "the Union's home": "/",
    "pages found at the Union": "/hledat/?q=knihovna",
    "the Union in English": "/en/",
}
REFUSED = "/kontakt/odmitnuto/"
WITH_ERRORS = {
    "contact_centre.ContactPage",
    "services_directory.DirectoryPage.report_mistake",
    "newsletters.NewsletterIndexPage.subscribe",
    "newsletters.NewsletterIndexPage.contribution",
    "account_reset_password",
}
"""Forms that refuse to be sent empty; others ask for a click only."""
SENT_EMPTY = """form => {
    form.noValidate = true;
    const typed = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea";
    for (const field of form.querySelectorAll(typed)) field.value = "";
    [...form.elements].find(field => field.type === "submit").click();
}"""


@pytest.fixture(scope="module")
def found(demo: Demo) -> dict[str, Any]:
    """Where each kind of page is in this demonstration, and pages of refusal as they are rendered."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    environment |= {"VAR_DIR": str(demo.var), "PORT": str(demo.port)}
    script = str(Path(__file__).with_name("access_places.py"))
    done = subprocess.run(
        [sys.executable, script], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def visit(page: Page, name: str, address: str, *, in_short: bool = False) -> Iterator[str]:
    """The faults of one page, which has to be a page; `in_short` where another of its kind has been looked at."""
    answer = page.goto(address, wait_until="load")
    assert answer
    if not answer.headers.get("content-type", "").startswith("text/html"):
        yield f"{name}: {address} is no page"
        return
    examined = Examined(page, named=f"{name} {address}")
    yield from examined.in_short() if in_short else examined.faults()


def differences(page: Page, name: str) -> Iterator[str]:
    """The names on the page are those of its file."""
    file = NAMES / f"{name.replace(':', '.')}.yml"
    # The head and the foot are the same everywhere; a frame for other websites has neither.
    within = "main" if page.locator("main").count() and not name.endswith("HomePage") else "body"
    page.set_viewport_size(WIDE)
    if page.locator("[data-map]:visible").count():
        # A map is drawn anew once it comes near.
        page.locator("[data-map]:visible").first.scroll_into_view_if_needed()
        page.wait_for_selector(".map--movable")
    said = accessible_names.of_page(page, within)
    if "RENEW_NAMES" in os.environ:
        file.write_text(said, encoding="utf-8")
    elif not file.exists():
        yield f"{name}: {file.name} is missing; RENEW_NAMES=1 makes it"
    elif said != (kept := file.read_text(encoding="utf-8")):
        lines = set(said.splitlines()) ^ set(kept.splitlines())
        yield f"{name}: what is said has changed: {sorted(lines)[:6]}"


def test_every_kind_of_page_is_accessible(demo: Demo, context: Callable[..., BrowserContext], found: Any) -> None:
    page = context().new_page()
    faults: list[str] = []
    for name, addresses in found["places"].items():
        if name in SIGNED_IN:
            continue
        for number, address in enumerate(addresses):
            faults += visit(page, name, address, in_short=number > 0)
            if number == 0:
                faults += differences(page, name)
    assert not faults, "\n".join(faults)


def test_every_state_is_accessible(demo: Demo, context: Callable[..., BrowserContext], found: Any) -> None:
    page = context().new_page()
    site, faults = demo.site(SITE), []
    for name, path in STATES.items():
        faults += visit(page, name, site + path, in_short=True)
    for name, path in UNION_STATES.items():
        faults += visit(page, name, demo.site() + path, in_short=True)
    shown = ""
    page.route(f"**{REFUSED}", lambda route: route.fulfill(body=shown, content_type="text/html; charset=utf-8"))
    for name, shown in found["refusals"].items():  # noqa: B007 # the handler above reads it
        faults += visit(page, f"refusal {name}", site + REFUSED, in_short=True)
    assert not faults, "\n".join(faults)


def test_every_form_with_errors_is_accessible(demo: Demo, context: Callable[..., BrowserContext], found: Any) -> None:
    page = context().new_page()
    faults: list[str] = []
    for name in sorted(WITH_ERRORS):
        page.goto(found["places"][name][0])
        form = page.locator("main form[method=post]:has(textarea, input[type=email])").first
        with page.expect_navigation():
            form.evaluate(SENT_EMPTY)
        if not page.locator("[aria-invalid=true]").count():
            faults.append(f"{name}: no field says that it is wrong")
        faults += Examined(page, named=f"{name} with errors").in_short()
    assert not faults, "\n".join(faults)


def test_pages_of_ones_account_are_accessible(demo: Demo, context: Callable[..., BrowserContext], found: Any) -> None:
    page = context().new_page()
    sign_in(page, demo.site(SITE), f"{SITE}-manager")
    faults = [fault for name in sorted(SIGNED_IN) for fault in visit(page, name, found["places"][name][0])]
    assert not faults, "\n".join(faults)
