"""The day of verification moves by a verification alone (F1), and each stands in the log for good (F8)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.core.append_only import AppendOnlyError
from portal.tenancy.models import Association, Membership, StaffMember
from services_directory.actions import (
    close_service,
    delete_service,
    move_service,
    publish_service,
    record_verification,
    reopen_service,
    unpublish_service,
)
from services_directory.enums import Method, Result
from services_directory.importing.apply import apply_plan
from services_directory.importing.plan import make_plan
from services_directory.keeping import put_in_care
from services_directory.models import EntryCheck, Proposal, ProviderAsk, Service, Verification
from services_directory.verification.dates import last_day
from services_directory.verification.nightly import verification_nightly
from tests.services_directory.editing import form_of
from tests.services_directory.factories import make_service, record

from .days import day, on, stored

pytestmark = pytest.mark.django_db
FACTS = ("verified_on", "verified_how", "verify_by")


def facts(service: Service) -> tuple[Any, ...]:
    return tuple(getattr(stored(service), name) for name in FACTS)


@pytest.fixture
def library(dso_a: Association) -> Service:
    """Published on 1 March, verified on 2 March by phone."""
    with on(day(3, 1)):
        service = make_service(dso_a, name="Knihovna")
    with on(day(3, 2)):
        record_verification(service=stored(service), method=Method.PHONE)
    return stored(service)


# --- What does not move it ---------------------------------------------------------------------------
def edit(service: Service, **_more: Any) -> None:
    service.subject = "Půjčuje knihy."
    service.save()
    service.save_revision().publish()


def edit_with_days_of_its_own(service: Service, **_more: Any) -> None:
    service.verified_on, service.verified_how, service.verify_by = day(4, 1), Method.VISIT, day(12, 31)
    service.save()
    service.save_revision().publish()


def edit_in_the_admin(service: Service, *, manager: Any, association: Association, **_more: Any) -> None:
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(manager)
    address = reverse("wagtailsnippets_services_directory_service:edit", args=[service.pk])
    sent = form_of(service, association, subject="Půjčuje knihy.", verified_on="2020-01-01", verify_by="2040-01-01")
    assert client.post(address, sent).status_code == 302
    assert stored(service).subject == "Půjčuje knihy."


def import_it(service: Service, *, association: Association, **_more: Any) -> None:
    rows = [(0, record(association, 0, name="Knihovna a čítárna"))]
    apply_plan(association.site, make_plan(association.site, rows))
    assert stored(service).name == "Knihovna a čítárna"


def unpublish_and_publish(service: Service, **_more: Any) -> None:
    unpublish_service(service=service)
    publish_service(service=stored(service))


def restore_an_old_version(service: Service, **_more: Any) -> None:
    service.revisions.order_by("created_at").first().as_object().save_revision().publish()


def publish_what_was_read_before(service: Service, *, before: Service, **_more: Any) -> None:
    """Somebody had it open in the editor while another one verified it."""
    before.subject = "Půjčuje knihy."
    before.save_revision().publish()


def close_and_reopen(service: Service, **_more: Any) -> None:
    close_service(service=service)
    reopen_service(service=stored(service))


def move(service: Service, *, neighbour: Association, union_admin: Any, **_more: Any) -> None:
    Membership.objects.create(association=neighbour, municipality=service.municipality, joined_on=day(1, 1))
    move_service(service=service, association=neighbour, user=union_admin)


def let_a_night_pass(service: Service, **_more: Any) -> None:
    verification_nightly()


def find_nobody(service: Service, **_more: Any) -> None:
    record_verification(service=service, method=Method.PHONE, result=Result.UNREACHED)


@pytest.mark.spec("F1")
@pytest.mark.parametrize(
    "act",
    [
        edit,
        edit_with_days_of_its_own,
        edit_in_the_admin,
        import_it,
        unpublish_and_publish,
        restore_an_old_version,
        publish_what_was_read_before,
        close_and_reopen,
        move,
        let_a_night_pass,
        find_nobody,
    ],
)
def test_nothing_but_a_verification_moves_the_day(
    dso_a: Association, dso_b: Association, manager_a: Any, union_admin: Any, act: Callable[..., None]
) -> None:
    with on(day(3, 1)):
        service = make_service(dso_a, name="Knihovna")
        Service.objects.filter(pk=service.pk).update(source_id="test-0")
    before = stored(service)
    with on(day(3, 2)):
        record_verification(service=stored(service), method=Method.PHONE)
    was = facts(service)
    assert was == (day(3, 2), Method.PHONE, day(9, 2))
    with on(day(5, 1)):
        act(
            stored(service),
            association=dso_a,
            neighbour=dso_b,
            manager=manager_a,
            union_admin=union_admin,
            before=before,
        )
    assert facts(service) == was


# --- What moves it -----------------------------------------------------------------------------------
@pytest.mark.spec("F1")
@pytest.mark.parametrize("result", [Result.CONFIRMED, Result.CORRECTED, Result.CEASED])
def test_a_verification_moves_it(library: Service, result: str) -> None:
    with on(day(5, 1)):
        record_verification(service=library, method=Method.VISIT, result=result)
    assert facts(library) == (day(5, 1), Method.VISIT, day(11, 1))
    assert tuple(getattr(library, name) for name in FACTS) == facts(library)


@pytest.mark.spec("F1")
def test_one_noted_later_for_an_earlier_day_takes_nothing_back(library: Service) -> None:
    with on(day(5, 1)):
        record_verification(service=library, method=Method.LINK, on=day(2, 1))
    assert facts(library) == (day(3, 2), Method.PHONE, day(9, 2))
    assert [line.on for line in Verification.objects.filter(uid=library.uid)] == [day(3, 2), day(2, 1)]


@pytest.mark.spec("F1")
def test_two_who_verify_at_once_both_count_and_the_later_day_holds(library: Service) -> None:
    one, other = stored(library), stored(library)
    with on(day(5, 2)):
        record_verification(service=one, method=Method.PHONE, on=day(5, 2))
        record_verification(service=other, method=Method.MAIL, on=day(5, 1))
    assert facts(library) == (day(5, 2), Method.PHONE, day(11, 2))
    assert other.verified_on == day(5, 2)
    assert Verification.objects.filter(uid=library.uid).count() == 3


@pytest.mark.spec("F1")
def test_a_day_in_the_future_is_refused(library: Service) -> None:
    with on(day(5, 1)), pytest.raises(ValidationError):
        record_verification(service=library, method=Method.PHONE, on=day(5, 2))
    assert facts(library)[0] == day(3, 2)
    assert Verification.objects.filter(uid=library.uid).count() == 1


@pytest.mark.spec("F1")
def test_first_published_it_has_a_whole_period(dso_a: Association) -> None:
    with on(day(3, 31)):
        service = make_service(dso_a)
    assert facts(service) == (None, "", day(9, 30))
    with on(day(4, 9)):
        edit(stored(service))
    assert facts(service) == (None, "", day(9, 30))


def test_a_verification_settles_what_was_asked_before_it(library: Service) -> None:
    with on(day(5, 1)):
        old = EntryCheck.objects.create(service=library, reason="bounced", value="a@obec.test")
    with on(day(5, 9)):
        new = EntryCheck.objects.create(service=library, reason="bounced", value="b@obec.test")
        record_verification(service=library, method=Method.PHONE, on=day(5, 2))
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.settled_at is None, new.settled_at is None) == (False, True)
    assert stored(library).check_since == day(5, 9)


def test_saving_what_was_read_before_gives_no_former_keeper_back(library: Service, dso_a: Association) -> None:
    keeper = StaffMember.objects.create(site=dso_a.site, name="Jana Nová", position="Správkyně")
    before = stored(library)
    put_in_care(service=stored(library), keeper=keeper)
    before.save()
    before.save_revision().publish()
    assert stored(library).keeper == keeper


# --- The log ------------------------------------------------------------------------------------------
@pytest.mark.spec("F8")
def test_the_log_says_who_how_what_came_out_and_what_changed(library: Service, manager_a: Any) -> None:
    changes = [{"field": "phone", "label": "Telefon", "old": ["491 000 101"], "new": ["491 000 102"]}]
    line = record_verification(
        service=library,
        method=Method.PHONE,
        result=Result.CORRECTED,
        user=manager_a,
        told_by="Jana Nová",
        changes=changes,
        note="Volat dopoledne.",
    )
    line = Verification.objects.get(pk=line.pk)
    assert (line.uid, line.name, line.site_id) == (library.uid, "Knihovna", library.site_id)
    assert (line.method, line.result, line.on) == (Method.PHONE, Result.CORRECTED, timezone.localdate())
    assert line.recorded_by == (manager_a.get_full_name() or manager_a.get_username())
    assert (line.told_by, line.changes, line.note) == ("Jana Nová", changes, "Volat dopoledne.")


@pytest.mark.spec("F8")
def test_no_code_changes_or_deletes_a_line(library: Service) -> None:
    line = Verification.objects.get(uid=library.uid)
    lines = Verification.objects.filter(pk=line.pk)
    for forbidden in (
        line.save,
        line.delete,
        lines.delete,
        lambda: lines.update(result=Result.UNREACHED),
        lambda: Verification.objects.bulk_update([line], ["result"]),
    ):
        with pytest.raises(AppendOnlyError):
            forbidden()


@pytest.mark.spec("F8")
@pytest.mark.parametrize("statement", ["UPDATE {table} SET result = 'corrected'", "DELETE FROM {table}"])
def test_nor_does_a_statement_by_hand(library: Service, statement: str) -> None:
    sql = statement.format(table=Verification._meta.db_table)
    refused = pytest.raises(DatabaseError, match="never changed or deleted")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Verification.objects.get(uid=library.uid).result == Result.CONFIRMED


@pytest.mark.spec("F8")
def test_the_log_outlives_the_entry(library: Service) -> None:
    delete_service(service=library)
    assert Verification.objects.get(uid=library.uid).name == "Knihovna"
    with pytest.raises(Service.DoesNotExist):
        record_verification(service=library, method=Method.PHONE)


@pytest.mark.spec("F8")
def test_a_moved_entry_leaves_its_lines_and_its_keeper_and_takes_what_waits(
    library: Service, dso_a: Association, dso_b: Association, union_admin: Any
) -> None:
    keeper = StaffMember.objects.create(site=dso_a.site, name="Jana Nová", position="Správkyně")
    planned = day(3, 6)
    Service.objects.filter(pk=library.pk).update(keeper=keeper, planned_for=planned)
    ask = ProviderAsk.objects.create(
        site=dso_a.site,
        service=library,
        service_name="Knihovna",
        key="k" * 43,
        recipient="knihovna@obec.test",
        due_on=day(9, 2),
        expires_at=timezone.now() + timedelta(days=45),
    )
    proposal = Proposal.objects.create(site=dso_a.site, service=library, ask=ask)
    Membership.objects.create(association=dso_b, municipality=library.municipality, joined_on="2020-01-01")
    before = stored(library)
    move_service(service=before, association=dso_b, user=union_admin)
    moved = stored(library)
    assert (moved.keeper, moved.planned_for, moved.verify_by) == (None, None, last_day(day(3, 2), 6))
    assert Verification.objects.get(uid=library.uid).site_id == dso_a.site_id
    for row in (ask, proposal):
        row.refresh_from_db()
        assert row.site_id == dso_b.site_id
