"""The demonstration's requests and activities."""

from collections import Counter

import pytest
from django.utils import timezone

from contact_centre.demo import load_demo
from contact_centre.demo_stories import read
from contact_centre.enums import ActivityStatus, RequestStatus
from contact_centre.models import Activity, AnswerTemplate, CitizenRequest, RequestMessage
from portal.jobs.enums import OutboxState
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
        municipality.mandates.create(
            person_name="starosta", email=f"{municipality.code}@example.org", valid_from=member["joined_on"]
        )
    dso_a.slug, dso_a.email = SLUG, "centrum@example.org"
    return dso_a


@pytest.mark.django_db
def test_loading_twice_leaves_what_the_file_says_and_sends_nothing(centre: Association) -> None:
    data, stories = read("requests.json")[SLUG], read("stories.json")[SLUG]

    load_demo(centre)
    load_demo(centre)

    requests = CitizenRequest.objects.for_association(centre)
    assert requests.count() == len(data["requests"]) + len(stories)
    as_written = requests.filter(text__in=[row["text"] for row in data["requests"]])
    assert Counter(as_written.values_list("text", "status")) == Counter(
        (row["text"], row["status"]) for row in data["requests"]
    )
    activities = Activity.objects.for_association(centre)
    own = activities.filter(title__in=[row["title"] for row in data["activities"]])
    assert own.count() == len(data["activities"])
    assert own.filter(status=ActivityStatus.CLOSED).count() == sum(
        row["status"] == "closed" for row in data["activities"]
    )
    assert not requests.filter(status=RequestStatus.RESOLVED, mayor_informed_on=None).exists()
    assert not OutboxMessage.objects.exclude(state=OutboxState.SENT).exists()


@pytest.mark.django_db
def test_the_stories_show_every_side_of_the_centres_work(centre: Association) -> None:
    load_demo(centre)

    requests = CitizenRequest.objects.for_association(centre)
    assert set(requests.values_list("status", flat=True)) >= {
        *(RequestStatus.RECEIVED, RequestStatus.REGISTERED, RequestStatus.IN_PROGRESS, RequestStatus.RESOLVED),
        *(RequestStatus.HANDED_OVER, RequestStatus.DECLINED, RequestStatus.DUPLICATE),
    }
    assert requests.exclude(paused_on=None).exists()
    assert requests.filter(times_reopened=1).exists()
    assert any(request.is_overdue() for request in requests)
    assert AnswerTemplate.objects.for_association(centre).filter(is_public=True).exists()
    now = timezone.now()
    assert not RequestMessage.objects.filter(written_at__gt=now).exists()
    assert max(requests.values_list("changed_at", flat=True)) <= now


@pytest.mark.django_db
def test_an_association_outside_the_demonstration_gets_nothing(dso_a: Association) -> None:
    load_demo(dso_a)

    assert not Activity.objects.exists()
