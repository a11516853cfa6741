"""A provider opens the letter and corrects the entry, the centre decides, people see it: by keyboard, no JavaScript."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import ROOT, Demo, sign_in
from .examining import Examined
from .keyboard import Hand
from .reading import letters_to, plain, said_on

PROVIDER = "knihovnice@example.org"
LINK = re.compile(r"http://\S+/sluzby/overeni/\S+/")
PREPARE = f"""
import json, os, sys
sys.path[:0] = ["scripts", "."]
import demo
os.environ |= demo.environment()
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from services_directory.models import Service, ServiceContact
from services_directory.verification.reminding import reminders

of_site = Service.objects.published().filter(site__hostname="smiricko.localhost", proposals=None)
for service in of_site.filter(opening_hours__startswith="Mo", contacts__kind="web").distinct().order_by("pk")[:2]:
    ServiceContact.objects.filter(service=service, kind="email").delete()
    ServiceContact.objects.create(service=service, kind="email", value="{PROVIDER}", is_internal=True)
    Service.objects.filter(pk=service.pk).update(verify_by=timezone.localdate() + timedelta(days=30))
    print(json.dumps([service.name, service.slug]))
# The clock of this machine may show an hour at which nobody is written to.
reminders.FIRST_HOUR = 0
reminders.remind()
"""
KEPT = 1_100
"""Milliseconds after which nobody is shown a page of before the change (decision 56)."""


@pytest.fixture(scope="module")
def entries(demo: Demo) -> list[tuple[str, str]]:
    """Names and addresses of two services whose provider the job has just written to."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    environment |= {"VAR_DIR": str(demo.var), "PORT": str(demo.port)}
    done = subprocess.run(
        [sys.executable, "-c", PREPARE], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return [tuple(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("[")]


def today() -> str:
    day = date.today()  # noqa: DTZ011 # the demonstration runs on this machine
    return f"{day.day}. {day.month}. {day.year}"


def test_the_page_behind_a_providers_link_is_accessible(
    demo: Demo, context: Callable[..., BrowserContext], entries: list[tuple[str, str]]
) -> None:
    page = context().new_page()
    link = LINK.findall(letters_to(demo, PROVIDER, "bez účtu")[0])[0]
    for address in (link, f"{link}?oprava=1"):
        page.goto(address)
        assert Examined(page).faults() == []
    page.locator("input[name=phones-0]").fill("49")
    page.locator("textarea[name=opening_hours]").fill("každé sudé pondělí")
    page.get_by_role("button", name="Odeslat centru").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert Examined(page, named="with errors").in_short() == []


def takes_the_hours_and_not_the_phone(manager: Page, proposal: str) -> None:
    manager.goto(proposal)
    hours = manager.locator(".proposal-change").filter(has_text="Otevírací doba")
    decides = Hand(manager, strict=False)
    decides.press(hours.get_by_role("button", name="Přijmout"))
    phones = manager.locator(".proposal-change").filter(has_text="Telefon")
    decides.press(phones.locator("summary"))
    decides.write(phones.locator("input[name=reason]"), "Platí dosavadní číslo.")
    decides.press(phones.get_by_role("button", name="Odmítnout"))
    manager.wait_for_load_state()


@pytest.mark.spec("F5", "F6")
def test_from_the_letter_to_the_accepted_correction_without_javascript(
    demo: Demo, context: Callable[..., BrowserContext], entries: list[tuple[str, str]]
) -> None:
    site, (_name, slug) = demo.site("smiricko"), entries[0]
    letter = letters_to(demo, PROVIDER, "bez účtu")[0]
    links = LINK.findall(letter)
    assert len(links) == len(entries)
    public = context(javascript=False, width=390).new_page()
    public.goto(f"{site}/sluzby/{slug}/")
    before = said_on(public)

    # The phone: the link, "correct something", two fields, send.
    phone = context(javascript=False, width=390).new_page()
    phone.goto(links[0])
    expect(phone.locator("h1")).to_have_text("Je tohle u vás správně?")
    hand = Hand(phone)
    hand.press(phone.get_by_role("link", name="Něco opravit"))
    hand.write(phone.locator("textarea[name=opening_hours]"), "Po 9:10–11:20")
    phone.locator("select[name=holidays]").select_option("closed")
    hand.write(phone.locator("input[name=phones-0]"), "49")
    hand.press(phone.get_by_role("button", name="Odeslat centru"))
    expect(phone.locator(".error-summary")).to_be_visible()
    expect(phone.locator("textarea[name=opening_hours]")).to_have_value("Po 9:10–11:20")
    hand.write(phone.locator("input[name=phones-0]"), "491 000 999")
    hand.press(phone.get_by_role("button", name="Odeslat centru"))
    expect(phone.locator("h1")).to_have_text("Děkujeme, vaši odpověď máme")
    assert "Ještě 1 vaše služba čeká" in said_on(phone)
    public.reload()
    assert said_on(public) == before

    # The centre: from its letter to the proposal; one field yes, one no.
    told = [text for text in letters_to(demo, "smiricko@", entries[0][0]) if "navrhuje opravit" in plain(text)]
    decide = re.findall(r"http://\S+/admin/\S+", told[0])
    manager = context(javascript=False).new_page()
    sign_in(manager, site, "smiricko-manager")
    takes_the_hours_and_not_the_phone(manager, decide[0])

    # People: the new hours, the old phone, verified today. What is kept of a page may be a second old.
    public.wait_for_timeout(KEPT)
    public.reload()
    shown = said_on(public)
    assert "9:10–11:20" in shown
    assert "+420 491 000 999" not in shown
    assert today() in shown
    assert letters_to(demo, PROVIDER, "Platí dosavadní číslo.")

    # The link is used; the next entry takes one tap more.
    phone.goto(links[0])
    expect(phone.locator("h1")).to_have_text("Děkujeme, vaši odpověď máme")
    hand.press(phone.locator("main .rows a"))
    hand.press(phone.get_by_role("button", name="Ano, všechno je správně"))
    expect(phone.locator("h1")).to_have_text("Děkujeme, vaši odpověď máme")
    assert "čeká" not in said_on(phone)
    phone.goto(f"{site}/sluzby/{entries[1][1]}/")
    assert today() in said_on(phone)
