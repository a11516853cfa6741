"""A reader asks for the newsletter, the centre sends an issue, the reader reads it on a phone and ends it by a link."""

import re
import time
from collections.abc import Callable
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Demo, axe_findings, sign_in
from .keyboard import Hand
from .reading import BETWEEN, DELIVERED_WITHIN, is_too_wide, letters_to, plain, said_on

READER = "nova.ctenarka@example.org"
LINK = r"http://\S*/zpravodaj/odber/{}/\S+"
LARGEST = 100_000
WCAG = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
"""A mail program shows a mail inside a page of its own: landmarks are that page's."""


def link_in(letter: str, page: str) -> str:
    found = re.search(LINK.format(page), letter)
    assert found, letter
    return found[0]


def subscribe(phone: Page, demo: Demo, site: str) -> None:
    """By the form, and by the button behind the letter's link; by keyboard, without JavaScript."""
    hand = Hand(phone)
    phone.goto(f"{site}/zpravodaj/odber/")
    assert not is_too_wide(phone)
    hand.write(phone.locator("main input[type=email]"), READER)
    hand.choose(phone.get_by_label("Vaše obec"), "Holohlavy")
    hand.tick(phone.locator("input[name=consent]"))
    time.sleep(3.1)  # people don't fill it in within three seconds, and the form knows
    hand.press(phone.locator("main form button[type=submit]"))
    phone.wait_for_load_state()
    assert READER in said_on(phone)
    [letter] = letters_to(demo, READER, "odber/potvrdit/")
    phone.goto(link_in(letter, "potvrdit"))
    assert not is_too_wide(phone)
    hand.press(phone.locator("main form button[type=submit]"))
    expect(phone.locator("h1")).to_be_visible()


def send_newest(manager: Page, site: str) -> None:
    """From the line on the desk to the page that shows how far it is."""
    sign_in(manager, site, "smiricko-manager")
    manager.get_by_role("link", name=re.compile(r"2.2026 je na webu")).first.click()
    if "/edit/" in manager.url:
        manager.get_by_role("link", name=re.compile("Rozeslat")).first.click()
    manager.locator("main form button[type=submit]").last.click()
    expect(manager.locator(".messages")).to_be_visible()


def issue_mails(demo: Demo) -> list[EmailMessage]:
    """The mails of the issue to the reader, as a mail program reads them."""
    texts = [text for file in demo.mails() for text in file.split(BETWEEN) if text.strip()]
    mails: list[Any] = [message_from_string(text.lstrip(), policy=policy.default) for text in texts]
    return [mail for mail in mails if READER in str(mail["To"]) and "2/2026" in str(mail["Subject"])]


@pytest.mark.spec("NWS-3", "X1", "X3", "X5")
def test_from_the_form_to_the_mail_and_out_again(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    site = demo.site("smiricko")
    phone = context(javascript=False, width=320).new_page()
    subscribe(phone, demo, site)
    manager = context().new_page()
    send_newest(manager, site)

    deadline = time.monotonic() + DELIVERED_WITHIN
    while not issue_mails(demo) and time.monotonic() < deadline:
        time.sleep(0.5)
    [mail] = issue_mails(demo)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html is not None
    assert text is not None
    assert len(html.get_content().encode()) < LARGEST
    assert "IČO" in plain(text.get_content())
    for dark in (False, True):
        reader = context(width=320, dark=dark).new_page()
        reader.set_content(html.get_content())
        assert not is_too_wide(reader)
        assert axe_findings(reader, *WCAG) == []

    phone.goto(link_in(text.get_content(), "nastaveni"))
    assert not is_too_wide(phone)
    hand = Hand(phone)
    hand.choose(phone.locator("select[name=municipality]"), "Černožice")
    hand.press(phone.locator("main form button[type=submit]").first)
    expect(phone.locator("main [role=status]").first).to_be_visible()
    phone.goto(link_in(text.get_content(), "odhlasit"))
    hand.press(phone.locator("main form button[type=submit]").first)
    expect(phone.locator("h1")).to_be_visible()
    manager.reload()
    ended = manager.locator("main tr", has_text=re.compile("dhláš|dhlás")).last
    assert plain(ended.inner_text()).split()[-1] == "1"
