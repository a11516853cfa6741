"""The Union founds an association as it would, from the IČO to the open site: counted, without JavaScript."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import ROOT, Demo, axe_findings, sign_in
from .reading import is_too_wide, letters_to

ICO, NAME, HOST = "75082233", "Dobrovolný svazek obcí Jaroměřsko", "jaromersko"
MANAGER, WORDS = "vedouci.jaromersko@example.org", "ctyri nahodna slova staci"
LINK = re.compile(r"http://\S+/ucet/pozvanka/\S+/")
MOST_PRESSED = 12
"""Buttons and links the Union presses from signing in to the open site; at twenty seconds each it is four minutes."""
WORK_OF_THE_CENTRE = f"""
import os, sys
sys.path[:0] = ["scripts", "."]
import demo
os.environ |= demo.environment()
import django
django.setup()
from django.utils import timezone
from home.models import AccessibilityStatementPage, PrivacyPage, PublicInformationPage
from portal.tenancy.models import Association, StaffMember
from portal.users.models import User
from services_directory.models import Service

own = Association.objects.select_related("site", "root_page").get(ico="{ICO}")
own.email, own.phone, own.seat_town = "jaromersko@example.org", "+420491000000", "Jaroměř"
own.save()
StaffMember.objects.create(site=own.site, name="Vedoucí centra", position="vedoucí", phone="+420491000000")
manager = User.objects.get(email="{MANAGER}")
for kind in (AccessibilityStatementPage, PrivacyPage, PublicInformationPage):
    statement = kind.objects.get(path__startswith=own.root_page.path)
    statement.save_revision(user=manager).publish()
for one in Service.objects.filter(site__hostname="smiricko.localhost", live=True)[:5]:
    Service.objects.bulk_create([Service(
        site=own.site, kind_id=one.kind_id, name=one.name, slug=one.slug, operator_name=one.operator_name,
        municipality_id=one.municipality_id, live=True, verified_on=timezone.localdate(), verified_how="phone",
    )])
"""


class Hand:
    """Presses buttons and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, name: str, kind: str = "button") -> None:
        self.pressed += 1
        self.page.get_by_role(kind, name=name).first.click()  # type: ignore[arg-type]


def do_the_centres_work(demo: Demo) -> None:
    """What people of the centre do in days, done at once."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    environment |= {"VAR_DIR": str(demo.var), "PORT": str(demo.port)}
    subprocess.run([sys.executable, "-c", WORK_OF_THE_CENTRE], cwd=ROOT, env=environment, check=True)


def the_manager_comes(demo: Demo, visitor: Page) -> None:
    """The public reads that the site is prepared; the manager gets in by the letter and sees it."""
    site = demo.site(HOST)
    answer = visitor.goto(f"{site}/")
    assert answer is not None
    assert answer.status == 503
    expect(visitor.locator("h1")).to_have_text(NAME)
    assert axe_findings(visitor) == []
    assert not is_too_wide(visitor)
    visitor.goto(LINK.findall(letters_to(demo, MANAGER, "založil účet")[0])[0])
    assert axe_findings(visitor) == []
    visitor.fill("#id_new_password1", WORDS)
    visitor.fill("#id_new_password2", WORDS)
    visitor.get_by_role("button", name="Nastavit heslo").click()
    sign_in(visitor, site, MANAGER, WORDS)
    visitor.goto(f"{site}/")
    expect(visitor.locator(".in-preparation")).to_be_visible()


@pytest.mark.spec("T2")
def test_the_union_founds_an_association_and_opens_its_site(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    page = context(javascript=False).new_page()
    union, site = demo.site(), demo.site(HOST)
    sign_in(page, union, "union-admin")
    hand = Hand(page)

    # From the IČO to the form with what the register knows.
    page.goto(f"{union}/admin/founding/")
    hand.press("Založit svazek", "link")
    page.fill("#q", ICO)
    hand.press("Vyhledat v rejstříku")
    hand.press(f"Založit {NAME}", "link")
    expect(page.locator("#id_name")).to_have_value(NAME)
    expect(page.locator("#id_hostname")).to_have_value(f"{HOST}.localhost")

    # Members: pasted, one unknown; one more found by its district.
    page.fill("#id_members", "Smiřice, 00653446\nTady nikdo")
    hand.press("Zkontrolovat seznam")
    expect(page.get_by_text("Toto IČO nemá žádná obec.")).to_have_count(0)
    expect(page.locator(".help-warning")).to_contain_text("Tady nikdo: Tento název nemá žádná obec.")
    page.fill("#id_members", page.input_value("#id_members").replace("Tady nikdo", ""))
    page.locator("summary", has_text="Hledat v registru obcí").click()
    page.fill("#member_name", "rasos")
    hand.press("Hledat")
    page.get_by_label("Rasošky (okres Náchod)").check()
    hand.press("Přidat zaškrtnuté")

    # A mistake founds nothing and keeps what was typed.
    page.fill("#id_people-0-name", "Vedoucí Jaroměřska")
    page.fill("#id_people-0-email", "vedouci")
    hand.press("Založit svazek s webem")
    expect(page.locator("#id_people-0-email_error")).to_be_visible()
    expect(page.locator("#id_people-0-name")).to_have_value("Vedoucí Jaroměřska")
    page.fill("#id_people-0-email", MANAGER)
    hand.press("Založit svazek s webem")
    expect(page.get_by_text("Web bude možné otevřít, až nebude chybět nic povinného.")).to_be_visible()
    checklist = page.url

    the_manager_comes(demo, context(width=320).new_page())

    # When nothing required is missing the Union opens it.
    do_the_centres_work(demo)
    page.goto(checklist)
    hand.press("Otevřít web veřejnosti")
    expect(page.get_by_text("Web je otevřený veřejnosti.")).to_be_visible()
    assert hand.pressed <= MOST_PRESSED
    stranger = context().new_page()
    answer = stranger.goto(f"{site}/")
    assert answer is not None
    assert answer.status == 200
    # The demonstration has its three associations again.
    hand.press("Vrátit web do přípravy")
    expect(page.get_by_text("veřejnost ho nevidí")).to_be_visible()
