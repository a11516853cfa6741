"""axe finds nothing on our pages of the administration, nor on the way of a request, in the light and in the dark.

Public pages by their kind and state: `test_access_pages.py`.
"""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

from .conftest import Demo, axe_findings, sign_in
from .examining import SETTLED, lost_in_forced_colours

ADMIN = [
    "/admin/",
    "/admin/contact_centre/activity/",
    "/admin/contact_centre/activity/new/",
    "/admin/contact_centre/activity/sheet/",
    "/admin/contact_centre/targets/",
    "/admin/contact_centre/reports/",
    "/admin/contact_centre/explanations/",
    "/admin/contact_centre/project/new/",
    "/admin/tenancy/absence/new/",
    "/admin/contact_centre/citizenrequest/",
    "/admin/snippets/services_directory/service/",
    "/admin/services_directory/mistakes/",
    "/admin/services_directory/completeness/",
    "/admin/services_directory/completeness/summary/",
    "/admin/services_directory/verification/",
    "/admin/services_directory/verification/?list=never",
    "/admin/services_directory/verification/round/?list=never",
    "/admin/services_directory/verification/plan/",
    "/admin/services_directory/shares/association/",
    "/admin/services_directory/shares/association/?day=2026-06-30",
    "/admin/services_directory/unanswered/",
    "/admin/services_directory/words/",
    "/admin/services_directory/import/",
    "/admin/services_directory/import/new/",
    "/admin/services_directory/import/export/",
    "/admin/newsletters/",
    "/admin/newsletters/subscribers/",
    "/admin/newsletters/subscribers/new/",
    "/admin/newsletters/print/",
    "/admin/newsletters/drop-points/",
    "/admin/newsletters/drop-points/new/",
    "/admin/newsletters/deliveries/",
    "/admin/newsletters/distribution/",
    "/admin/meetings/",
    "/admin/meetings/overview/",
    "/admin/meetings/invitations/",
    "/admin/meetings/rules/",
    "/admin/meetings/notices/",
    "/admin/meetings/papers/",
    "/admin/publicitynotice/",
    "/admin/publicitynotice/new/",
    "/admin/staffmember/",
    "/admin/own_association/",
]
UNION_ADMIN = [
    "/admin/",
    "/admin/outbox/",
    "/admin/periodic_jobs/",
    "/admin/association/",
    "/admin/contact_centre/centres/",
    "/admin/newsletters/overview/",
    "/admin/newsletters/topics/",
    "/admin/meetings/overview/",
    "/admin/newsletters/consents/new/",
    "/admin/newsletters/distribution/",
    "/admin/newsletters/print/",
    "/admin/liaisonexpert/new/",
    "/admin/contact_centre/explanations/",
    "/admin/contact_centre/quality/",
    "/admin/contact_centre/quality/figures/",
    "/admin/contact_centre/legal_hours/balance/",
    "/admin/services_directory/shares/",
    "/admin/services_directory/shares/?day=2026-06-30&ordering=-listed",
    "/admin/services_directory/shares/climbed/",
]


FORMS = [
    "/admin/contact_centre/activity/new/",
    "/admin/contact_centre/project/new/",
    "/admin/tenancy/absence/new/",
    "/admin/newsletters/subscribers/new/",
    "/admin/newsletters/drop-points/new/",
    "/admin/publicitynotice/new/",
]
"""Forms of ours that refuse to be sent empty."""
SENT_EMPTY = "form => { form.noValidate = true; [...form.elements].findLast(one => one.type === 'submit').click(); }"
DRAWN = ["/admin/contact_centre/targets/", "/admin/services_directory/verification/plan/"]
"""Pages that say something by bars of ours."""
CONTRAST = "color-contrast"
"""In the dark a page is the same but for its colours."""


def problems(page: Page, address: str) -> list[str]:
    answer = page.goto(address, wait_until="load")
    assert answer
    found = faults(page, address)
    if answer.status != 200:
        found.append(f"{address}: answers {answer.status}")
    return found


