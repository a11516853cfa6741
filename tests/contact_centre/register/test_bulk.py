"""Several activities of the list at once: closed with one output, given to somebody."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.enums import ActivityStatus
from contact_centre.models import Activity, Handler
from portal.tenancy.models import Association
from tests.contact_centre.browser import HOST, get
from tests.contact_centre.factories import make_activity, make_request, make_staff, output


def bulk(admin: Client, action: str, activities: list[Activity], **data: Any) -> Any:
    url = reverse("wagtail_bulk_action", args=["contact_centre", "activity", action])
    ids = "&".join(f"id={activity.pk}" for activity in activities)
    return admin.post(f"{url}?{ids}&next={reverse('activities:index')}", data, **HOST)


def end() -> dict[str, Any]:
    day = timezone.localdate().isoformat()
    return {"closed_on": day, "output": output("training").pk, "output_description": "Seminář pro starosty."}


@pytest.mark.spec("A2", "ACT-3")
def test_chosen_activities_close_with_one_output(admin: Client, dso_a: Association, manager_a: Any) -> None:
    chosen = [make_activity(dso_a, title=f"Seminář {n}") for n in range(3)]
    other = make_activity(dso_a)
    assert f'id="snippet_{other.pk}_title"' in get(admin, "activities:index").content.decode()

    assert bulk(admin, "close_activities", chosen, **end()).status_code == 302

    closed = Activity.objects.filter(status=ActivityStatus.CLOSED)
    assert set(closed) == set(chosen)
    assert {(row.output.code, row.output_description, row.closed_by) for row in closed} == {
        ("training", "Seminář pro starosty.", manager_a)
    }


@pytest.mark.spec("A1", "ACT-3", "ACT-4")
def test_one_that_can_not_close_leaves_all_open_and_says_why(admin: Client, dso_a: Association) -> None:
    fine = make_activity(dso_a)
    of_request = make_request(dso_a).activity
    of_lawyer = make_activity(dso_a, handled_by=Handler.objects.get(code="law_firm"))

    response = bulk(admin, "close_activities", [fine, of_request, of_lawyer], **end())

    assert not Activity.objects.filter(status=ActivityStatus.CLOSED).exists()
    told = " ".join(str(message) for message in get_messages(response.wsgi_request))
    assert fine.reference not in told
    assert of_request.reference in told
    assert of_lawyer.reference in told


def test_chosen_activities_are_given_to_one_person(admin: Client, dso_a: Association, dso_b: Association) -> None:
    person, stranger = make_staff(dso_a), make_staff(dso_b)
    chosen = [make_activity(dso_a), make_request(dso_a).activity]

    assert bulk(admin, "assign_activities", chosen, person=stranger.pk).status_code == 200
    bulk(admin, "assign_activities", chosen, person=person.pk)

    assert set(Activity.objects.filter(responsible=person)) == set(chosen)


def test_activities_of_another_association_are_left_alone(
    admin: Client, dso_a: Association, dso_b: Association
) -> None:
    foreign = make_activity(dso_b)

    bulk(admin, "close_activities", [foreign], **end())

    foreign.refresh_from_db()
    assert foreign.status == ActivityStatus.OPEN
