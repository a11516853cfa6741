"""An editor fills in a week's opening hours by keyboard alone, in under a minute; the public page shows them."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from .conftest import Demo, axe_findings, sign_in

SCHOOL = "Základní škola Smiřice"
MOST_TABS = 60
MOST_PRESSES = 120
A_MINUTE = 60


class Keyboard:
    """Presses keys and counts them; there is no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.presses += len(text)

    def is_at(self, selector: str) -> bool:
        return bool(self.page.evaluate("selector => document.activeElement.matches(selector)", selector))

    def tab_to(self, selector: str) -> None:
        for _number in range(MOST_TABS):
            if self.is_at(selector):
                return
            self.press("Tab")
        pytest.fail(f"{selector} isn't reached by Tab")

    def arrow_to(self, selector: str) -> None:
        """By arrow from tab to tab. Wagtail moves the focus a moment after the key: nobody's finger is faster."""
        for _number in range(MOST_TABS):
            if self.is_at(selector):
                self.page.wait_for_function("document.activeElement.getAttribute('aria-selected') === 'true'")
                return
            before = self.page.evaluate("document.activeElement.id")
            self.press("ArrowRight")
            self.page.wait_for_function("before => document.activeElement.id !== before", arg=before)
        pytest.fail(f"{selector} isn't reached by arrows")


@pytest.mark.spec("DIR-2", "D4", "D6")
def test_a_week_is_filled_in_by_keyboard_within_a_minute(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    page, site = context().new_page(), demo.site("smiricko")
    sign_in(page, site, "smiricko-manager")
    page.goto(f"{site}/admin/snippets/services_directory/service/?q={SCHOOL}")
    edit = page.get_by_role("link", name=SCHOOL, exact=True).get_attribute("href")
    page.goto(f"{site}{edit}", wait_until="networkidle")
    keys, start = Keyboard(page), time.monotonic()

    keys.press("Tab", "Enter")  # over the sidebar
    keys.tab_to(".w-tabs__tab")
    keys.arrow_to("a[href='#tab-hours']")
    keys.tab_to("[name='opening_hours-week-0-0-from']")
    # Monday to Friday 8–12 and 13–16:30: written once, copied down.
    keys.type("8")
    keys.press("Tab")
    keys.type("12")
    keys.press("Enter")
    keys.type("13")
    keys.press("Tab")
    keys.type("1630")
    keys.tab_to("[data-row='opening_hours-week-0'] [data-action='hours#copy']")
    keys.press("Enter")
    # The focus is on Saturday now: by appointment from nine to eleven.
    keys.type("9")
    keys.press("Tab")
    keys.type("11")
    keys.press("Tab", "ArrowDown")
    keys.tab_to("[name='opening_hours-rule']")
    keys.press("ArrowDown")
    # The bar at the bottom covers what is scrolled below it, for axe too.
    size = page.viewport_size
    assert size
    page.set_viewport_size({**size, "height": 4000})
    assert axe_findings(page, within="#panel-child-hours-content, .hours-form") == []
    page.set_viewport_size(size)

    keys.tab_to("footer .w-dropdown__toggle")
    keys.press("Enter")
    keys.tab_to("[name='action-publish']")
    with page.expect_navigation():
        keys.press("Enter")
    elapsed = time.monotonic() - start
    assert keys.presses < MOST_PRESSES
    assert elapsed < A_MINUTE
    page.goto(f"{site}/sluzby/zakladni-skola-smirice/")
    table = page.locator("table.hours")
    rows = [" ".join(row.split()) for row in table.locator("td").all_inner_texts()]
    assert sum(row.startswith("8:00–12:00, 13:00–16:30") for row in rows) >= 3
    assert rows[5].startswith("9:00–11:00 (na objednání)") or "closed" in rows[5]
    assert page.get_by_text("O svátcích: zavřeno").is_visible()
