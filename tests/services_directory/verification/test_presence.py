"""From when until when a service was public, whatever made it so (F9)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.tenancy.models import Association, Membership
from services_directory.actions import (
    close_service,
    delete_service,
    move_service,
    publish_service,
    reopen_service,
    unpublish_service,
)
from services_directory.importing.apply import apply_plan
from services_directory.importing.plan import make_plan
from services_directory.models import Presence, Service, ServiceContact
from services_directory.presence import follow
from services_directory.verification.shares.counting import share_on
from tests.services_directory.factories import ServiceFactory, make_many, make_service, members, record

from .days import day, on, spells, stored

pytestmark = [pytest.mark.django_db, pytest.mark.spec("F9"), pytest.mark.only_on("sqlite")]


@pytest.fixture
def library(dso_a: Association) -> Service:
    """Published on 1 March."""
    with on(day(3, 1)):
        return make_service(dso_a)


def test_publishing_begins_a_spell_and_unpublishing_ends_it(library: Service) -> None:
    assert spells(library) == [(day(3, 1), None)]
    with on(day(3, 9)):
        unpublish_service(service=stored(library))
    assert spells(library) == [(day(3, 1), day(3, 9))]
    with on(day(4, 1)):
        publish_service(service=stored(library))
        publish_service(service=stored(library))
    assert spells(library) == [(day(3, 1), day(3, 9)), (day(4, 1), None)]


def test_a_draft_has_none(dso_a: Association) -> None:
    service = ServiceFactory.create(association=dso_a)
    service.save_revision()
    assert spells(service) == []


def test_what_was_public_for_hours_only_leaves_no_trace(dso_a: Association) -> None:
    with on(day(3, 1)):
        service = make_service(dso_a)
    with on(day(3, 1), 17):
        unpublish_service(service=stored(service))
    assert spells(service) == []


def test_late_in_the_evening_it_is_still_the_same_day_in_prague(dso_a: Association) -> None:
    with on(day(7, 1), 23):
        assert spells(make_service(dso_a)) == [(day(7, 1), None)]


def test_published_and_unpublished_by_the_schedule(dso_a: Association) -> None:
    with on(day(3, 1)):
        service = ServiceFactory.create(association=dso_a)
        service.contacts = [ServiceContact(kind="phone", value="+420491000101")]
        service.go_live_at = timezone.now() + timedelta(days=4)
        service.expire_at = timezone.now() + timedelta(days=30)
        service.save_revision().publish()
    assert spells(service) == []
    # A day late: it was public from the day on which it really was.
    with on(day(3, 6)):
        call_command("publish_scheduled")
    assert spells(service) == [(day(3, 6), None)]
    with on(day(4, 2)):
        call_command("publish_scheduled")
    assert spells(service) == [(day(3, 6), day(4, 2))]


def test_closed_on_a_day_to_come_the_spell_ends_that_day_without_any_job(library: Service) -> None:
    with on(day(3, 9)):
        close_service(service=stored(library), on=day(6, 1))
    assert spells(library) == [(day(3, 1), day(6, 1))]
    assert [share_on(when).listed for when in (day(5, 31), day(6, 1))] == [1, 0]
    with on(day(6, 20)):
        assert follow() == 0
        publish_service(service=stored(library))
    assert spells(library) == [(day(3, 1), day(6, 1))]


def test_closed_on_a_past_day_it_was_public_until_today(library: Service) -> None:
    with on(day(5, 1)):
        close_service(service=stored(library), on=day(4, 1))
    assert spells(library) == [(day(3, 1), day(5, 1))]


def test_another_day_of_closing_and_reopening(library: Service) -> None:
    with on(day(3, 9)):
        close_service(service=stored(library), on=day(6, 1))
        close_service(service=stored(library), on=day(7, 1))
        assert spells(library) == [(day(3, 1), day(7, 1))]
        reopen_service(service=stored(library))
        assert spells(library) == [(day(3, 1), None)]
        close_service(service=stored(library))
    with on(day(8, 1)):
        reopen_service(service=stored(library))
    assert spells(library) == [(day(3, 1), day(3, 9)), (day(8, 1), None)]


def by_itself(service: Service) -> None:
    stored(service).delete()


def by_the_action(service: Service) -> None:
    delete_service(service=stored(service))


def in_bulk(service: Service) -> None:
    Service.objects.filter(pk=service.pk).delete()


@pytest.mark.parametrize("delete", [by_itself, by_the_action, in_bulk])
def test_deleting_ends_the_spell_and_keeps_it(library: Service, delete: Callable[[Service], None]) -> None:
    with on(day(5, 1)):
        delete(library)
    assert spells(library) == [(day(3, 1), day(5, 1))]


def test_moved_to_another_association(
    library: Service, dso_a: Association, dso_b: Association, union_admin: Any
) -> None:
    Membership.objects.create(association=dso_b, municipality=library.municipality, joined_on=day(1, 1))
    with on(day(5, 1)):
        move_service(service=stored(library), association=dso_b, user=union_admin)
    rows = Presence.objects.filter(uid=library.uid).order_by("since").values_list("site", "since", "until")
    assert list(rows) == [(dso_a.site_id, day(3, 1), day(5, 1)), (dso_b.site_id, day(5, 1), None)]


def test_in_another_municipality(library: Service, dso_a: Association) -> None:
    first, second = members(dso_a)[:2]
    with on(day(5, 1)):
        service = stored(library)
        service.municipality = second
        publish_service(service=service)
    rows = Presence.objects.filter(uid=library.uid).order_by("since").values_list("municipality", "since", "until")
    assert list(rows) == [(first.pk, day(3, 1), day(5, 1)), (second.pk, day(5, 1), None)]


def test_imported_in_bulk_and_changed_by_a_later_import(dso_a: Association) -> None:
    _first, second = members(dso_a)[:2]
    with on(day(3, 1)):
        make_many(dso_a, 3)
    assert set(Presence.objects.values_list("since", "until")) == {(day(3, 1), None)}
    changed = [
        (0, record(dso_a, 0, municipality=second.code)),
        (1, record(dso_a, 1, closed_on=day(6, 1).isoformat())),
        (2, record(dso_a, 2)),
    ]
    with on(day(5, 1)):
        apply_plan(dso_a.site, make_plan(dso_a.site, changed))
    moved, closing, same = Service.objects.order_by("source_id")
    assert spells(moved) == [(day(3, 1), day(5, 1)), (day(5, 1), None)]
    assert spells(closing) == [(day(3, 1), day(6, 1))]
    assert spells(same) == [(day(3, 1), None)]


def test_the_nightly_run_puts_right_what_went_past_us(dso_a: Association) -> None:
    with on(day(3, 1)):
        left, come, closing = (make_service(dso_a) for _n in range(3))
        gone = Presence.objects.create(
            uid=uuid4(), site=dso_a.site, municipality=members(dso_a)[0], since=day(3, 1), until=None
        )
    Service.objects.filter(pk=left.pk).update(live=False)
    Service.objects.filter(pk=closing.pk).update(closed_on=day(9, 1))
    Presence.objects.filter(uid=come.uid).delete()
    with on(day(5, 1)):
        assert follow() == 4
        assert follow() == 0
    gone.refresh_from_db()
    assert gone.until == day(5, 1)
    assert spells(left) == [(day(3, 1), day(5, 1))]
    assert spells(come) == [(day(5, 1), None)]
    assert spells(closing) == [(day(3, 1), day(9, 1))]


@pytest.mark.on_both
def test_following_costs_the_same_for_3_and_300_services(
    dso_a: Association, assert_same_queries: Callable[..., int]
) -> None:
    make_many(dso_a, 3)
    assert_same_queries(follow, lambda: make_many(dso_a, 297, start=3), at_most=2)


@pytest.mark.on_both
def test_publishing_again_costs_one_query_more(library: Service, queries: Callable[..., list[str]]) -> None:
    about = [sql for sql in queries(lambda: publish_service(service=stored(library))) if "_presence" in sql]
    assert len(about) == 1
