"""Each association's own rules: a shorter period, never a longer one (F1); the days of its services follow."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.jobs.registry import registered
from portal.programme.models import Programme, Threshold
from portal.tenancy.models import Association, StaffMember
from services_directory.actions import record_verification
from services_directory.enums import Method
from services_directory.models import Service, VerificationPolicy
from services_directory.verification.dates import THRESHOLD, last_day
from services_directory.verification.nightly import verification_nightly
from services_directory.verification.policy import policy_of, recompute_days, set_policy
from tests.services_directory.factories import make_many, make_service

from .days import day, on, stored

pytestmark = pytest.mark.django_db


def sink_the_limit(months: int, since: date) -> None:
    programme, _new = Programme.objects.get_or_create(
        code="six_months", defaults={"starts_on": date(2000, 1, 1), "ends_on": date(2100, 1, 1), "name": "Program"}
    )
    Threshold.objects.create(
        programme=programme,
        code=THRESHOLD,
        name="Ověření služby",
        value=Decimal(months),
        unit="months",
        valid_from=since,
    )


def keeper_of(association: Association, name: str = "Jana Nová") -> StaffMember:
    return StaffMember.objects.create(site=association.site, name=name, position="Správkyně")


def client_of(user: Any) -> Client:
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(user)
    return client


@pytest.mark.spec("F1")
def test_a_shorter_period_moves_the_days_of_its_own_services_only(dso_a: Association, dso_b: Association) -> None:
    with on(day(3, 1)):
        never, verified, elsewhere = make_service(dso_a), make_service(dso_a), make_service(dso_b)
        record_verification(service=stored(verified), method=Method.PHONE)
    with on(day(4, 1)):
        set_policy(site=dso_a.site, months=3)
    assert [stored(service).verify_by for service in (never, verified, elsewhere)] == [
        day(6, 1),
        day(6, 1),
        day(9, 1),
    ]
    with on(day(4, 2)):
        set_policy(site=dso_a.site, months=None)
    assert stored(never).verify_by == day(9, 1)


@pytest.mark.spec("F1")
def test_a_longer_period_than_the_unions_is_refused(dso_a: Association) -> None:
    with pytest.raises(ValidationError) as refused:
        set_policy(site=dso_a.site, months=7)
    assert list(refused.value.message_dict) == ["months"]
    assert "6" in refused.value.message_dict["months"][0]
    with pytest.raises(ValidationError):
        set_policy(site=dso_a.site, months=0)
    assert not VerificationPolicy.objects.exists()


def test_a_keeper_of_another_association_is_refused(dso_a: Association, dso_b: Association) -> None:
    with pytest.raises(ValidationError) as refused:
        set_policy(site=dso_a.site, default_keeper=keeper_of(dso_b))
    assert list(refused.value.message_dict) == ["default_keeper"]


def test_without_rules_of_its_own_the_unions_hold(dso_a: Association) -> None:
    policy = policy_of(dso_a.site_id)
    assert (policy.pk, policy.months, policy.default_keeper, policy.asks_providers) == (None, None, None, True)


@pytest.mark.spec("F1")
def test_when_the_unions_limit_sinks_the_night_brings_all_days_down(dso_a: Association, dso_b: Association) -> None:
    with on(day(3, 1)):
        own, elsewhere = make_service(dso_a), make_service(dso_b)
        set_policy(site=dso_a.site, months=4)
        sink_the_limit(3, day(4, 1))
        assert verification_nightly()["days"] == 0
    with on(day(4, 1)):
        assert verification_nightly()["days"] == 2
        assert verification_nightly()["days"] == 0
    assert (stored(own).verify_by, stored(elsewhere).verify_by) == (day(6, 1), day(6, 1))


def test_only_days_that_differ_are_written_and_open_data_hears_of_them(dso_a: Association) -> None:
    with on(day(3, 1)):
        wrong, right = make_service(dso_a), make_service(dso_a)
    Service.objects.filter(pk=wrong.pk).update(verify_by=day(1, 1))
    before = stored(right).changed_at
    with on(day(3, 2)):
        assert recompute_days() == 1
        assert stored(wrong).changed_at == timezone.now()
    assert (stored(wrong).verify_by, stored(right).changed_at) == (day(9, 1), before)


def test_recomputing_costs_the_same_for_3_and_300_services(
    dso_a: Association, assert_same_queries: Callable[..., int]
) -> None:
    make_many(dso_a, 3)
    assert_same_queries(recompute_days, lambda: make_many(dso_a, 297, start=3), at_most=4)


def test_the_night_is_a_job_of_the_portal() -> None:
    assert registered()["services_directory.verification_nightly"].function is verification_nightly


# --- In the admin ------------------------------------------------------------------------------------
@pytest.mark.spec("F1")
def test_a_manager_sets_the_rules_and_a_longer_period_is_refused_at_the_field(
    dso_a: Association, manager_a: Any
) -> None:
    service, keeper, client = make_service(dso_a), keeper_of(dso_a), client_of(manager_a)
    index, add = reverse("verification_policies:index"), reverse("verification_policies:add")
    assert client.get(index)["Location"] == add
    sent = {"months": "9", "default_keeper": keeper.pk, "asks_providers": "on"}
    answer = client.post(add, sent)
    assert answer.status_code == 200
    assert "months" in answer.context["form"].errors
    assert client.post(add, {**sent, "months": "3"}).status_code == 302
    policy = VerificationPolicy.objects.get()
    assert (policy.site, policy.months, policy.default_keeper) == (dso_a.site, 3, keeper)
    assert stored(service).verify_by == last_day(timezone.localdate(), 3)
    edit = reverse("verification_policies:edit", args=[policy.pk])
    assert client.get(index)["Location"] == edit
    assert client.post(edit, {**sent, "months": ""}).status_code == 302
    assert stored(service).verify_by == last_day(timezone.localdate(), 6)


def test_the_keeper_is_chosen_from_the_own_people(dso_a: Association, dso_b: Association, manager_a: Any) -> None:
    foreign, client = keeper_of(dso_b, "Cizí člověk"), client_of(manager_a)
    add = reverse("verification_policies:add")
    assert "Cizí člověk" not in client.get(add).content.decode()
    answer = client.post(add, {"months": "", "default_keeper": foreign.pk, "asks_providers": "on"})
    assert "default_keeper" in answer.context["form"].errors
    assert not VerificationPolicy.objects.exists()


def test_the_union_sees_all_rules_and_editors_set_none(
    dso_a: Association, dso_b: Association, union_admin: Any, editor_a: Any
) -> None:
    set_policy(site=dso_a.site, months=3)
    set_policy(site=dso_b.site, months=4, asks_providers=False)
    page = client_of(union_admin).get(reverse("verification_policies:index")).content.decode()
    assert dso_a.short_name in page
    assert dso_b.short_name in page
    answer = client_of(editor_a).get(reverse("verification_policies:add"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("wagtailadmin_home")


def test_the_unions_list_makes_the_same_queries_for_one_and_more_rules(
    dso_a: Association, dso_b: Association, union_admin: Any, assert_same_queries: Callable[..., int]
) -> None:
    set_policy(site=dso_a.site, months=3, default_keeper=keeper_of(dso_a))
    client = client_of(union_admin)

    def grow() -> None:
        set_policy(site=dso_b.site, months=4, default_keeper=keeper_of(dso_b))

    assert_same_queries(lambda: client.get(reverse("verification_policies:index")), grow)
