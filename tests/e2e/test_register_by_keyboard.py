"""A clerk records twenty activities by keyboard alone, in less than five minutes."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from .conftest import Demo, sign_in

ACTIVITIES = 20
KEYS_A_ROW = 10
"""Presses of Tab, Enter and the like in a row, besides the letters of its words."""
LETTERS_A_SECOND, KEYS_A_SECOND = 4, 3
"""A clerk who types with all fingers, not a typist."""
MOST_SECONDS = 5 * 60


class Keyboard:
    """The only hand the test has; it counts what it presses."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0
        self.letters = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)
        self.letters += len(text)

    def choose(self, beginning: str) -> None:
        """In a list the first letters of an entry choose it."""
        self.page.keyboard.type(beginning)
        self.letters += len(beginning)

    def at(self) -> str:
        """The name of the field that has the focus."""
        name: str = self.page.evaluate("document.activeElement.name || ''")
        return name


@pytest.mark.spec("A2", "ACT-2", "ACT-3")
def test_twenty_activities_are_recorded_by_keyboard(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    page = context().new_page()
    sign_in(page, demo.site("smiricko"), "smiricko-manager")
    page.goto(f"{demo.site('smiricko')}/admin/contact_centre/activity/sheet/")
    clicks: list[Any] = []
    page.expose_function("clicked", lambda: clicks.append(1))
    page.evaluate("addEventListener('pointerdown', () => window.clicked())")
    hand = Keyboard(page)
    assert hand.at() == "rows-0-title", "the page is ready to write on"

    for number in range(ACTIVITIES):
        assert hand.at() == f"rows-{number}-title"
        hand.write(f"Dotace na hřiště č. {number + 1}")
        hand.press("Tab")
        if number == 0:
            hand.write("Smiřice")
        else:
            hand.press("Control+d")
        hand.press("Tab")
        hand.write("Dotaz na podmínky.")
        hand.press("Tab")
        if number == 0:
            hand.write("Poradili jsme, jak žádost podat.")
        else:
            hand.press("Control+d")
        hand.press("Tab")
        hand.write("0,5")
        if number == 0:
            _choose_what_holds_for_all(hand)
        else:
            hand.press("Enter")
    hand.press("Control+Enter")
    page.wait_for_url("**/admin/contact_centre/activity/")

    assert "20" in page.locator(".messages").inner_text()
    assert not clicks
    assert hand.keys <= ACTIVITIES * KEYS_A_ROW
    assert hand.letters / LETTERS_A_SECOND + hand.keys / KEYS_A_SECOND < MOST_SECONDS
    assert _stored(demo) == (ACTIVITIES, ACTIVITIES, ACTIVITIES, ACTIVITIES)


def _choose_what_holds_for_all(hand: Keyboard) -> None:
    """Trigger, area, sub-area, who handles it and the output: written once, in the first row."""
    hand.press("Tab", "Tab")
    hand.choose("Starosta")
    hand.press("Tab")
    hand.choose("Dotace")
    hand.press("Tab")
    hand.choose("konzultace")
    hand.press("Tab")
    hand.choose("Mana")
    hand.press("Tab", "Tab", "Tab", "Tab")
    assert hand.at() == "rows-0-output", hand.at()
    hand.choose("Poskytnut")
    # From a list Enter doesn't lead on: it opens and confirms the list.
    hand.press("Shift+Tab", "Enter")


def _stored(demo: Demo) -> tuple[int, ...]:
    """How many rows came, are closed, say a municipality's name and half an hour."""
    with sqlite3.connect(next(demo.var.rglob("*.sqlite3"))) as database:
        found: tuple[int, ...] = database.execute(
            "SELECT count(*), sum(status = 'closed'), sum(hours = 0.5), count(served.id) FROM contact_centre_activity a"
            " LEFT JOIN contact_centre_activity_municipalities served ON served.activity_id = a.id"
            " WHERE title LIKE 'Dotace na hřiště č. %' AND is_expert_advice"
        ).fetchone()
    return found
