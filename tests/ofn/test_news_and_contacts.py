"""Published issues by the norm Aktuality, the association and its people by Kontakty (both 2020-07-01, O2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from newsletters.models import NewsletterIssuePage
from portal.tenancy.models import Association, StaffMember

from ..newsletters.factories import make_issue
from .exports import ADDRESSES, LONG, ROOT, make_contacts, read

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def make_published(association: Association, number: int, **fields: Any) -> NewsletterIssuePage:
    """An issue that stands on the web, with what the test wants to be different."""
    issue = make_issue(association, number, title=fields.pop("title", f"Novinky {number}/2026"))
    NewsletterIssuePage.objects.filter(pk=issue.pk).update(**{"title": issue.title, **fields})
    return issue


@pytest.mark.spec("O2")
def test_published_issues_are_news_drafts_are_not(api: Client, dso_a: Association, dso_b: Association) -> None:
    assert read(api, "news") == []
    issue = make_issue(dso_a)
    make_issue(dso_a, 2, live=False)
    theirs = make_published(dso_b, 3)
    [found] = read(api, "news")
    assert found["název"] == {"cs": "Novinky 1/2026"}
    assert found["popis"] == {"cs": "Co se u nás děje."}
    assert found["oznamovatel"]["ičo"] == dso_a.ico
    page, pdf = found["příloha"]
    assert (page["url"], pdf["url"]) == (
        "http://horni.localhost/zpravodaj/zpravodaj-1-2026/",
        "http://horni.localhost/zpravodaj/zpravodaj-1-2026/pdf/",
    )
    assert api.get(page["url"]).status_code == 200
    assert read(api, "piece", found["iri"])["iri"].endswith(str(issue.translation_key))
    assert api.get(f"{ROOT}/aktuality/{theirs.translation_key}").status_code == 404


@pytest.mark.spec("O2")
def test_news_are_of_the_last_two_years_the_newest_first(api: Client, dso_a: Association) -> None:
    make_published(dso_a, 1, first_published_at=timezone.now() - timedelta(days=200), title=LONG[:200])
    make_published(dso_a, 2)
    old = make_published(dso_a, 3, first_published_at=timezone.now() - timedelta(days=800))
    assert [found["název"]["cs"] for found in read(api, "news")] == ["Novinky 2/2026", LONG[:200].strip()]
    assert read(api, "piece", f"{ROOT}/aktuality/{old.translation_key}")["název"]["cs"] == "Novinky 3/2026"


@pytest.mark.spec("O2")
def test_contacts_are_those_of_the_association_and_of_people_who_can_be_reached(
    api: Client, dso_a: Association, dso_b: Association
) -> None:
    make_contacts(dso_a)
    StaffMember.objects.create(site=dso_b.site, name="Cizí Osoba", position="vedoucí", phone="+420491000999")
    office, person = read(api, "contacts")
    assert (office["telefon"], office["email"]) == ("tel:+420491000101", "mailto:svazek@example.org")
    assert (office["idds"], office["url"]) == ("abcdef1", "http://horni.localhost/")
    assert office["popis"] == {"cs": "Úřední hodiny: Po 8–17, St 8–17"}
    assert office["umístění"]["adresa"]["text"]["cs"] == "Hlavní 1, 503\xa003 Smiřice"
    assert office["umístění"]["adresa"]["psč"] == "50303"
    assert (person["název"], person["druh"]) == ({"cs": "Jana Milá"}, {"cs": "vedoucí"})
    assert person["mobil"] == "tel:+420602000101"
    assert "telefon" not in person
    for contact in (office, person):
        assert read(api, "contact", contact["iri"]) == contact


@pytest.mark.spec("O2")
def test_nobody_is_found_at_another_associations_identifier(
    api: Client, union_api: Client, dso_a: Association, dso_b: Association
) -> None:
    theirs = StaffMember.objects.create(site=dso_b.site, name="Cizí Osoba", position="vedoucí", phone="+420491000999")
    for client in (api, union_api):
        assert client.get(f"{ROOT}/kontakty/{theirs.pk}").status_code == 404
    assert union_api.get(f"{ROOT}/kontakty/svazek").status_code == 404
    names = [contact["název"]["cs"] for contact in read(union_api, "contacts")]
    assert names == [dso_b.name, "Cizí Osoba", dso_a.name]
    of_one = read(union_api, "contacts", f"{ADDRESSES['contacts']}?association=horni")
    assert [contact["název"]["cs"] for contact in of_one] == [dso_a.name]


@pytest.mark.spec("O2")
def test_a_contact_of_which_nothing_is_known_is_valid(api: Client, dso_a: Association) -> None:
    [office] = read(api, "contacts")
    assert office.keys() == {"@context", "typ", "iri", "název", "druh", "url"}


@pytest.mark.spec("O1", "O2")
def test_the_reference_page_lists_them_in_both_languages(api: Client, dso_a: Association) -> None:
    for page, words in (("/api/v1/", "Úřední deska"), ("/en/api/v1/", "Official board")):
        text = api.get(page).content.decode()
        assert words in text
        assert all(f'href="{address}"' in text for address in ADDRESSES.values())
