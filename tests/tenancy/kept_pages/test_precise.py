"""Whatever an association does empties its own pages and nobody else's: the ways the portal really writes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page

from home.models import StandardPage
from portal.tenancy.models import Association
from services_directory.actions import close_service, delete_service, publish_service, unpublish_service
from services_directory.keeping import put_in_care
from services_directory.models import Service
from services_directory.moving import move_service
from services_directory.verification.checks import ask_for_check
from services_directory.verification.record import record_verification
from tests.meetings.factories import make_meeting
from tests.newsletters.factories import make_issue, publish_by_the_union
from tests.services_directory.factories import make_many, make_service

from .server import touched

pytestmark = pytest.mark.only_on("sqlite")


def standard(association: Association, slug: str) -> StandardPage:
    page = StandardPage(title="Stránka", slug=slug)
    Page.objects.get(pk=association.root_page_id).add_child(instance=page)
    return page


ON_SERVICES: dict[str, Callable[[Service], Any]] = {
    "published": lambda one: publish_service(service=one),
    "unpublished": lambda one: unpublish_service(service=one),
    "deleted": lambda one: delete_service(service=one),
    "closed": lambda one: close_service(service=one, on=timezone.localdate()),
    "verified": lambda one: record_verification(service=one, method="phone", result="confirmed"),
    "saved": lambda one: one.save(),
}


@pytest.mark.parametrize("what", ON_SERVICES)
def test_what_is_done_to_a_service_concerns_its_association_alone(
    dso_a: Association, django_capture_on_commit_callbacks: Any, what: str
) -> None:
    service = make_service(dso_a, name="Knihovna")
    assert touched(lambda: ON_SERVICES[what](service), django_capture_on_commit_callbacks) == {dso_a.site_id}


def test_a_new_service_and_many_of_them_concern_their_association_alone(
    dso_a: Association, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    assert touched(lambda: make_service(dso_a, name="Pošta"), capture) == {dso_a.site_id}
    assert touched(lambda: make_many(dso_a, 5), capture) == {dso_a.site_id}


def test_a_service_that_moves_concerns_both_associations(
    dso_a: Association, dso_b: Association, union_admin: Any, django_capture_on_commit_callbacks: Any
) -> None:
    service = make_service(dso_a, name="Škola")
    service.municipality.memberships.create(association=dso_b, joined_on=timezone.localdate())
    found = touched(
        lambda: move_service(service=service, association=dso_b, user=union_admin), django_capture_on_commit_callbacks
    )
    assert found == {dso_a.site_id, dso_b.site_id}


def test_the_centres_own_work_concerns_no_page(dso_a: Association, django_capture_on_commit_callbacks: Any) -> None:
    capture = django_capture_on_commit_callbacks
    service = make_service(dso_a, name="Knihovna")
    assert touched(lambda: ask_for_check(services=[service], reason="link", value="x"), capture) == set()
    assert touched(lambda: put_in_care(service=service, keeper=None), capture) == set()


def test_pages_issues_and_meetings_concern_their_association_alone(
    dso_a: Association, django_capture_on_commit_callbacks: Any
) -> None:
    capture, own = django_capture_on_commit_callbacks, {dso_a.site_id}
    made: list[StandardPage] = []
    assert touched(lambda: made.append(standard(dso_a, "nova")), capture) == own
    assert touched(lambda: made[0].save_revision().publish(), capture) == own
    above = standard(dso_a, "nad-ni")
    move = Page.objects.get(pk=made[0].pk).move
    assert touched(lambda: move(Page.objects.get(pk=above.pk), "first-child"), capture) == own
    assert touched(lambda: Page.objects.get(pk=made[0].pk).unpublish(), capture) == own
    gone = standard(dso_a, "zanikne")
    # What pointed at it points nowhere now, and that may stand on any site.
    assert touched(lambda: Page.objects.get(pk=gone.pk).delete(), capture) >= own
    assert touched(lambda: make_meeting(dso_a), capture) == own
    issue = make_issue(dso_a)
    assert touched(lambda: publish_by_the_union(issue), capture) == own
