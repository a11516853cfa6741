"""The sheet: many activities recorded by keyboard, all or none (A2)."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contact_centre.enums import ActivityStatus
from contact_centre.models import Activity, ActivityOutput, ActivitySubarea, ActivityTrigger, Handler
from portal.tenancy.models import Association, Municipality
from tests.contact_centre.browser import get, post
from tests.contact_centre.factories import make_staff

pytestmark = pytest.mark.only_on("postgresql")

FIELDS = (
    *("title", "municipalities", "description", "output_description", "hours", "started_on", "trigger", "area"),
    *("subarea", "handled_by", "responsible", "is_expert_advice", "closed_on", "output", "saved_czk", "brought_czk"),
)


def first_row(**changed: Any) -> dict[str, Any]:
    """A row that says everything; the rows below it may say less."""
    return {
        "title": "Konzultace k dotaci",
        "description": "Podmínky výzvy.",
        "trigger": ActivityTrigger.objects.get(code="mayor").pk,
        "subarea": ActivitySubarea.objects.get(code="grants_consultation").pk,
        "handled_by": Handler.objects.get(code="css_manager").pk,
        **changed,
    }


def closed_row(**changed: Any) -> dict[str, Any]:
    ending = {"output_description": "Poradili jsme.", "output": ActivityOutput.objects.get(code="consultation").pk}
    return first_row(**{**ending, **changed})


def sheet(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the page sends: `rows`, and two that nobody wrote into."""
    number = len(rows) + 2
    data: dict[str, Any] = {"rows-TOTAL_FORMS": number, "rows-INITIAL_FORMS": 0, **more}
    for place in range(number):
        row = rows[place] if place < len(rows) else {}
        data |= {f"rows-{place}-{name}": row.get(name, "") for name in FIELDS}
    return data


def ticket(admin: Client) -> str:
    return str(get(admin, "activities:sheet").context["ticket"])


def record(admin: Client, *rows: dict[str, Any], **more: Any) -> Any:
    return post(admin, "activities:sheet", **sheet(*rows, **{"ticket": ticket(admin), **more}))


@pytest.mark.spec("A2", "ACT-1", "ACT-3")
def test_a_row_is_a_whole_activity_with_its_end(admin: Client, dso_a: Association, manager_a: Any) -> None:
    person = make_staff(dso_a)
    places = list(Municipality.objects.members_of(dso_a)[:2])
    row = closed_row(
        municipalities=", ".join(place.name.upper() for place in places),
        hours="1:30",
        responsible=person.pk,
        saved_czk="12 000 Kč",
        is_expert_advice="no",
    )

    assert record(admin, row).status_code == 302

    activity = Activity.objects.get()
    assert (activity.status, activity.closed_on, activity.closed_by) == (
        ActivityStatus.CLOSED,
        timezone.localdate(),
        manager_a,
    )
    assert (activity.output.code, activity.output_description) == ("consultation", "Poradili jsme.")
    assert (activity.hours, activity.saved_czk, activity.is_expert_advice) == (1.5, 12000, False)
    assert (activity.area.code, activity.responsible) == ("grants", person)
    assert set(activity.municipalities.all()) == set(places)
    assert activity.changes.filter(kind="closed").exists()


@pytest.mark.spec("A2")
def test_what_is_left_empty_is_as_in_the_row_above(admin: Client, dso_a: Association) -> None:
    other = ActivitySubarea.objects.get(code="legal_consultation")
    day = "3. 1."
    record(
        admin,
        closed_row(started_on=day),
        {"title": "Druhá", "description": "Totéž.", "output_description": "Hotovo."},
        {"title": "Třetí", "description": "Právní.", "subarea": other.pk},
    )

    first, second, third = Activity.objects.order_by("pk")
    assert (second.trigger, second.subarea, second.started_on, second.output) == (
        first.trigger,
        first.subarea,
        first.started_on,
        first.output,
    )
    assert (first.started_on.month, first.started_on.day) == (1, 3)
    assert second.status == ActivityStatus.CLOSED
    assert (third.status, third.area.code, third.is_expert_advice) == (ActivityStatus.OPEN, "legal", True)


