"""Help beside a screen: by keyboard, by a mouse without JavaScript, and on a phone; nothing typed is lost."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from .conftest import Demo, axe_findings, sign_in

NEW_ACTIVITY = "/admin/contact_centre/activity/new/"


def test_help_opens_beside_a_form_by_keyboard_and_closes_again(
    demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    page = context(width=1280).new_page()
    site = demo.site("smiricko")
    sign_in(page, site, "smiricko-manager")
    page.goto(site + NEW_ACTIVITY)
    page.fill("#id_title", "Rozepsaná aktivita")
    panel, button = page.locator("#screen-help"), page.locator(".screen-help-button")
    expect(panel).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    expect(panel.get_by_role("heading", name="Evidence aktivit")).to_be_visible()
    # The text comes next for who walks by keyboard, whatever stands between in the page.
    page.keyboard.press("Tab")
    assert panel.locator(":focus").count() == 1
    assert axe_findings(page) == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    assert page.input_value("#id_title") == "Rozepsaná aktivita"

    button.click()
    with page.expect_popup() as opened:
        panel.get_by_role("link", name="Krok za krokem").click()
    chapter = opened.value
    expect(chapter.get_by_role("heading", name="Evidence aktivit a cíle", level=2)).to_be_visible()
    assert axe_findings(chapter) == []
    assert chapter.locator(".help-guide img").first.evaluate("picture => picture.alt.length > 6")
    assert page.input_value("#id_title") == "Rozepsaná aktivita"


def test_help_needs_no_javascript_and_is_found_on_a_phone(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    site = demo.site("smiricko")
    still = context(javascript=False, width=1280).new_page()
    sign_in(still, site, "smiricko-editor")
    still.goto(site + NEW_ACTIVITY)
    still.locator(".screen-help-button").click()
    expect(still.locator("#screen-help")).to_be_visible()
    still.goto(f"{site}/admin/help/?q=pozvat")
    still.get_by_role("link", name="Pozvat starosty").click()
    expect(still.get_by_role("heading", name="Pozvat starosty", level=2)).to_be_visible()

    phone = context(width=390).new_page()
    sign_in(phone, site, "smiricko-editor")
    for path in (NEW_ACTIVITY, "/admin/"):
        phone.goto(site + path)
        phone.locator(".screen-help-button").click()
        panel = phone.locator("#screen-help")
        expect(panel).to_be_visible()
        assert panel.evaluate("text => text.scrollWidth <= text.clientWidth && text.getBoundingClientRect().left >= 0")
        assert axe_findings(phone, within="#screen-help") == []