def faults(page: Page, address: str, *rules: str) -> list[str]:
    page.evaluate(SETTLED)
    found = [f"{address}: {finding}" for finding in axe_findings(page, *rules)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{address}: scrolls sideways")
    return found


def with_errors(page: Page, address: str) -> list[str]:
    """The form has been sent empty, and says at its fields what is missing."""
    page.goto(address)
    with page.expect_navigation():
        page.locator("main form[method=post], main form[method=POST]").last.evaluate(SENT_EMPTY)
    found = faults(page, f"{address} with errors")
    if not page.locator("main [aria-invalid=true], main .error-message").count():
        found.append(f"{address}: nothing says what is wrong")
    return found


def in_light_and_dark(page: Page) -> list[str]:
    found = axe_findings(page)
    page.emulate_media(color_scheme="dark")
    found += faults(page, "in the dark", CONTRAST)
    page.emulate_media(color_scheme="light")
    page.evaluate(SETTLED)
    return found


def test_axe_finds_nothing_from_the_preview_to_the_status_page_in_the_light_and_in_the_dark(
    demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    page = context(width=320).new_page()
    page.goto(demo.site("smiricko") + "/kontakt/")
    page.get_by_label("Obec").select_option(label="Skalice")
    page.get_by_label("Dotaz").check()
    page.locator("textarea[name=text]").fill("Kdy je letos otevřená knihovna mezi svátky?")
    page.wait_for_timeout(3100)  # people don't write a request in three seconds, and the form knows
    page.get_by_role("button", name="Pokračovat").click()
    page.wait_for_url("**/nahled/**")
    assert in_light_and_dark(page) == []
    page.locator("input[type=file]").set_input_files([{"name": "a.exe", "mimeType": "x/y", "buffer": b"MZ"}])
    page.get_by_role("button", name="Přidat vybrané soubory").click()
    page.wait_for_selector("[aria-invalid=true]")
    assert in_light_and_dark(page) == []
    page.get_by_role("link", name="Zpět k formuláři").click()
    page.wait_for_url("**/upravit/**")
    assert in_light_and_dark(page) == []
    page.get_by_role("button", name="Odeslat hned").click()
    page.wait_for_selector("h1:has-text('ěkujeme')")
    assert in_light_and_dark(page) == []
    page.locator("main a[href*='/stav/']").first.click()
    page.wait_for_url("**/stav/**")
    assert in_light_and_dark(page) == []
    page.goto(page.url.rstrip("/")[:-1] + "-/")  # a link that holds no more
    page.wait_for_selector("main form button")
    assert in_light_and_dark(page) == []


def test_axe_finds_nothing_in_the_centres_admin(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    site = demo.site("svazekobci1866")
    page = context().new_page()
    sign_in(page, site, "svazekobci1866-manager")
    found = [problem for path in ADMIN for problem in problems(page, site + path)]
    found += [problem for path in FORMS for problem in with_errors(page, site + path)]
    page.emulate_media(forced_colors="active")
    for path in DRAWN:
        page.goto(site + path)
        found += [f"{path} in forced colours: {lost}" for lost in lost_in_forced_colours(page)]
    page.emulate_media(forced_colors="none")
    # One of the centre's own: that of a request is closed with the request.
    page.goto(f"{site}/admin/contact_centre/activity/?status=in_progress")
    own = page.locator("tbody tr").filter(has_not_text="SO1866-")
    edit = own.locator("a[href*='/contact_centre/activity/edit/']").first.get_attribute("href")
    assert edit
    found += [
        problem for verb in ("edit", "close", "cancel") for problem in problems(page, site + edit.replace("edit", verb))
    ]
    for listing, of_one in (
        ("contact_centre/citizenrequest/", "/contact_centre/citizenrequest/"),
        ("newsletters/", "/newsletters/mailing/"),
    ):
        page.goto(f"{site}/admin/{listing}")
        seen = page.locator(f"main td a[href*='{of_one}']").first.get_attribute("href")
        assert seen
        found += problems(page, site + seen)
    assert found == []


def test_axe_finds_nothing_in_the_unions_admin(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    page = context().new_page()
    sign_in(page, demo.site(), "union-admin")
    found = [problem for path in UNION_ADMIN for problem in problems(page, demo.site() + path)]
    assert found == []