@pytest.mark.spec("A2", "ACT-1")
def test_one_wrong_row_leaves_all_unrecorded_and_everything_typed(admin: Client, dso_a: Association) -> None:
    wrong = {"title": "Bez výsledku", "description": "Něco.", "municipalities": "Atlantida", "closed_on": "1. 1. 2999"}

    response = record(admin, closed_row(), wrong, {"title": "", "description": "Bez názvu."})

    assert not Activity.objects.exists()
    rows = response.context["rows"].forms
    assert rows[1].errors.keys() == {"municipalities"}
    assert rows[2].errors.keys() == {"title"}
    page = response.content.decode()
    assert 'href="#id_rows-1-municipalities"' in page
    assert 'id="id_rows-1-municipalities_error"' in page
    assert "Atlantida" in page
    assert page.count("selected") >= 3

    fixed = record(admin, closed_row(), {**wrong, "municipalities": ""})
    assert fixed.context["rows"].forms[1].errors.keys() == {"closed_on", "output_description"}
    assert not Activity.objects.exists()


@pytest.mark.spec("A2")
def test_a_sheet_sent_twice_is_recorded_once(admin: Client, dso_a: Association) -> None:
    once = ticket(admin)

    for _time in range(2):
        assert record(admin, closed_row(), ticket=once).status_code == 302
    assert Activity.objects.count() == 1

    record(admin, closed_row())
    assert Activity.objects.count() == 2
    assert record(admin, closed_row(), ticket="forged").status_code == 422
    assert Activity.objects.count() == 2


@pytest.mark.spec("ACT-4")
def test_what_needs_an_opinion_is_only_opened_on_the_sheet(admin: Client, dso_a: Association) -> None:
    lawyers = Handler.objects.get(code="law_firm").pk

    refused = record(admin, closed_row(handled_by=lawyers))

    assert refused.context["rows"].forms[0].errors.keys() == {"handled_by"}
    record(admin, first_row(handled_by=lawyers))
    assert Activity.objects.get().status == ActivityStatus.OPEN
    offered = dict(refused.context["rows"].forms[0].fields["handled_by"].choices)
    assert "jen" in offered[str(lawyers)]
    assert str(Handler.objects.get(code="expert").pk) not in offered


def test_more_rows_come_without_javascript_and_nothing_is_lost(admin: Client, dso_a: Association) -> None:
    response = post(admin, "activities:sheet", **sheet({"title": "Rozepsaná"}, more="1", ticket=ticket(admin)))

    page = response.content.decode()
    assert response.status_code == 200
    assert len(response.context["rows"].forms) == 3 + 5
    assert 'value="Rozepsaná"' in page
    assert "error-message" not in page
    assert not Activity.objects.exists()


def test_each_field_has_a_label_with_the_number_of_its_row(admin: Client, dso_a: Association) -> None:
    page = get(admin, "activities:sheet").content.decode()

    for place in range(5):
        for name in FIELDS:
            assert re.search(rf'<label for="id_rows-{place}-{name}">[^<]+<span[^>]*> \(řádek {place + 1}\)', page), name


def test_people_places_and_sites_of_others_are_refused(admin: Client, dso_a: Association, dso_b: Association) -> None:
    stranger = make_staff(dso_b)
    foreign = Municipality.objects.members_of(dso_b).first()

    refused = record(admin, first_row(responsible=stranger.pk, municipalities=foreign.name))

    assert refused.context["rows"].forms[0].errors.keys() == {"responsible", "municipalities"}
    assert record(admin, first_row(), site=dso_b.site_id).status_code == 404
    assert not Activity.objects.exists()


def test_the_sheet_asks_the_database_as_often_for_many_rows(
    admin: Client, dso_a: Association, assert_same_queries: Any
) -> None:
    written = [{"title": "x"}]

    def show() -> None:
        post(admin, "activities:sheet", **sheet(*written, more="1"))

    assert_same_queries(show, lambda: written.extend([{"title": "x"}] * 30))
