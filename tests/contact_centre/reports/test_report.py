"""Reports of activities: sums that add up, the same in every format, for the centre's own people only (A4)."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from contact_centre.reports import files
from portal.core import pdf
from portal.tenancy.models import Association
from tests.programme.publicity.factories import TEXT, make_notice, make_strip
from tests.services_directory.pdf_text import text_of

from ..factories import make_activity, make_staff
from .tables import Rows, of_csv, of_page, of_pdf, of_xlsx, plain
from .work import ADDRESS, closed, days_of, periods_around, places, quarter_of_work, report, today

pytestmark = pytest.mark.django_db
TOTAL = "Celkem"
OWN_READS = 9
"""Queries of the page beyond those of any page of the admin."""


@pytest.fixture
def worked(dso_a: Association, dso_b: Association) -> Association:
    """Horní, after a quarter of work; Dolní worked too."""
    quarter_of_work(dso_a)
    closed(dso_b, hours=Decimal(1000))
    return dso_a


def table_of(client: Client, **asked: Any) -> Rows:
    return of_page(report(client, **asked).content.decode())[0]


def numbers(cells: list[str]) -> list[Decimal]:
    return [Decimal(cell.replace(" ", "").replace(",", ".")) for cell in cells]


def lines_in_workbook(client: Client) -> list[Any]:
    sheet: Any = load_workbook(BytesIO(report(client, export="lines-xlsx").content)).active
    return list(sheet.rows)


@pytest.mark.spec("A4")
@pytest.mark.parametrize(
    "asked",
    [
        {"rows": "municipality"},
        {"rows": "municipality", "columns": "area"},
        {"rows": "person", "columns": "municipality", "measure": "hours"},
        {"rows": "subarea", "columns": "month", "measure": "saved", "order": "number"},
    ],
    ids=lambda asked: "-".join(asked.values()),
)
def test_page_csv_xlsx_and_pdf_agree_to_the_cell(worked: Association, admin: Client, asked: dict[str, str]) -> None:
    shown = table_of(admin, **asked)

    assert shown[-1][0] == TOTAL or shown[-2][0] == TOTAL
    assert of_pdf(report(admin, **asked, export="pdf").content) == shown
    in_files = [shown[0], *([row[0], *(cell.replace(" ", "") for cell in row[1:])] for row in shown[1:])]
    assert of_csv(report(admin, **asked, export="csv").content) == in_files
    assert of_xlsx(report(admin, **asked, export="xlsx").content) == in_files


@pytest.mark.spec("A4")
def test_rows_and_columns_make_the_total_and_joint_work_counts_once(worked: Association, admin: Client) -> None:
    first, second = (place.name for place in places(worked)[:2])

    head, *rows, total = table_of(admin, rows="municipality", columns="area")

    assert head == ["Obec", "Dotace", "Kontaktní centrum pro občany", "Právní podpora", TOTAL, "Účastní se"]
    by_name = {row[0]: row[1:] for row in rows}
    assert by_name == {
        first: ["1", "0", "1", "2", "3"],
        second: ["0", "0", "1", "1", "2"],
        "více obcí společně": ["1", "0", "0", "1", "–"],
        "bez obce": ["0", "1", "0", "1", "–"],
    }
    assert total == [TOTAL, "2", "1", "2", "5", "–"]
    for column in range(1, 5):
        assert sum(numbers([row[column] for row in rows])) == numbers([total[column]])[0]


@pytest.mark.spec("A4")
def test_without_columns_all_sums_stand_side_by_side(worked: Association, admin: Client) -> None:
    head, *rows, total = table_of(admin, rows="person")

    assert head[1:] == [
        "Aktivity", "Z toho odborné poradenství", "Hodiny práce", "Hodiny právního poradenství", "Ušetřeno (Kč)",
        "Získáno (Kč)",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["Čeňková Jana", "Dana Hnízdilová", "bez osoby"]
    assert rows[0][1:] == ["2", "2", "1,75", "0", "125 000", "0"]
    assert total[1:] == ["5", "4", "11,75", "2", "125 000", "1 200 000"]


@pytest.mark.spec("A4")
def test_every_number_opens_the_list_of_its_activities(worked: Association, admin: Client) -> None:
    page = report(admin, rows="municipality", columns="person").content.decode()
    shown, links = of_page(page)
    numbers_shown = {
        (row[0], column): int(cell)
        for row in shown[1:]
        for column, cell in zip(shown[0][1:], row[1:], strict=True)
        if cell.isdigit() and cell != "0"
    }

    opened = {place: admin.get(url, HTTP_HOST="horni.localhost") for place, url in links.items()}

    assert {place: page.context["page_obj"].paginator.count for place, page in opened.items()} == numbers_shown
    assert len(numbers_shown) > 10


@pytest.mark.spec("A4")
def test_the_activities_behind_a_report_add_up_to_it(worked: Association, admin: Client) -> None:
    first, second = (place.name for place in places(worked)[:2])

    head, *lines = of_csv(report(admin, export="lines-csv").content)
    table = lines_in_workbook(admin)

    assert len(lines) == 5
    assert sum(numbers([line[head.index("Hodiny práce")] or "0" for line in lines])) == Decimal("11.75")
    joint = next(line for line in lines if line[3] == "více obcí společně")
    assert joint[4] == f"{first}, {second}"
    assert [[cell.value for cell in row][:2] for row in table[1:]] == [line[:2] for line in lines]
    assert sum(row[head.index("Získáno (Kč)")].value or 0 for row in table[1:]) == 1_200_000


def test_only_what_is_asked_for_is_summed(worked: Association, admin: Client) -> None:
    second = places(worked)[1]

    assert table_of(admin, rows="area", municipality=second.pk)[-1][1] == "2"
    assert table_of(admin, rows="area", municipality="none")[-1][1] == "1"
    assert table_of(admin, rows="area", person="null")[-1][1] == "2"
    page = report(admin, rows="advice", municipality=second.pk).content.decode()
    assert f"<dt>Obec</dt><dd>{second.name}</dd>" in page


def test_rows_stand_in_czech_order_or_by_number_and_names_alike_are_told_apart(
    dso_a: Association, admin: Client
) -> None:
    for name, position, times in (
        ("Chalupa", "", 1),
        ("Cibulka", "", 2),
        ("Čáp", "manažerka", 1),
        ("Čáp", "účetní", 3),
    ):
        person = make_staff(dso_a, name=name, position=position)
        for _time in range(times):
            closed(dso_a, responsible=person)

    by_name = [row[0] for row in table_of(admin, rows="person")[1:-1]]
    by_number = [row[0] for row in table_of(admin, rows="person", order="number")[1:-1]]

    assert by_name == ["Cibulka", "Čáp (manažerka)", "Čáp (účetní)", "Chalupa"]
    assert by_number == ["Čáp (účetní)", "Cibulka", "Čáp (manažerka)", "Chalupa"]


def test_months_without_an_activity_are_listed(dso_a: Association, admin: Client) -> None:
    closed(dso_a)

    rows = table_of(admin, rows="month")[1:-1]

    assert len(rows) >= 2
    assert rows[0][1] == "0"
    assert sum(int(row[1]) for row in rows) == 1


@pytest.mark.spec("A4", "PUB-1")
def test_the_pdf_is_accessible_and_says_what_it_holds_and_when_it_was_printed(
    worked: Association, admin: Client
) -> None:
    make_notice(worked, strip=make_strip(worked), strip_description="Evropská unie")
    response = report(admin, rows="subarea", columns="municipality", export="pdf")

    assert response["Content-Type"] == "application/pdf"
    assert "prehled-aktivit-" in response["Content-Disposition"]
    with pikepdf.open(BytesIO(response.content)) as document:
        assert str(document.Root.Lang) == "cs"
        assert str(document.docinfo["/Title"]).startswith(f"Přehled aktivit – {worked.name}")
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    text = plain(text_of(response.content))
    assert worked.name in text
    assert TEXT in text
    assert f"Vytištěno {today().day}. {today().month}. {today().year}" in text
    assert "1 / 1" in text


def test_a_wide_table_goes_on_in_parts(dso_a: Association, admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "COLUMNS_OF_A_PAGE", 2)
    quarter_of_work(dso_a)
    asked = {"rows": "area", "columns": "municipality"}

    content = report(admin, **asked, export="pdf").content

    assert "část 1 z 3" in plain(text_of(content))
    assert of_pdf(content) == table_of(admin, **asked)


def test_while_pages_cannot_be_set_the_report_says_so_and_stays(
    worked: Association, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "one_at_a_time", lambda make: None)
    assert "Zkuste to prosím za chvíli" in _after_redirect(admin)

    def missing(make: Any) -> bytes:
        raise pdf.PdfUnavailable("libpango")

    monkeypatch.setattr(files, "one_at_a_time", missing)
    assert "na tomto serveru" in _after_redirect(admin)
    monkeypatch.setattr(files, "CELLS_ON_PAPER", 3)
    assert "na papír příliš velká" in _after_redirect(admin)


def _after_redirect(client: Client) -> str:
    response = report(client, rows="area", export="pdf")
    assert "rows=area" in response["Location"]
    return plain(client.get(response["Location"], HTTP_HOST="horni.localhost").content.decode())


def test_an_empty_report_says_so_plainly(dso_a: Association, admin: Client) -> None:
    make_activity(dso_a)

    page = report(admin, rows="month").content.decode()

    assert "nebyla ukončena žádná aktivita" in page
    assert "reports-table" not in page
    assert "nebyla ukončena žádná aktivita" in plain(text_of(report(admin, export="pdf").content))
    assert of_csv(report(admin, rows="area", export="csv").content)[1:] == [[TOTAL, "0", "0", "0", "0", "0", "0"]]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"to": ""}, "Vyplňte oba dny"),
        ({"to": "2001-01-01"}, "Poslední den je dřív než první"),
        ({"from": "včera"}, "platné datum"),
        ({"rows": "area", "columns": "area"}, "Řádky a sloupce se musí lišit"),
        ({"rows": "ghosts"}, "ghosts"),
        ({"municipality": "999999"}, "999999"),
    ],
)
def test_what_cannot_be_answered_is_said_at_the_form(
    dso_a: Association, admin: Client, asked: dict[str, str], said: str
) -> None:
    response = report(admin, **asked, export="csv")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    assert said in response.content.decode()


@pytest.mark.spec("A5")
def test_nobody_but_the_centre_s_own_people_reads_a_report(
    worked: Association, client: Client, union_admin: Any, union_reviewer: Any, manager_b: Any, editor_a: Any
) -> None:
    for user in (union_admin, union_reviewer):
        client.force_login(user)
        for export in ("", "csv", "xlsx", "pdf", "lines-csv", "lines-xlsx"):
            refused = report(client, export=export)
            assert refused.status_code == 302
            assert refused["Location"] == "/admin/"
        assert ADDRESS not in client.get("/admin/", HTTP_HOST="horni.localhost").content.decode()
    client.force_login(manager_b)
    assert table_of(client, rows="person")[-1][1:4] == ["1", "1", "1 000"]
    assert "Čeňková" not in report(client, rows="person").content.decode()
    client.force_login(editor_a)
    assert table_of(client, rows="person")[-1][1] == "5"


def test_a_report_asks_the_database_the_same_for_any_number_of_activities(
    dso_a: Association, admin: Client, assert_same_queries: Callable[..., int], queries: Callable[..., list[str]]
) -> None:
    frame = len(queries(lambda: admin.get(reverse("wagtailadmin_account"), HTTP_HOST="horni.localhost")))

    assert_same_queries(
        lambda: report(admin, rows="municipality", columns="person"),
        lambda: quarter_of_work(dso_a),
        at_most=frame + OWN_READS,
    )


def test_a_formula_in_a_title_stays_a_text(dso_a: Association, admin: Client) -> None:
    closed(dso_a, title="=1+1\x0b")

    assert of_csv(report(admin, export="lines-csv").content)[1][1].startswith("'=1+1")
    cell = lines_in_workbook(admin)[1][1]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_running_period_is_shown_unless_another_or_days_are_asked_for(dso_a: Association, admin: Client) -> None:
    ended, _running = periods_around(today())
    closed(dso_a, ago=1)
    closed(dso_a, ago=35)
    closed(dso_a, ago=36)

    def total(**asked: str) -> str:
        page = admin.get(ADDRESS, {"rows": "area", **asked}, HTTP_HOST="horni.localhost")
        return of_page(page.content.decode())[0][-1][1]

    assert total() == "1"
    assert total(period=str(ended.pk)) == "2"
    assert total(period=str(ended.pk), **days_of()) == "3"
