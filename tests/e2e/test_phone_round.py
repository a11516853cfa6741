"""The phone round with nothing but a keyboard: five entries verified, one corrected on the way, all in the log."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Demo, axe_findings, sign_in

QUEUE = "/admin/services_directory/verification/"
AT_ONCE = 5
AT_MOST = 2
"""Strokes per entry when all is right."""
LONGEST = 20
"""Strokes after which a button counts as out of reach."""


class Keyboard:
    """The keyboard of `page`, counting its strokes."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.strokes = 0

    def press(self, key: str) -> None:
        self.strokes += 1
        self._page.keyboard.press(key)

    def tab_to(self, button: str) -> None:
        """Tab until the round's button of that value has the focus; it never takes more than the form has fields."""
        for _stroke in range(LONGEST):
            if focused(self._page) == button:
                return
            self.press("Tab")
        pytest.fail(f"{button} can't be reached by the keyboard")

    def type(self, text: str) -> None:
        self.strokes += len(text)
        self._page.keyboard.type(text)


def name_of_entry(page: Page) -> str:
    return page.locator("#round-name").inner_text()


def focused(page: Page) -> str | None:
    value: str | None = page.evaluate("document.activeElement.getAttribute('value')")
    return value


@pytest.mark.spec("F2")
def test_five_entries_are_verified_with_the_keyboard_alone(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    site = demo.site("svazekobci1866")
    page = context().new_page()
    sign_in(page, site, "svazekobci1866-manager")
    page.goto(f"{site}{QUEUE}round/?list=never")
    assert axe_findings(page) == []
    keyboard, verified = Keyboard(page), []
    for _number in range(AT_ONCE):
        name, address = name_of_entry(page), page.url
        assert focused(page) == "verified"
        keyboard.press("Enter")
        page.wait_for_url(lambda url, left=address: url != left)
        expect(page.get_by_text(f"{name}: ověřeno telefonicky")).to_be_visible()
        verified.append(name)
    assert keyboard.strokes <= AT_MOST * AT_ONCE
    assert len(set(verified)) == AT_ONCE

    # Who said so: one Tab from the main button; Enter in the field verifies too.
    name, address = name_of_entry(page), page.url
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "round-told"
    keyboard.type("paní Nová")
    keyboard.press("Enter")
    page.wait_for_url(lambda url: url != address)
    page.get_by_role("link", name="Otevřít záznam").first.click()
    page.wait_for_url("**/services_directory/service/edit/**")
    history = page.url.replace("/edit/", "/history/")
    page.goto(history)
    expect(page.get_by_text("telefonicky").first).to_be_visible()

    # Those to check have a contact, without which nothing is published.
    page.goto(f"{site}{QUEUE}round/?list=check")
    _correct(page, keyboard)


def _correct(page: Page, keyboard: Keyboard) -> None:
    """Into the editor by Tab and Enter, publish, back at the same entry, verified as corrected."""
    name, address = name_of_entry(page), page.url
    assert page.locator("button[value=edit]").get_attribute("accesskey") == "o"
    keyboard.tab_to("edit")
    keyboard.press("Enter")
    page.wait_for_url("**/services_directory/service/edit/**")
    field = page.locator("#id_name")
    field.focus()
    keyboard.press("End")
    keyboard.type(" u mostu")
    page.locator("button[name=action-publish]").first.evaluate("button => button.click()")
    page.wait_for_url(address)
    assert name_of_entry(page) == f"{name} u mostu"
    assert focused(page) == "verified"
    keyboard.press("Enter")
    page.wait_for_url(lambda url: url != address)
    expect(page.get_by_text(f"{name} u mostu: opraveno a ověřeno telefonicky")).to_be_visible()


def test_nobody_picks_up_by_the_keyboard_without_javascript(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    site = demo.site("lesypolicka")
    page = context(javascript=False).new_page()
    sign_in(page, site, "lesypolicka-manager")
    page.goto(f"{site}{QUEUE}round/?list=never")
    name, address = name_of_entry(page), page.url
    assert page.locator("button[value=unreached]").get_attribute("accesskey") == "n"
    keyboard = Keyboard(page)
    keyboard.tab_to("unreached")
    keyboard.press("Enter")
    page.wait_for_url(lambda url: url != address)
    expect(page.get_by_text(f"{name}: zapsáno, že to nikdo nebral")).to_be_visible()
    assert name_of_entry(page) != name
