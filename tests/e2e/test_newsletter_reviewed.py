"""The second newsletter of 2017 from the last one to the published page: late, returned, mended, approved by link."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import axe_findings, sign_in
from .keyboard import Hand
from .moved_clock import MovedClock, moved_clock  # noqa: F401 - the fixture
from .newsletter_world import CENTRE, EXPERT, TEXT

CALENDAR = "newsletters.calendar"
PLAIN_TEXT = re.sub(r"<[^>]+>", "", TEXT)
TITLE, HEADING = "Opravujeme tři mosty", "Co nás letos čeká"
COMMENT, MENDED = "Kdy se začne?", "Společná zakázka začne 2. května 2017."
PASTE = """(editor, text) => {
    const clipboard = new DataTransfer();
    clipboard.setData("text/plain", text);
    editor.dispatchEvent(new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true, cancelable: true}));
}"""
IS_IN_FORM = """text => [...document.querySelectorAll("[data-contentpath=body] input[type=hidden]")]
    .some(field => field.value.includes(text))"""


def letters_to(address: str, mails: list[dict[str, Any]]) -> list[str]:
    """The texts of the letters to `address`, with plain spaces."""
    return [mail["text"].replace("\xa0", " ") for mail in mails if address in mail["to"]]


def link_in(letter: str) -> str:
    """The reviewer's personal link."""
    found = re.search(r"http://\S*/posouzeni/\S+", letter)
    assert found, letter
    return found[0]


def write(page: Page, text: str) -> None:
    """Paste into the first formatted text of the issue's content, after what is there."""
    editor = page.locator("[data-contentpath=body] .public-DraftEditor-content").first
    editor.click()
    page.keyboard.press("Control+End")
    editor.evaluate(PASTE, text)
    # The editor takes a moment before it puts what was written into the form.
    page.wait_for_function(IS_IN_FORM, arg=text[-40:].strip())


def submit(page: Page, label: str) -> None:
    """The editor's button under "Uložit koncept"."""
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=True).click()
    expect(page.locator(".messages")).to_contain_text("uložena ke schválení")


class Story:
    """The manager's window, the expert's window, and what the letters say."""

    def __init__(self, server: MovedClock, context: Callable[..., BrowserContext]) -> None:
        self.server, self.site = server, server.site("horni")
        self.page = context().new_page()
        self.reader = context(width=390).new_page()
        self.without_javascript = context(javascript=False, width=390).new_page()
        self.world: dict[str, Any] = {}
        self.editor = ""

    def begin(self) -> None:
        self.server.clock("2016-11-24T09:00")
        self.world = self.server.world()
        self.server.night()

    def opens_the_editor(self) -> None:
        """On another day: signed in anew, as a session is over by then."""
        sign_in(self.page, self.site, self.world["manager"], self.world["password"])
        self.page.goto(self.editor)

    def is_reminded_before_and_after(self) -> None:
        """Before the last day of February, and again when that day is over."""
        self.server.clock("2017-02-14T08:30")
        [reminder] = letters_to(CENTRE, self.server.night(CALENDAR))
        assert "28. 2. 2017" in reminder
        self.server.clock("2017-03-02T08:30")
        [late] = letters_to(CENTRE, self.server.night(CALENDAR))
        assert late != reminder

    def writes_from_the_last_one_and_submits(self) -> None:
        page = self.page
        sign_in(page, self.site, self.world["manager"], self.world["password"])
        page.goto(f"{self.site}/admin/newsletters/")
        hand = Hand(page, strict=False)
        hand.press(page.get_by_role("link", name="Nové podle posledního").first)
        hand.press(page.get_by_role("button", name="Založit nové číslo"))
        page.wait_for_url("**/edit/")
        self.editor = page.url
        page.fill("#id_title", TITLE)
        page.fill("#id_lead", "Společná oprava mostů, svoz bioodpadu a setkání starostů.")
        page.locator("[data-contentpath=body] [data-contentpath=heading] input").first.fill(HEADING)
        write(page, PLAIN_TEXT)
        submit(page, "Odeslat Svazu k posouzení")

    def comes_back_with_a_comment_at_a_place(self) -> None:
        """By the letter's link, by keyboard, without an account and without JavaScript."""
        reader = self.without_javascript
        hand = Hand(reader)
        [asked] = letters_to(EXPERT, self.server.night())
        assert "31. 3. 2017" in asked
        reader.goto(link_in(asked))
        hand.press(reader.locator("summary", has_text=HEADING))
        hand.write(reader.locator("details[open] textarea"), COMMENT)
        hand.press(reader.get_by_role("button", name="Vrátit s připomínkami"))
        expect(reader.locator("h1")).to_contain_text("se vrátilo centru")

    def is_mended_at_that_place(self) -> None:
        page = self.page
        self.server.clock("2017-03-09T10:00")
        [returned] = letters_to(CENTRE, self.server.night())
        assert COMMENT in returned
        self.opens_the_editor()
        returned_with = page.locator("main .help-warning").first
        expect(returned_with).to_contain_text(COMMENT)
        # Wagtail's minimap has a link of the same name.
        place = returned_with.get_by_role("link", name=HEADING).get_attribute("href") or ""
        expect(page.locator(f"[data-contentpath='{place.rpartition('.')[2]}']")).to_have_count(1)
        write(page, f" {MENDED}")
        submit(page, "Odeslat Svazu znovu")

    def is_approved_after_a_look_at_the_difference(self) -> None:
        """What readers then get is exactly that, with its number and fingerprint."""
        reader = self.reader
        self.server.clock("2017-03-13T09:00")
        [asked] = letters_to(EXPERT, self.server.night())
        reader.goto(link_in(asked))
        expect(reader.locator("ins")).to_have_count(1)
        expect(reader.locator("ins")).to_contain_text(MENDED)
        assert axe_findings(reader) == []
        fingerprint = reader.locator("dd .nowrap").inner_text()
        Hand(reader).press(reader.get_by_role("button", name="Schválit"))
        expect(reader.locator("h1")).to_contain_text("je schválené")
        reader.goto(f"{self.site}/zpravodaj/zpravodaj-1-2017/")
        expect(reader.locator("main")).to_contain_text(MENDED)
        expect(reader.locator("main")).to_contain_text(f"otisk {fingerprint}")

    def loses_the_approval_by_an_edit(self) -> None:
        """Readers keep the approved text, sending is blocked."""
        page = self.page
        self.server.clock("2017-03-14T09:00")
        self.opens_the_editor()
        page.fill("#id_title", "Něco jiného")
        with page.expect_navigation():
            page.get_by_role("button", name="Uložit koncept").click()
        expect(page.locator("main")).to_contain_text("Číslo se od schválení Svazem změnilo.")
        expect(page.locator("main")).to_contain_text("Číslo nelze rozeslat.")
        self.reader.reload()
        expect(self.reader.locator("h1")).to_have_text(TITLE)


@pytest.mark.spec("NWS-5", "V1", "V5", "N3", "N4")
def test_an_issue_goes_to_the_union_and_back_and_out(
    moved_clock: MovedClock,  # noqa: F811
    context: Callable[..., BrowserContext],
) -> None:
    issue = Story(moved_clock, context)
    issue.begin()
    issue.is_reminded_before_and_after()
    issue.writes_from_the_last_one_and_submits()
    issue.comes_back_with_a_comment_at_a_place()
    issue.is_mended_at_that_place()
    issue.is_approved_after_a_look_at_the_difference()
    issue.loses_the_approval_by_an_edit()
