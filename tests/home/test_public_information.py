"""What an association publishes of itself by the act on free access to information (C8)."""

import re

import pytest
from django.test import Client

from home.models import PublicInformationPage
from portal.tenancy.models import Association, Union

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

HEADINGS = [
    "1. Název", "2. Důvod a způsob založení", "3. Organizační struktura", "4. Kontaktní spojení",
    "4.1 Kontaktní poštovní adresa", "4.2 Adresa úřadovny pro osobní návštěvu", "4.3 Úřední hodiny",
    "4.4 Telefonní čísla", "4.5 Adresa internetových stránek", "4.6 Adresa podatelny",
    "4.7 Elektronická adresa podatelny", "4.8 Datová schránka", "5. Případné platby lze poukázat", "6. IČO",
    "7. Plátce daně z přidané hodnoty", "8. Dokumenty", "8.1 Seznamy hlavních dokumentů", "8.2 Rozpočet",
    "9. Žádosti o informace", "10. Příjem podání a podnětů", "11. Předpisy", "11.1 Nejdůležitější používané předpisy",
    "11.2 Vydané právní předpisy", "12. Úhrady za poskytování informací", "12.1 Sazebník úhrad",
    "12.2 Rozhodnutí nadřízeného orgánu o výši úhrad", "13. Licenční smlouvy", "13.1 Vzory licenčních smluv",
    "13.2 Výhradní licence", "14. Výroční zpráva podle zákona o svobodném přístupu k informacím",
]  # fmt: skip


def shown(client: Client, association: Association, path: str = "/povinne-informace/") -> str:
    response = client.get(path, headers={"host": association.site.hostname})
    assert response.status_code == 200
    return str(response.content.decode()).replace("\xa0", " ")


def test_every_item_of_the_decree_stands_in_its_order(client: Client, dso_a: Association) -> None:
    main = shown(client, dso_a).split("<main")[1].split("</main>")[0]
    assert [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", main)] == HEADINGS


def test_it_is_filled_from_the_associations_data(client: Client, dso_a: Association) -> None:
    dso_a.email, dso_a.office_hours, dso_a.data_box_id = "urad@example.org", "po 8–12\nst 13–17", "abc1234"
    dso_a.seat_street, dso_a.seat_psc, dso_a.seat_town, dso_a.purpose = "Náves 1", "54912", "Vysokov", "Sběr odpadů."
    dso_a.save()
    page = shown(client, dso_a)
    expected = (dso_a.name, dso_a.ico, "urad@example.org", "po 8–12; st 13–17", "abc1234", "Náves 1, 549 12 Vysokov")
    for value in (*expected, "Sběr odpadů.", 'href="/kontakt/"'):
        assert value in page
    assert "Vzor k úpravě" not in page


def test_the_footer_leads_there_and_english_readers_are_told_it_is_czech(client: Client, dso_a: Association) -> None:
    assert "/povinne-informace/" in shown(client, dso_a, "/").split("<footer")[1]
    english = shown(client, dso_a, "/en/povinne-informace/")
    assert '<h1 lang="cs">' in english.split("<main")[1]


def test_what_the_editor_wrote_survives_a_repair(dso_a: Association) -> None:
    from home.provisioning import make_association_pages

    page = PublicInformationPage.objects.child_of(dso_a.root_page).get()
    page.body = "<p>Vlastní znění</p>"
    page.save()
    make_association_pages(dso_a)
    assert PublicInformationPage.objects.child_of(dso_a.root_page).get().body == "<p>Vlastní znění</p>"


def test_the_union_which_is_no_obliged_body_has_none(union: Union) -> None:
    assert not PublicInformationPage.objects.descendant_of(union.root_page).exists()
