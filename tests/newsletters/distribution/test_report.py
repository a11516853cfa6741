"""The report of distribution: issues × web, e-mail, paper with totals; sums for the Union (X7)."""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletters.models import Delivery, DropPoint, NewsletterIssuePage, PrintDrop, PrintRun
from portal.core import pdf
from portal.tenancy.models import Association, Municipality
from tests.newsletters.factories import make_issue
from tests.newsletters.mailing.factories import make_mailing

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X7")]
REPORT = reverse("newsletter_distribution:index")


def look(client: Client, user: Any, host: str = "horni.localhost", **query: Any) -> Any:
    client.force_login(user)
    return client.get(REPORT, query, headers={"host": host})


def rows(page: Any) -> dict[str, list[str]]:
    """The cells of each row by its label, the totals last."""
    return rows_of(page.content.decode())


def rows_of(html: str) -> dict[str, list[str]]:
    found = [row for row in BeautifulSoup(html, "html.parser").find_all("tr") if row.find("th", scope="row")]
    cells = [[cell.get_text(strip=True).replace("\xa0", " ") for cell in row.find_all(["th", "td"])] for row in found]
    # Wagtail's own tables beside ours have rows without a name.
    return {row[0]: row[1:] for row in cells if row[0]}


def printed(issue: NewsletterIssuePage, association: Association) -> None:
    """300 copies, 120 of them brought to a shop with 20 left over; and in one municipal periodical, 450 copies."""
    today, site = timezone.localdate(), association.site
    place = Municipality.objects.members_of(association)[0]
    run = PrintRun.objects.create(site=site, issue=issue, copies=300, printed_on=today)
    shop, _made = DropPoint.objects.get_or_create(site=site, municipality=place, name="Obchod")
    PrintDrop.objects.create(site=site, run=run, drop_point=shop, copies=120, returned=20, delivered_on=today)
    PrintRun.objects.create(
        site=site, issue=issue, kind="municipal", municipality=place, periodical="Obecník", copies=450, printed_on=today
    )


@pytest.fixture
def out(dso_a: Association, manager_a: Any) -> NewsletterIssuePage:
    """An issue that went out in every way: to 4 readers, of whom one came back and one unsubscribed."""
    issue = make_issue(dso_a, 2)
    mailing = make_mailing(dso_a, readers=4, issue=issue)
    mailing.deliveries.update(state="sent", sent_at=timezone.now())
    first, second = mailing.deliveries.order_by("pk")[:2]
    Delivery.objects.filter(pk=first.pk).update(bounced_at=timezone.now())
    Delivery.objects.filter(pk=second.pk).update(unsubscribed_at=timezone.now())
    printed(issue, dso_a)
    return issue


NUMBERS = ["4", "0", "3", "1", "1", "750", "570", "20", "1"]


def test_the_centre_reads_how_each_issue_went_out_and_the_totals(
    client: Client, out: NewsletterIssuePage, dso_a: Association, manager_a: Any
) -> None:
    make_issue(dso_a, 1)
    make_issue(dso_a, 9, live=False)
    page = look(client, manager_a)
    found = rows(page)
    assert list(found) == ["2/2026 Novinky 2/2026", "1/2026 Novinky 1/2026", "Celkem"]
    assert found["2/2026 Novinky 2/2026"][2:] == NUMBERS
    assert found["Celkem"][2:] == NUMBERS
    assert found["1/2026 Novinky 1/2026"][1:3] == ["–", "0"]
    assert reverse("newsletter_mailing:progress", args=[out.pk]) in page.content.decode()
    by_copies = rows(look(client, manager_a, ordering="printed"))
    assert next(iter(by_copies)) == "1/2026 Novinky 1/2026"
    assert list(rows(look(client, manager_a, year="2026"))) == list(found)


def test_files_hold_the_same_table(client: Client, out: NewsletterIssuePage, manager_a: Any) -> None:
    found = rows(look(client, manager_a))
    content = b"".join(look(client, manager_a, export="csv").streaming_content).decode()
    head, *lines = csv.reader(io.StringIO(content))
    assert head[-1] == "Na papíře: obecní zpravodaje"
    assert [line[0] for line in lines] == list(found)
    assert [line[3:] for line in lines] == [NUMBERS, NUMBERS]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(look(client, manager_a, export="xlsx").streaming_content)))
    sheet: Any = book.active
    assert [list(row[3:]) for row in sheet.iter_rows(min_row=2, values_only=True)] == [[int(n) for n in NUMBERS]] * 2


def test_on_paper_it_is_the_same_table(
    client: Client, out: NewsletterIssuePage, manager_a: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr("newsletters.distribution.paper.pdf_of", lambda html, css: seen.append(html) or b"%PDF")
    answer = look(client, manager_a, export="pdf")
    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF")
    assert rows_of(seen[0]) == rows(look(client, manager_a))

    def unavailable(html: str, css: str) -> bytes:
        raise pdf.PdfUnavailable

    monkeypatch.setattr("newsletters.distribution.paper.pdf_of", unavailable)
    assert look(client, manager_a, export="pdf").url == f"{REPORT}?"


def test_the_union_reads_sums_of_associations_and_nothing_of_anybody(
    client: Client, out: NewsletterIssuePage, dso_a: Association, dso_b: Association, union_reviewer: Any
) -> None:
    make_issue(dso_b, 1)
    page = look(client, union_reviewer, "localhost")
    found = rows(page)
    assert found[dso_a.short_name] == ["1", "1", *NUMBERS]
    assert found[dso_b.short_name][:3] == ["1", "0", "0"]
    assert found["Celkem"] == ["2", "1", *NUMBERS]
    assert "@example" not in page.content.decode()
    assert reverse("newsletter_mailing:progress", args=[out.pk]) not in page.content.decode()


@pytest.mark.spec("X6")
def test_another_centre_reads_nothing_of_it(client: Client, out: NewsletterIssuePage, manager_b: Any) -> None:
    assert not rows(look(client, manager_b, "dolni.localhost"))
    assert not rows(look(client, manager_b))


def test_any_number_of_issues_costs_the_same_queries(
    client: Client,
    out: NewsletterIssuePage,
    dso_a: Association,
    dso_b: Association,
    union_admin: Any,
    manager_a: Any,
    assert_same_queries: Callable[..., int],
) -> None:
    def both() -> None:
        for user, host in ((manager_a, "horni.localhost"), (union_admin, "localhost")):
            assert look(client, user, host).status_code == 200

    def grow() -> None:
        for number in (3, 4):
            printed(make_issue(dso_a, number), dso_a)
        make_issue(dso_b, 1)

    assert_same_queries(both, grow)
