"""A mistake reported by keyboard without JavaScript, found by the centre, answered, seen by the reporter (D11)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from .conftest import Demo, axe_findings, sign_in
from .keyboard import Hand

SERVICE = "/sluzby/kulturni-stredisko-dvorana/"


def report(page: Page, site: str, text: str) -> str:
    """Report a mistake as a person does; the secret address of its state."""
    page.goto(site + SERVICE)
    hand = Hand(page)
    hand.press(page.get_by_role("link", name="Nahlásit chybu"))
    hand.tick(page.get_by_label("Otevírací doba"))
    hand.write(page.locator("textarea[name=text]"), text)
    hand.write(page.get_by_label("Váš e-mail"), "jana@example.org")
    page.wait_for_timeout(3100)  # people don't write a report in three seconds, and the form knows
    hand.press(page.get_by_role("button", name="Odeslat hlášení"))
    page.wait_for_url("**/dekujeme/*")
    address = page.locator("main a[href*='/sluzby/chyba/']").get_attribute("href")
    assert address
    return address


@pytest.mark.spec("D11")
def test_a_report_is_answered_and_its_reporter_sees_it(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    site = demo.site("smiricko")
    phone = context(javascript=False, width=320).new_page()
    status = report(phone, site, "V pátek mají zavřeno už od oběda.")
    phone.goto(status)
    assert "zatím se mu nikdo nevěnoval" in phone.inner_text("main")

    centre = context().new_page()
    sign_in(centre, site, "smiricko-manager")
    centre.goto(f"{site}/admin/services_directory/mistakes/?q=od+oběda")
    hand = Hand(centre, strict=False)
    hand.press(centre.get_by_role("link", name="Kulturní středisko Dvorana").first)
    centre.wait_for_url("**/mistakes/inspect/*/")
    assert "V pátek mají zavřeno" in centre.inner_text("main")
    assert axe_findings(centre) == []
    hand.press(centre.get_by_role("link", name="Opraveno, odpovědět"))
    centre.get_by_label("Odpověď oznamovateli").wait_for()
    assert axe_findings(centre) == []
    hand.press(centre.get_by_role("button", name="Odpovědět: opraveno"))
    centre.get_by_text("Zodpovězen").wait_for()

    phone.reload()
    shown = phone.inner_text("main")
    assert "Záznam jsme opravili" in shown
    assert "Měli jste pravdu" in shown
