"""From the form to the mayor's letter, to the citizen's status page, and open again: on a phone, without JavaScript."""

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Demo, axe_findings, sign_in
from .reading import is_too_wide, letters_to, plain, said_on, sent_to

CITIZEN = "obcanka.holohlavy@example.org"
MAYOR = "starosta.holohlavy@example.org"
STATUS = re.compile(r"http://\S+/kontakt/stav/\S+/")
OF_SITE = """FROM contact_centre_citizenrequest r JOIN wagtailcore_site s ON s.id = r.site_id
    LEFT JOIN contact_centre_handover h ON h.request_id = r.id WHERE s.hostname = 'smiricko.localhost' AND """
REFERENCE = re.compile(r"\b\S+-\d{4}-\d{5}\b")


def fits(page: Page) -> None:
    """The page stands on the narrowest phone as it is."""
    assert not is_too_wide(page)


def write_to_the_centre(phone: Page, site: str, text: str) -> str:
    """Fill the form in, look at what would help at once, send; returns the number."""
    phone.goto(f"{site}/kontakt/")
    fits(phone)
    phone.get_by_label("Obec").select_option(label="Holohlavy")
    phone.get_by_label(re.compile("Porucha")).first.check()
    phone.locator("select[name=topic]").select_option(label="Veřejné osvětlení")
    phone.locator("textarea[name=text]").fill(text)
    phone.locator("input[name=place]").fill("U kapličky")
    phone.locator("input[name=email]").fill(CITIZEN)
    time.sleep(3.1)  # people don't write a request in three seconds, and the form knows
    phone.locator("button[name=check]").click()
    fits(phone)
    assert "/kontakt/nahled/" in phone.url
    assert text in said_on(phone)
    expect(phone.locator("aside a[href*='/sluzby/verejne-osvetleni-holohlavy']")).to_be_visible()
    phone.locator("button[name=send]").click()
    expect(phone.locator("h1")).to_contain_text("ěkujeme")
    fits(phone)
    reference = REFERENCE.search(said_on(phone))
    assert reference
    return reference[0]


def resolve(manager: Page, site: str, reference: str, answer: str) -> None:
    """The manager finds the request by its number and resolves it, the mayor told by a letter."""
    manager.goto(f"{site}/admin/contact_centre/citizenrequest/?q={reference}")
    manager.get_by_role("link", name=reference).first.click()
    manager.get_by_role("link", name="Uzavřít jako vyřešené").first.click()
    manager.locator("textarea[name=answer]").fill(answer)
    manager.locator("select[name=output]").select_option(index=2)
    manager.locator("textarea[name=output_description]").fill("Správce osvětlení vyměnil výbojku.")
    manager.locator("input[name=mayor][value=mail]").check()
    assert MAYOR in said_on(manager)
    manager.locator("main form button[type=submit]:not([name])").last.click()
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
    phone.locator("textarea[name$=reason], form textarea").last.fill("Večer zase zhasla.")
    time.sleep(3.1)
    phone.locator("main form button[type=submit]").last.click()
    assert "Večer zase zhasla." in said_on(phone)
    fits(phone)

    manager.goto(f"{site}/admin/contact_centre/citizenrequest/?q={reference}")
    manager.get_by_role("link", name=reference).first.click()
    assert "Večer zase zhasla." in said_on(manager)
    assert letters_to(demo, "smiricko@", "znovu")
    assert len(sent_to(demo, MAYOR, reference)) == 1

    # Closed a second time, the mayor hears a second time.
    resolve(manager, site, reference, "Vyměnili jsme i kabel.")
    letters_to(demo, CITIZEN, "Vyměnili jsme i kabel")
    assert len(sent_to(demo, MAYOR, reference)) == 2


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_on_the_pages_behind_links(
    dark: bool, demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    site = demo.site("smiricko")
    page = context(width=320, dark=dark).new_page()
    for path in (
        f"stav/{secret(demo, 'r.status_token', 'r.times_reopened = 1')}/",
        f"stav/{secret(demo, 'r.status_token', 'r.paused_on IS NOT NULL')}/",
        f"predano/{secret(demo, 'h.key', "h.state = 'waiting'")}/",
        "stav/neznamy/",
        "odpovedi/",
    ):
        page.goto(f"{site}/kontakt/{path}")
        fits(page)
        assert axe_findings(page) == [], path


def secret(demo: Demo, what: str, where: str) -> str:
    """What only a letter says, read from the demonstration's database."""
    with closing(sqlite3.connect(f"file:{demo.var}/portal.sqlite3?mode=ro", uri=True)) as database:
        value: str = database.execute(f"SELECT {what} {OF_SITE} {where} ORDER BY r.id").fetchone()[0]
    return value
