"""The first paragraph of the product: from a search to the request in the centre's register, without JavaScript."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from .conftest import Demo, sign_in

ASSOCIATIONS = {
    "svazekobci1866": ("Svazek obcí 1866", "Vysokov"),
    "smiricko": ("Mikroregion Smiřicko", "Smiřice"),
    "lesypolicka": ("Lesy Policka", "Police nad Metují"),
}


@pytest.mark.parametrize("slug", ASSOCIATIONS)
def test_each_association_shows_itself_and_its_members(
    slug: str, demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    name, member = ASSOCIATIONS[slug]
    page = context(javascript=False, width=320).new_page()
    page.goto(f"{demo.site(slug)}/")
    expect(page.locator("header").first).to_contain_text(name)
    page.goto(f"{demo.site(slug)}/obce/")
    expect(page.locator("main")).to_contain_text(member)


@pytest.mark.spec("DIR-1", "CIT-4", "WEB-2", "MTG-4")
def test_a_newcomer_walks_from_a_search_to_the_register(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    site = demo.site("smiricko")
    citizen = context(javascript=False, width=320).new_page()

    # A service, found without diacritics from the home page.
    citizen.goto(f"{site}/")
    citizen.fill("main input[name=q]", "materska skola smirice")
    citizen.press("main input[name=q]", "Enter")
    first = citizen.locator("main li a[href*='/sluzby/']").filter(has_text="Mateřská škola").first
    first.click()
    expect(citizen.locator("h1")).to_contain_text("ateřská škola")
    expect(citizen.locator("main")).to_contain_text("Smiřice")

    # A newsletter and a meeting notice, by the menu.
    citizen.goto(f"{site}/zpravodaj/")
    citizen.locator("main h2 a, main h3 a").first.click()
    expect(citizen.locator("h1")).to_be_visible()
    assert "/zpravodaj/" in citizen.url
    citizen.goto(f"{site}/setkani/")
    citizen.locator("main a[href*='/setkani/']").first.click()
    expect(citizen.locator("main")).to_contain_text("Program")

    # A request through the form.
    citizen.goto(f"{site}/kontakt/")
    text = f"Na návsi už týden nesvítí lampa u zastávky ({time.time():.0f})."
    citizen.get_by_label("Obec").select_option(label="Holohlavy")
    kind = citizen.get_by_label(re.compile("Porucha"))
    if kind.count():
        kind.first.check()
    else:
        citizen.locator("select[name=kind]").select_option("fault")
    citizen.locator("textarea[name=text]").fill(text)
    citizen.locator("input[name=email]").fill("obcanka@example.org")
    time.sleep(3.1)  # people don't write a request in three seconds, and the form knows
    citizen.locator("main form").last.get_by_role("button").last.click()
    expect(citizen.locator("h1")).to_contain_text(re.compile("ěkujeme"))
    reference = re.search(r"\b\S+-\d{4}-\d+\b", citizen.locator("main").inner_text())
    assert reference

    # The receipt leaves the outbox.
    deadline = time.monotonic() + 30
    while not any(reference[0] in mail for mail in demo.mails()):
        assert time.monotonic() < deadline, "the receipt was not sent"
        time.sleep(0.5)

    # The manager sees it in the register.
    manager = context().new_page()
    sign_in(manager, site, "smiricko-manager")
    manager.get_by_role("button", name="Kontaktní centrum").click()
    manager.get_by_role("link", name="Evidence aktivit").click()
    row = manager.locator("table tbody tr").filter(has_text=reference[0]).first
    expect(row).to_be_visible()


def test_the_manager_of_another_association_does_not_see_the_request(
    demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    manager = context().new_page()
    sign_in(manager, demo.site("lesypolicka"), "lesypolicka-manager")
    manager.goto(f"{demo.site('lesypolicka')}/admin/contact_centre/activity/")
    expect(manager.locator("main")).not_to_contain_text("Holohlavy")
