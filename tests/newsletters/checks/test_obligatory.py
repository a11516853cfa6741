"""What an issue has to hold: a page of A4, news, in the first one people and services; printed, an imprint."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from newsletters.checks.length import PICTURE, PICTURES_AT_MOST
from newsletters.models import NewsletterIssuePage
from portal.core.models import PortalImage
from portal.programme.models import Programme, Threshold
from portal.tenancy.models import Association, StaffMember
from tests.newsletters.factories import article, long_text, make_issue, ready_blocks

from .drafts import block, codes, draft, findings, only

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.fixture
def person(dso_a: Association) -> StaffMember:
    one = StaffMember.objects.create(site=dso_a.site, name="Jana Nová", phone="+420491000000")
    one.agendas.create(site=dso_a.site, title="Doprava")
    return one


def with_body(association: Association, *blocks: dict[str, Any], **fields: Any) -> NewsletterIssuePage:
    """A draft with just this body."""
    issue = draft(association, **fields)
    issue.body = type(issue.body)(issue.body.stream_block, list(blocks), is_lazy=True)
    return issue


@pytest.fixture
def later(dso_a: Association) -> Association:
    """An association whose first issue is out."""
    make_issue(dso_a, 1)
    return dso_a


@pytest.mark.spec("NWS-2")
def test_less_than_a_page_of_a4_is_refused_with_the_numbers(later: Association) -> None:
    found = only(findings(with_body(later, article("Z obcí", "<p>" + "a b " * 100 + "</p>"))))
    # The title and the lead count, the overview doesn't; spaces do.
    count = len("Novinky 2") + len("Co je nového.") + len("Z obcí") + 399
    assert found.code == "too_short"
    assert found.is_blocking
    assert f"{count} znaků" in found.message
    assert f"{1800 - count}" in found.message.replace("\u00a0", "")


@pytest.mark.spec("NWS-2")
def test_the_overview_of_services_does_not_make_the_page_full(later: Association) -> None:
    long = long_text(2000)
    assert codes(with_body(later, article("Z obcí", long))) == set()
    overview = {"type": "services", "value": {"heading": "Služby", "introduction": long}}
    assert codes(with_body(later, article(), overview)) == {"too_short"}


@pytest.mark.spec("NWS-2")
def test_pictures_count_something_but_never_most_of_it(later: Association) -> None:
    image = PortalImage.objects.create(title="Lávka", file=get_test_image_file(), collection=later.collection)
    pictures = [block("image", image=image.pk, description="Lávka", is_decorative=False) for _number in range(20)]
    text = article("Z obcí", long_text(1800 - 2 * PICTURE))
    assert codes(with_body(later, text)) == {"too_short"}
    assert codes(with_body(later, text, *pictures[:2])) == set()
    little = article("Z obcí", long_text(1800 // PICTURES_AT_MOST - 200))
    assert codes(with_body(later, little, *pictures)) == {"too_short"}


@pytest.mark.spec("NWS-2")
def test_the_length_is_a_row_of_the_union(later: Association) -> None:
    today = timezone.localdate()
    programme = Programme.objects.create(code="pokus", name="Pokus", starts_on=today, ends_on=today)
    Threshold.objects.create(
        programme=programme, code="newsletter_min_pages", name="Stran", value=2, unit="pages", valid_from=today
    )
    assert codes(with_body(later, article("Z obcí", long_text(2000)))) == {"too_short"}


@pytest.mark.spec("NWS-1")
def test_an_issue_without_news_of_the_association_is_refused(later: Association) -> None:
    closing = {"type": "closing", "value": long_text(2000)}
    assert codes(with_body(later, closing)) == {"no_news"}
    assert codes(with_body(later, closing, article("Prázdný oddíl", "<p> </p>"))) == {"no_news", "gap"}
    assert codes(with_body(later, closing, article())) == set()


@pytest.mark.spec("NWS-1")
def test_the_overview_is_obligatory_in_the_first_issue_and_where_the_web_has_none(
    dso_a: Association, person: StaffMember
) -> None:
    without = [entry for entry in ready_blocks() if entry["type"] != "services"]
    assert codes(with_body(dso_a, *without)) == {"no_overview"}
    make_issue(dso_a, 1)
    assert codes(with_body(dso_a, *without)) == set()
    for page in dso_a.root_page.get_children().type(*_directory()):
        page.unpublish()
    assert codes(with_body(dso_a, *without)) == {"no_overview"}


def _directory() -> tuple[type, ...]:
    from services_directory.models import DirectoryPage

    return (DirectoryPage,)


@pytest.mark.spec("CIT-3")
def test_the_first_issue_introduces_the_people_of_the_centre(dso_a: Association, person: StaffMember) -> None:
    without = [entry for entry in ready_blocks() if entry["type"] != "people"]
    found = only(findings(with_body(dso_a, *without)))
    assert (found.code, found.place, found.is_blocking) == ("no_people", "body", True)
    assert codes(draft(dso_a)) == set()
    make_issue(dso_a, 1)
    assert codes(with_body(dso_a, *without)) == set()
    # The first of a new programme's calendar is a first issue, too.
    assert codes(with_body(dso_a, *without, calendar_number=1)) == {"no_people"}


@pytest.mark.spec("CIT-3")
def test_the_people_have_a_contact_and_an_agenda(dso_a: Association, person: StaffMember) -> None:
    StaffMember.objects.create(site=dso_a.site, name="Petr Malý", email="petr@example.org")
    found = only(findings(draft(dso_a)))
    assert (found.code, found.is_blocking) == ("people_incomplete", False)
    person.agendas.clear()
    assert codes(draft(dso_a)) == {"nobody_to_name"}


@pytest.mark.spec("C1")
def test_a_missing_lead_is_advice(later: Association) -> None:
    found = only(findings(draft(later, lead=" ")))
    assert (found.code, found.place, found.is_blocking) == ("no_lead", "lead", False)


@pytest.mark.spec("C1")
def test_an_erratum_has_no_obligatory_parts_and_is_as_short_as_it_needs_to_be(later: Association) -> None:
    old = NewsletterIssuePage.objects.get(number=1, year=2026, rounds__site=later.site)
    erratum = with_body(later, {"type": "closing", "value": "<p>Správně je 5. 5.</p>"}, lead="", corrects=old)
    assert findings(erratum) == []
    assert codes(with_body(later, corrects=old, title="xxx")) == {"leftover"}


@pytest.mark.spec("NWS-4")
def test_a_second_printed_issue_of_a_year_needs_its_registration_number(later: Association) -> None:
    first = only(findings(draft(later, is_printed=True)))
    assert (first.code, first.is_blocking) == ("first_printed", False)
    make_issue(later, 5, is_printed=True, live=False)
    assert codes(draft(later, is_printed=True)) == {"first_printed"}  # a draft may never be printed
    make_issue(later, 6, is_printed=True)
    second = findings(draft(later, is_printed=True))
    assert {found.code for found in second} == {"no_registration_number", "no_publisher_seat"}
    assert {found.place for found in second} == {"mk_registration_number", "is_printed"}
    assert all(found.is_blocking for found in second)
    later.seat_town = "Horní"
    later.save()
    assert codes(draft(later, is_printed=True, mk_registration_number="MK ČR E 12345")) == set()
    assert codes(draft(later)) == set()
    # Another year counts anew.
    assert codes(draft(later, is_printed=True, year=2027, published_on=date(2027, 4, 1))) == {"first_printed"}
