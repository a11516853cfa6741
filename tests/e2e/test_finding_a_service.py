"""A citizen finds a service as people type, filters, and takes it along on paper: by keyboard, without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Demo
from .keyboard import Hand

ONE_PAGE = re.compile(rb"/Type\s*/Page[^s]")


def results(page: Page) -> list[str]:
    return page.locator("main .results h3").all_inner_texts()


@pytest.mark.spec("S1", "S2", "S3")
def test_a_mistyped_inflected_query_is_found_filtered_and_printed_without_javascript(
    demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    page = context(javascript=False, width=320).new_page()
    page.goto(demo.site("smiricko") + "/")
    hand = Hand(page)

    # No diacritics, one letter missing, in the locative: "v knihovně".
    hand.write(page.locator("main input[name=q]"), "v knihvne")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("knihovna")
    assert "Městská knihovna Smiřice" in [name.replace("\u00a0", " ") for name in results(page)]
    found = len(results(page))
    assert found > 1

    # The count that a choice promises is what it shows, and the address holds all of it.
    hand.press(page.locator("main details.filters summary"))
    option = page.locator("select[name=municipality] option").filter(has_text="Černožice")
    promised = int(re.search(r"\((\d+)\)", option.inner_text())[1])  # type: ignore[index]
    hand.choose(page.locator("select[name=municipality]"), "Černožice")
    hand.press(page.locator("main form.form button[type=submit]"))
    page.wait_for_url("**municipality=**")
    assert len(results(page)) == promised < found
    assert "q=" in page.url
    assert "municipality=" in page.url

    # Filters come off one by one.
    hand.press(page.locator("main .chips a").filter(has_text="Černožice"))
    page.wait_for_url(lambda url: "municipality=" not in url)
    assert len(results(page)) == found

    # To paper: the list, and one service on one sheet.
    hand.press(page.locator("main a[href*='/tisk/']"))
    expect(page.locator("main")).to_contain_text("Městská knihovna Smiřice")
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.go_back()
    hand.press(page.locator("main .results h3 a").first)
    page.wait_for_url(lambda url: "?" not in url)
    assert len(ONE_PAGE.findall(page.pdf(format="A4"))) == 1


def test_suggestions_come_while_typing_and_are_chosen_by_keyboard(
    demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    page = context(width=768).new_page()
    page.goto(demo.site("smiricko") + "/")
    box = page.locator("main input[name=q]")
    box.press_sequentially("skolk")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sluzby/**")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.spec("S3")
def test_the_union_searches_all_directories_at_once(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    page = context(javascript=False, width=320).new_page()
    page.goto(demo.site() + "/hledat/?q=knihovna")
    expect(page.locator("main")).to_contain_text("Smiřicko")
    page.locator("main a[href*='/sluzby/']:not([href*='?'])").first.click()
    expect(page.locator("h1")).to_contain_text(re.compile("nihovna"))
    assert "localhost" in page.url
    assert "/sluzby/" in page.url
