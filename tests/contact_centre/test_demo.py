"""The demonstration's requests and activities."""

from collections import Counter

import pytest

from contact_centre.demo import load_demo, read
from contact_centre.enums import ActivityStatus, RequestStatus
from contact_centre.models import Activity, CitizenRequest
from portal.jobs.models import OutboxMessage
from portal.tenancy.demo import read as read_tenancy
from portal.tenancy.models import Association
from tests.tenancy.factories import MunicipalityFactory

SLUG = "smiricko"


@pytest.fixture
def centre(dso_a: Association) -> Association:
    """Horní under the name and with the members of one of the demonstration's associations."""
    entry = next(row for row in read_tenancy("associations.json")["associations"] if row["slug"] == SLUG)
    for member in entry["members"]:
        municipality = MunicipalityFactory(code=member["code"])
        dso_a.memberships.create(municipality=municipality, joined_on=member["joined_on"])
    dso_a.slug, dso_a.email = SLUG, "centrum@example.org"
    return dso_a


@pytest.mark.django_db
def test_loading_twice_leaves_what_the_file_says_and_sends_nothing(centre: Association) -> None:
    data = read()[SLUG]

    load_demo(centre)
    load_demo(centre)

    activities = Activity.objects.for_association(centre)
    assert Counter(activities.values_list("title", flat=True)) == Counter(row["title"] for row in data["activities"])
    assert activities.filter(status=ActivityStatus.CLOSED).count() == sum(
        row["status"] == "closed" for row in data["activities"]
    )
    requests = CitizenRequest.objects.for_association(centre)
    assert Counter(requests.values_list("text", "status")) == Counter(
        (row["text"], row["status"]) for row in data["requests"]
    )
    assert not requests.filter(status=RequestStatus.RESOLVED, mayor_informed_on=None).exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_an_association_outside_the_demonstration_gets_nothing(dso_a: Association) -> None:
    load_demo(dso_a)

    assert not Activity.objects.exists()
