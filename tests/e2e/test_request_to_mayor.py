"""From the form to the mayor's letter, to the citizen's page, and open again: by keyboard alone, without JavaScript."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Demo, sign_in
from .keyboard import Hand
from .reading import is_too_wide, letters_to, plain, said_on, sent_to

CITIZEN = "obcanka.holohlavy@example.org"
MAYOR = "starosta.holohlavy@example.org"
STATUS = re.compile(r"http://\S+/kontakt/stav/\S+/")
REFERENCE = re.compile(r"\b\S+-\d{4}-\d{5}\b")


def fits(page: Page) -> None:
    """The page stands on the narrowest phone as it is."""
    assert not is_too_wide(page)


def write_to_the_centre(phone: Page, site: str, text: str) -> str:
    """Fill the form in, look at what would help at once, send; returns the number."""
    phone.goto(f"{site}/kontakt/")
    fits(phone)
    hand = Hand(phone)
    hand.choose(phone.get_by_label("Obec"), "Holohlavy")
    hand.tick(phone.get_by_label(re.compile("Porucha")).first)
    hand.choose(phone.locator("select[name=topic]"), "Veřejné osvětlení")
    hand.write(phone.locator("textarea[name=text]"), text)
    hand.write(phone.locator("input[name=place]"), "U kapličky")
    hand.write(phone.locator("input[name=email]"), CITIZEN)
    time.sleep(3.1)  # people don't write a request in three seconds, and the form knows
    hand.press(phone.locator("button[name=check]"))
    phone.wait_for_url("**/nahled/**")
    fits(phone)
    assert "/kontakt/nahled/" in phone.url
    assert text in said_on(phone)
    expect(phone.locator("aside a[href*='/sluzby/verejne-osvetleni-holohlavy']")).to_be_visible()
    hand.press(phone.locator("button[name=send]"))
    expect(phone.locator("h1")).to_contain_text("ěkujeme")
    fits(phone)
    reference = REFERENCE.search(said_on(phone))
    assert reference
    return reference[0]


def resolve(manager: Page, site: str, reference: str, answer: str) -> None:
    """The manager finds the request by its number and resolves it, the mayor told by a letter."""
    manager.goto(f"{site}/admin/contact_centre/citizenrequest/?q={reference}")
    hand = Hand(manager, strict=False)
    hand.press(manager.get_by_role("link", name=reference).first)
    hand.press(manager.get_by_role("link", name="Uzavřít jako vyřešené").first)
    hand.write(manager.locator("textarea[name=answer]"), answer)
    manager.locator("select[name=output]").select_option(index=2)
    hand.write(manager.locator("textarea[name=output_description]"), "Správce osvětlení vyměnil výbojku.")
    hand.tick(manager.locator("input[name=mayor][value=mail]"))
    assert MAYOR in said_on(manager)
    hand.press(manager.locator("main form button[type=submit]:not([name])").last)
    expect(manager.locator(".messages")).to_contain_text(reference)


@pytest.mark.spec("CIT-4", "CIT-5", "R1", "R3", "R5", "R8")
def test_from_the_form_to_the_mayor_and_open_again_without_javascript(
    demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    site = demo.site("smiricko")
    phone = context(javascript=False, width=320).new_page()
    reference = write_to_the_centre(phone, site, "U kapličky zase nesvítí lampa.")

    # The receipt leads to the page where the citizen sees how it goes.
    receipt = letters_to(demo, CITIZEN, reference)[0]
    status = STATUS.findall(receipt)[0]
    phone.goto(status)
    fits(phone)
    assert reference in said_on(phone)

    manager = context(javascript=False).new_page()
    sign_in(manager, site, "smiricko-manager")
    resolve(manager, site, reference, "Lampa zase svítí, děkujeme.")

    # The mayor has one letter: the matter and how it ended, nothing about who wrote.
    letter = letters_to(demo, MAYOR, reference)
    assert len(letter) == 1
    assert "Lampa" in letter[0] or "výbojku" in letter[0]
    assert CITIZEN not in letter[0]

    # The citizen reads the answer, and writes that it went dark again.
    assert "Lampa zase svítí" in plain(letters_to(demo, CITIZEN, "Lampa zase svítí")[0])
    phone.goto(status)
    assert "Lampa zase svítí" in said_on(phone)
    hand = Hand(phone)
    hand.write(phone.locator("textarea[name$=reason], form textarea").last, "Večer zase zhasla.")
    time.sleep(3.1)
    hand.press(phone.locator("main form button[type=submit]").last)
    phone.wait_for_load_state()
    assert "Večer zase zhasla." in said_on(phone)
    fits(phone)

    manager.goto(f"{site}/admin/contact_centre/citizenrequest/?q={reference}")
    manager.get_by_role("link", name=reference).first.click()
    assert "Večer zase zhasla." in said_on(manager)
    assert letters_to(demo, "smiricko@", "znovu")
    assert len(sent_to(demo, MAYOR, reference)) == 1

    # Closed a second time, now with JavaScript, the mayor hears a second time.
    manager = context().new_page()
    sign_in(manager, site, "smiricko-manager")
    resolve(manager, site, reference, "Vyměnili jsme i kabel.")
    letters_to(demo, CITIZEN, "Vyměnili jsme i kabel")
    assert len(sent_to(demo, MAYOR, reference)) == 2
