"""What people read: letters the demonstration has sent, and texts of pages with plain spaces."""

import time
from email import message_from_string, policy
from typing import Any

from playwright.sync_api import Page

from .conftest import Demo

DELIVERED_WITHIN = 60
BETWEEN = "-" * 79 + "\n"
"""Stands between the letters of one connection in the demonstration's files."""


def sent_to(demo: Demo, recipient: str, said: str) -> list[str]:
    """The plain texts of the letters to somebody that say this, sent so far."""
    sent = [text for file in demo.mails() for text in file.split(BETWEEN) if text.strip()]
    messages: list[Any] = [message_from_string(text.lstrip(), policy=policy.default) for text in sent]
    texts = [each.get_body(("plain",)).get_content() for each in messages if recipient in str(each["To"])]
    return [text for text in texts if said in plain(text)]


def letters_to(demo: Demo, recipient: str, said: str) -> list[str]:
    """The same, once one has been delivered."""
    deadline = time.monotonic() + DELIVERED_WITHIN
    while not (found := sent_to(demo, recipient, said)) and time.monotonic() < deadline:
        time.sleep(0.5)
    return found


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def said_on(page: Page) -> str:
    return plain(page.locator("main").inner_text())


def is_too_wide(page: Page) -> bool:
    """Whether the page has to be pushed sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
