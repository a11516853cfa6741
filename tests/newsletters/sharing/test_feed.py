"""The archive's Atom feed, read by Python's own parser (N7)."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from newsletters.errata.making import start_erratum
from portal.tenancy.models import Association
from tests.newsletters.factories import make_issue, publish_by_the_union

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

HOST = "horni.localhost"
ATOM = "{http://www.w3.org/2005/Atom}"


def get(client: Client, path: str = "/zpravodaj/atom/", **headers: str) -> Any:
    return client.get(path, headers={"host": HOST, **headers})


def entries(client: Client) -> list[ElementTree.Element]:
    return ElementTree.fromstring(get(client).content).findall(f"{ATOM}entry")


def titles(client: Client) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in entries(client)]


@pytest.mark.spec("N7")
def test_the_feed_has_what_is_published_and_no_draft(client: Client, dso_a: Association, dso_b: Association) -> None:
    make_issue(dso_a, 1, title="Mosty & lávky <nové>", lead="Ryby & raci <1 kg.")
    make_issue(dso_a, 2, title="Rozepsané", live=False)
    make_issue(dso_b, 1, title="Sousedé")
    response = get(client)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert feed.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "1/2026: Mosty & lávky <nové>"
    assert entry.findtext(f"{ATOM}summary") == "Ryby &amp; raci &lt;1 kg."
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    assert links["alternate"] == f"http://{HOST}/zpravodaj/zpravodaj-1-2026/"
    assert links["enclosure"] == f"http://{HOST}/zpravodaj/zpravodaj-1-2026/pdf/"
    assert "Rozepsané" not in response.content.decode()


@pytest.mark.spec("N7")
def test_an_edited_draft_of_a_published_issue_stays_out(client: Client, dso_a: Association) -> None:
    issue = make_issue(dso_a, title="Jak vyšlo")
    issue.title = "Jak se chystá"
    issue.save_revision()
    assert titles(client) == ["1/2026: Jak vyšlo"]


@pytest.mark.spec("N7", "N6")
def test_a_correction_is_news_of_its_own(client: Client, dso_a: Association, manager_a: Any) -> None:
    issue = make_issue(dso_a)
    erratum = start_erratum(issue=issue, user=manager_a)
    erratum.title = "Oprava termínu"
    erratum.save_revision()
    publish_by_the_union(erratum)
    assert [title.partition(":")[2].strip() for title in titles(client) if title] == ["Oprava termínu", issue.title]


@pytest.mark.spec("N7")
def test_an_entry_keeps_its_id_when_the_address_changes(client: Client, dso_a: Association) -> None:
    issue = make_issue(dso_a)
    before = entries(client)[0].findtext(f"{ATOM}id")
    issue.slug = "jina-adresa"
    issue.save()
    [entry] = entries(client)
    assert entry.findtext(f"{ATOM}id") == before
    assert "jina-adresa" in ElementTree.tostring(entry).decode()


def test_a_program_that_has_it_gets_nothing_again(client: Client, dso_a: Association) -> None:
    make_issue(dso_a)
    kept = get(client)
    again = get(client, **{"if-none-match": kept["ETag"]})
    assert again.status_code == 304
    make_issue(dso_a, 2)
    assert get(client, **{"if-none-match": kept["ETag"]}).status_code == 200


@pytest.mark.on_both
def test_the_feed_asks_as_often_for_many_issues(
    client: Client, dso_a: Association, assert_same_queries: Callable[..., None]
) -> None:
    make_issue(dso_a)
    assert_same_queries(lambda: get(client), lambda: [make_issue(dso_a, number) for number in (2, 3, 4)])


@pytest.mark.spec("N7")
def test_what_stands_on_paper_leads_to_the_page(client: Client, dso_a: Association) -> None:
    make_issue(dso_a, 2)
    make_issue(dso_a, 3, live=False)
    assert get(client, "/zpravodaj/2026/2/")["Location"] == "/zpravodaj/zpravodaj-2-2026/"
    assert get(client, "/zpravodaj/2026/3/").status_code == 404
    assert get(client, "/zpravodaj/2026/9/").status_code == 404


def test_the_archive_names_its_feed(client: Client, dso_a: Association) -> None:
    make_issue(dso_a)
    assert f'href="http://{HOST}/zpravodaj/atom/"' in get(client, "/zpravodaj/").content.decode()
