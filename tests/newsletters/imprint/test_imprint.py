"""The imprint of an issue: publisher, seat, IČO, number, day, periodicity, registration number (NWS-4, rules C4)."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client

from newsletters.imprint.gathering import times_a_year
from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline, Programme
from portal.tenancy.models import Association
from tests.newsletters.factories import make_issue

pytestmark = [pytest.mark.django_db, pytest.mark.spec("NWS-4")]


@pytest.fixture
def seated(dso_a: Association) -> Association:
    dso_a.seat_street, dso_a.seat_psc, dso_a.seat_town = "Náves 1", "54912", "Vysokov"
    dso_a.save()
    return dso_a


def test_readers_find_the_imprint_on_the_page_as_the_union_read_it(client: Client, seated: Association) -> None:
    issue = make_issue(seated, 2, is_printed=True, mk_registration_number="MK ČR E 12345")
    name = seated.name
    seated.name = "Přejmenovaný svazek"
    seated.save()
    html = client.get("/zpravodaj/zpravodaj-2-2026/", headers={"host": "horni.localhost"}).content.decode()
    imprint = html.split('class="imprint', 1)[1].split("</section>", 1)[0].replace("\u00a0", " ")
    for said in (
        "Novinky 2/2026",
        "číslo 2/2026",
        "vyšlo 1. 4. 2026",
        f"Vydavatel: {name}, Náves 1, 549 12 Vysokov, IČO {seated.ico}",
        "Vychází 2krát ročně.",
        "elektronicky i tiskem",
        "MK ČR E 12345",
    ):
        assert said in imprint, said
    assert issue.facts["imprint"]["place"] == "Vysokov"


def test_what_is_only_on_the_web_says_so_and_has_no_registration_number(seated: Association) -> None:
    issue = make_issue(seated, 1, live=False).get_latest_revision_as_object()
    html = render_to_string("newsletters/imprint.html", {"issue": issue})
    assert "Vychází jednou ročně." in html
    assert "Vychází jen elektronicky." in html
    assert "Evidenční číslo" not in html


def test_a_programme_says_in_advance_how_often_it_comes_out(seated: Association) -> None:
    programme = Programme.objects.create(code="p", name="P", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    for number in (1, 2, 3):
        Deadline.objects.create(
            programme=programme, kind=DeadlineKind.NEWSLETTER_PUBLISH, number=number, due_on=date(2026, number * 3, 1)
        )
    assert times_a_year(make_issue(seated, 1, live=False, programme=programme)) == 3
