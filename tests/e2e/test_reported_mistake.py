"""A mistake reported on a phone without JavaScript, found by the centre, answered, and seen by the reporter (D11)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from .conftest import Demo, axe_findings, sign_in

SERVICE = "/sluzby/kulturni-stredisko-dvorana/"


def report(page: Page, site: str, text: str) -> str:
    """Report a mistake as a person does; the secret address of its state."""
    page.goto(site + SERVICE)
    page.get_by_role("link", name="Nahlásit chybu").click()
    page.get_by_label("Otevírací doba").check()
    page.locator("textarea[name=text]").fill(text)
    page.get_by_label("Váš e-mail").fill("jana@example.org")
    page.wait_for_timeout(3100)  # people don't write a report in three seconds, and the form knows
    page.get_by_role("button", name="Odeslat hlášení").click()
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
    centre.get_by_role("link", name="Kulturní středisko Dvorana").first.click()
    centre.wait_for_url("**/mistakes/inspect/*/")
    assert "V pátek mají zavřeno" in centre.inner_text("main")
    assert axe_findings(centre) == []
    centre.get_by_role("link", name="Opraveno, odpovědět").click()
    centre.get_by_label("Odpověď oznamovateli").wait_for()
    assert axe_findings(centre) == []
    centre.get_by_role("button", name="Odpovědět: opraveno").click()
    centre.get_by_text("Zodpovězen").wait_for()

    phone.reload()
    shown = phone.inner_text("main")
    assert "Záznam jsme opravili" in shown
    assert "Měli jste pravdu" in shown


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_on_the_reporters_pages(
    dark: bool, demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    site = demo.site("smiricko")
    page = context(width=320, dark=dark).new_page()
    page.goto(f"{site}{SERVICE}nahlasit-chybu/")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Odeslat hlášení").click()
    page.wait_for_selector("[aria-invalid=true]")
    assert axe_findings(page) == []
    status = report(page, site, "Telefon neplatí.")
    assert axe_findings(page) == []
    page.goto(status)
    assert axe_findings(page) == []
