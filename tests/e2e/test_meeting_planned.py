"""A meeting, by keyboard: stopped for being late, let out with a reason, sent, moved, cancelled."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.meetings.calendars.readers import Read, read_alike, read_all

from .conftest import Demo, axe_findings, sign_in
from .keyboard import Hand
from .reading import BETWEEN, DELIVERED_WITHIN, plain

PRAGUE = ZoneInfo("Europe/Prague")
TITLE, PLACE = "Mimořádné setkání starostů k povodňovým opatřením", "velká zasedací místnost"
LATE = "Kraj vyhlásil dotaci na poslední chvíli a žádost musíme společně schválit."
MOVED, CANCELLED = "Zasedací místnost není po vytopení použitelná.", "Kraj výzvu zrušil."
SOON, MOVED_TO = timedelta(days=10), timedelta(days=30)


def day(later: timedelta) -> date:
    return datetime.now(PRAGUE).date() + later


def moment(later: timedelta, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day(later)}T{clock}").replace(tzinfo=PRAGUE)


def typed(later: timedelta, clock: str) -> str:
    """As people type it into the form of the administration."""
    return f"{day(later):%d.%m.%Y} {clock}"


def said(when: date) -> str:
    return f"{when.day}. {when.month}. {when.year}"


class Planned:
    """The manager's window, a citizen's phone, and what arrives by mail."""

    def __init__(self, demo: Demo, context: Callable[..., BrowserContext]) -> None:
        self.demo, self.site = demo, demo.site("lesypolicka")
        self.page = context().new_page()
        self.hand = Hand(self.page, strict=False)
        self.phone = context(javascript=False, width=320).new_page()
        self.notice = self.mayor = self.public = self.secret = ""
        self.entries: list[Read] = []

    # --- the manager -------------------------------------------------------------------------------
    def plans(self) -> None:
        page = self.page
        sign_in(page, self.site, "lesypolicka-manager")
        page.goto(f"{self.site}/admin/meetings/")
        hand = self.hand
        hand.press(page.get_by_role("link", name="Přidat", exact=False).first)
        hand.write(page.locator("#id_title"), TITLE)
        hand.write(page.locator("#id_starts_at"), typed(SOON, "16:00"))
        hand.write(page.locator("#id_ends_at"), typed(SOON, "18:00"))
        hand.write(page.locator("#id_place"), PLACE)
        self._keeps_the_last_point_from_the_public()
        hand.press(page.get_by_role("button", name="Uložit koncept"), leads=True)

    def is_stopped_by_the_fourteen_days(self) -> None:
        """The message stands at the field, what was typed stays, nothing is public."""
        self._publish()
        expect(self.page.locator("#id_starts_at")).to_have_value(typed(SOON, "16:00"))
        error = self.page.locator("[id$='starts_at-errors']")
        assert said(day(SOON - timedelta(days=14))) in plain(error.inner_text())
        self.phone.goto(f"{self.site}/setkani/")
        expect(self.phone.locator("main")).not_to_contain_text(TITLE)

    def overrides_with_a_reason(self) -> None:
        self.hand.write(self.page.locator("#id_late_reason"), LATE)
        self._publish()
        expect(self.page.locator(".messages")).to_contain_text("zveřejněn")
        self.phone.goto(f"{self.site}/setkani/")
        self.phone.get_by_role("link", name=TITLE).click()
        self.notice = self.phone.url
        assert "%" not in self.notice, "an address is read out and typed"
        assert axe_findings(self.page, "label", "aria-valid-attr-value") == []

    def sends(self) -> None:
        """Who gets it is shown first; each mayor gets a letter of their own with the entry for their calendar."""
        page = self.page
        self._open_editor()
        self.hand.press(page.locator("main").get_by_role("link", name="Pozvat starosty").first)
        self.mayor = re.findall(r"\S+@\S+", page.locator(".inviting-list").first.inner_text())[0]
        self.hand.press(page.get_by_role("button", name="Odeslat pozvánky"))
        expect(page.locator(".messages")).to_be_visible()
        self._entry("REQUEST", sequence=0, status="CONFIRMED", start=moment(SOON, "16:00"))

    def moves_once(self) -> None:
        page = self.page
        self._open_editor()
        hand = self.hand
        hand.press(page.get_by_role("link", name="Přesunout setkání").first)
        hand.write(page.locator("#id_starts_at"), typed(MOVED_TO, "15:00"))
        hand.write(page.locator("#id_ends_at"), typed(MOVED_TO, "17:00"))
        hand.write(page.locator("#id_reason"), MOVED)
        self._announce("Přesunout a oznámit všem")
        self._entry("REQUEST", sequence=1, status="CONFIRMED", start=moment(MOVED_TO, "15:00"))
        notice = self._notice()
        expect(notice.locator("main s").first).to_contain_text(said(day(SOON)))
        assert MOVED in plain(notice.locator("main").inner_text())

    def cancels(self) -> None:
        page = self.page
        self._open_editor()
        self.hand.press(page.get_by_role("link", name="Zrušit setkání").first)
        self.hand.write(page.locator("#id_reason"), CANCELLED)
        self._announce("Zrušit a oznámit všem")
        self._entry("CANCEL", sequence=2, status="CANCELLED", start=moment(MOVED_TO, "15:00"))
        expect(self._notice().locator("main")).to_contain_text("Setkání je zrušeno")

    # --- what is read ------------------------------------------------------------------------------
    def has_one_entry_all_along(self) -> None:
        """In every calendar it is one entry that changed: in the letters, in the file of the notice, in the feed."""
        [uid] = {entry.uid for entry in self.entries}
        [last] = [entry for entry in read_all(self._get(f"{self.site}/setkani/kalendar.ics")) if entry.uid == uid]
        assert (last.sequence, last.status) == (2, "CANCELLED")

    def leaves_a_proof_that_holds(self) -> None:
        notice = self._notice()
        notice.goto(f"{self.notice}doklad/")
        expect(notice.locator("main")).to_contain_text("Souhlasí")
        assert axe_findings(self._with_javascript(self.notice)) == []

    def _keeps_the_last_point_from_the_public(self) -> None:
        page = self.page
        self._opens("Kdy a kde", "Program")
        titles = page.locator("input[name^='programme-'][name$='-value-title']")
        self.public, self.secret = titles.first.input_value(), titles.last.input_value()
        public = page.locator("input[name^='programme-'][name$='-value-is_public']").last
        hand = self.hand
        hand.press(page.locator(".w-panel").filter(has=public).last.locator("[data-panel-toggle]").first, leads=False)
        hand.to(public)
        page.keyboard.press("Space")
        assert not public.is_checked()
        self._opens("Program", "Kdy a kde")

    def _opens(self, tab: str, other: str) -> None:
        """From tab to tab by arrows, as tabs are walked."""
        self.hand.to(self.page.get_by_role("tab", name=tab))
        step = "ArrowRight" if other == "Program" else "ArrowLeft"
        for _tab in range(6):
            if self.page.get_by_role("tab", name=other).get_attribute("aria-selected") == "true":
                return
            self.page.keyboard.press(step)
            self.page.wait_for_timeout(100)  # Wagtail moves the focus a moment after the key
        raise AssertionError(f"{other} is not reached by arrows")

    # --- how ---------------------------------------------------------------------------------------
    def _publish(self) -> None:
        page = self.page
        self.hand.press(page.locator("footer [data-w-dropdown-target=toggle]").first, leads=False)
        self.hand.press(page.locator("button[name=action-publish]"), leads=True)

    def _open_editor(self) -> None:
        self.page.goto(f"{self.site}/admin/meetings/")
        self.hand.press(self.page.locator("main").get_by_role("link", name=TITLE).first)

    def _announce(self, button: str) -> None:
        self.hand.press(self.page.get_by_role("button", name="Pokračovat"))
        expect(self.page.locator("pre")).to_be_visible()
        self.hand.press(self.page.get_by_role("button", name=button))
        expect(self.page.locator(".messages")).to_contain_text("Oznámeno")

    def _entry(self, method: str, *, sequence: int, status: str, start: datetime) -> None:
        """The entry in the mayor's newest letter, and the notice's own file, say the same at this step."""
        letter = self._letter(sequence)
        [file] = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
        assert file.get_param("method") == method
        text = letter.get_body(("plain",))
        assert text is not None
        told = plain(text.get_content())
        assert sequence or (self.public in told and self.secret in told)
        assert "undefined" not in told
        mailed = read_alike(file.get_payload(decode=True))  # type: ignore[arg-type]
        shown = read_alike(self._get(f"{self.notice}calendar/"))
        self.entries += [mailed, shown]
        for entry in (mailed, shown):
            assert (entry.sequence, entry.status) == (sequence, status)
            assert self.public in entry.description
            assert self.secret not in entry.description
            assert entry.start == start.astimezone(UTC)

    def _letter(self, sequence: int) -> EmailMessage:
        """The mayor's letter number `sequence` (from 0) about this meeting, once it has been delivered."""
        for _second in range(DELIVERED_WITHIN * 2):
            texts = [text for file in self.demo.mails() for text in file.split(BETWEEN) if text.strip()]
            letters: list[Any] = [message_from_string(text.lstrip(), policy=policy.default) for text in texts]
            mine = [one for one in letters if self.mayor in str(one["To"]) and TITLE in plain(str(one["Subject"]))]
            mine = mine or [one for one in letters if self.mayor in str(one["To"]) and self._is_about(one)]
            if len(mine) > sequence:
                assert len(mine) == sequence + 1, "a letter came twice"
                found: EmailMessage = mine[-1]
                return found
            self.page.wait_for_timeout(500)
        raise AssertionError(f"letter {sequence} to {self.mayor} didn't arrive")

    def _is_about(self, letter: Any) -> bool:
        body = letter.get_body(("plain",))
        return body is not None and TITLE in plain(body.get_content())

    def _get(self, url: str) -> bytes:
        """As a program reads it that knows no cookies; names below .localhost are the browser's own."""
        path = url.removeprefix(self.site)
        address = Request(f"http://127.0.0.1:{self.demo.port}{path}", headers={"Host": urlsplit(self.site).netloc})
        with urlopen(address, timeout=30) as answer:
            content: bytes = answer.read()
        return content

    def _notice(self) -> Page:
        self.phone.goto(self.notice)
        text = plain(self.phone.locator("main").inner_text())
        assert self.public in text
        assert self.secret not in text
        return self.phone

    def _with_javascript(self, url: str) -> Page:
        self.page.goto(url)
        return self.page


@pytest.mark.spec("M2", "M9", "M10", "MTG-3", "MTG-4")
def test_a_meeting_is_planned_late_sent_moved_and_cancelled(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    meeting = Planned(demo, context)
    meeting.plans()
    meeting.is_stopped_by_the_fourteen_days()
    meeting.overrides_with_a_reason()
    meeting.sends()
    meeting.moves_once()
    meeting.cancels()
    meeting.has_one_entry_all_along()
    meeting.leaves_a_proof_that_holds()
