"""Accessibility statement and privacy page: filled from the association's data, editable, without editors' notes."""

from datetime import date

import pytest
from django.test import Client

from contact_centre.models import RequestPolicy
from home.models import AccessibilityStatementPage
from home.statements import DATA, MISSING, PLACEHOLDERS, fill, read_template, rich_text
from portal.tenancy.models import Association, Union


def html(client: Client, host: str, path: str) -> str:
    response = client.get(path, headers={"host": host})
    assert response.status_code == 200
    return str(response.content.decode()).replace("\xa0", " ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/prohlaseni-o-pristupnosti/", "/ochrana-osobnich-udaju/", "/en/accessibility-statement/", "/en/privacy/"]
)
def test_statements_are_filled_from_the_associations_data(client: Client, dso_a: Association, path: str) -> None:
    dso_a.email, dso_a.phone, dso_a.seat_street, dso_a.seat_psc, dso_a.seat_town = (
        "urad@example.org", "+420491000100", "Náves 1", "54912", "Vysokov",
    )  # fmt: skip
    dso_a.save()
    page = html(client, dso_a.site.hostname, path)
    for value in (dso_a.name, f"{dso_a.ico}", "urad@example.org", "+420 491 000 100", "Náves 1, 549 12 Vysokov"):
        assert value in page
    assert not any(f"{{{name}}}" in page for name in PLACEHOLDERS)
    assert "Vzor k úpravě" not in page


@pytest.mark.django_db
def test_what_is_missing_is_a_dash(client: Client, dso_a: Association) -> None:
    dso_a.phone = ""
    dso_a.save()
    assert f"telefon {MISSING}" in html(client, dso_a.site.hostname, "/ochrana-osobnich-udaju/")


@pytest.mark.django_db
def test_the_statement_says_its_compliance_and_dates(client: Client, dso_a: Association) -> None:
    page = AccessibilityStatementPage.objects.child_of(dso_a.root_page).get()
    page.compliance = AccessibilityStatementPage.Compliance.FULL
    page.prepared_on, page.reviewed_on = date(2026, 3, 1), date(2026, 11, 5)
    page.save()
    shown = html(client, dso_a.site.hostname, "/prohlaseni-o-pristupnosti/")
    assert "plně v souladu" in shown
    assert "částečně v souladu" not in shown
    assert "1. 3. 2026" in shown
    assert "5. 11. 2026" in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("months", "words"), [(12, "1 rok"), (36, "3 roky"), (60, "5 let"), (3, "3 měsíce"), (30, "30 měsíců")]
)
def test_the_time_of_keeping_is_that_of_the_association_s_rules(
    client: Client, dso_a: Association, months: int, words: str
) -> None:
    RequestPolicy.objects.create(site=dso_a.site, keep_months=months)
    assert f"nejvýše {words}" in html(client, dso_a.site.hostname, "/ochrana-osobnich-udaju/")


@pytest.mark.django_db
def test_the_unions_statements_are_filled_from_the_unions_data(client: Client, union: Union) -> None:
    assert union.name in html(client, union.site.hostname, "/prohlaseni-o-pristupnosti/").split("<main")[1]


@pytest.mark.django_db
def test_the_footer_leads_to_both(client: Client, dso_a: Association) -> None:
    footer = html(client, dso_a.site.hostname, "/").split("<footer")[1]
    assert "/prohlaseni-o-pristupnosti/" in footer
    assert "/ochrana-osobnich-udaju/" in footer
    assert "/hledat/" in footer


def test_values_are_escaped() -> None:
    assert fill("<p>{association_name}</p>", {"association_name": "<b>X&Y</b>"}) == "<p>&lt;b&gt;X&amp;Y&lt;/b&gt;</p>"


def test_words_in_braces_that_are_no_placeholders_stay() -> None:
    assert fill("<p>{jiné}</p>", {}) == "<p>{jiné}</p>"


def test_the_templates_use_only_known_placeholders_and_markup() -> None:
    for path in sorted(DATA.glob("*.md")):
        kind, language = path.name.removesuffix(".md").split(".")
        template = read_template(kind, language)
        assert template.title
        assert template.slug
        unknown = {part.split("}")[0] for part in template.body.split("{")[1:]} - set(PLACEHOLDERS)
        assert not unknown, path
        assert "**" not in template.body
        assert "](" not in template.body


def test_markdown_becomes_rich_text() -> None:
    source = "> poznámka\n\n## Nadpis\n\nText **tučně** a [odkaz]({contact_url}).\n\n- jedna\n- <dvě>\n\n### Menší\n"
    assert rich_text(source) == (
        '<h2>Nadpis</h2><p>Text <b>tučně</b> a <a href="{contact_url}">odkaz</a>.</p>'
        "<ul><li>jedna</li><li>&lt;dvě&gt;</li></ul><h3>Menší</h3>"
    )


def test_a_language_without_a_template_gets_the_czech_one() -> None:
    assert read_template("privacy", "de") == read_template("privacy", "cs")
