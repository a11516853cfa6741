"""Who is on duty instead of whom (U2)."""

from typing import Any

import pytest

from portal.tenancy.absences.duty import (
    addresses_on_duty,
    cases_of,
    duty_on,
    managers_on_duty,
    on_duty,
    stands_in_for,
    union_on_duty,
)
from portal.tenancy.models import Association, StaffMember, Union
from portal.tenancy.roles import Role

from ..factories import make_user
from .days import FIRST, LAST, ONE_DAY, at, away

pytestmark = [pytest.mark.django_db, pytest.mark.spec("U2")]


def test_the_deputy_is_there_from_the_first_day_to_the_last(manager_a: Any, editor_a: Any) -> None:
    away(manager_a, editor_a)
    days = [FIRST - ONE_DAY, FIRST, LAST, LAST + ONE_DAY]
    assert [on_duty(manager_a, day) == editor_a for day in days] == [False, True, True, False]
    assert [stands_in_for(editor_a, day) == [manager_a] for day in days] == [False, True, True, False]
    assert on_duty(editor_a, FIRST) == editor_a


def test_days_are_czech_days(manager_a: Any, editor_a: Any) -> None:
    away(manager_a, editor_a, FIRST, FIRST)
    for moment, expected in (
        (at(FIRST - ONE_DAY, 23, 59), manager_a),
        (at(FIRST, 0, 1), editor_a),
        (at(FIRST, 23, 59), editor_a),
        (at(FIRST + ONE_DAY, 0, 1), manager_a),
    ):
        with moment:
            assert on_duty(manager_a) == expected


def test_a_deputy_who_is_away_too_has_a_deputy_and_both_have_their_cases_there(
    manager_a: Any, editor_a: Any, union_admin: Any
) -> None:
    away(manager_a, editor_a)
    away(editor_a, union_admin, LAST, LAST)
    assert [on_duty(manager_a, day) for day in (FIRST, LAST)] == [editor_a, union_admin]
    assert {user.pk for user in stands_in_for(union_admin, LAST)} == {manager_a.pk, editor_a.pk}
    with at(LAST):
        assert set(cases_of(union_admin)) == {union_admin.pk, manager_a.pk, editor_a.pk}
        assert cases_of(union_admin)[0] == union_admin.pk


def test_mail_in_a_circle_goes_to_the_manager_who_is_there_else_to_the_centre(
    dso_a: Association, manager_a: Any, editor_a: Any
) -> None:
    Association.objects.filter(pk=dso_a.pk).update(email="centrum@example.org")
    second = make_user(Role.EDITOR, dso_a, "horni-second")
    away(editor_a, second)
    away(second, editor_a)
    assert on_duty(editor_a, FIRST) == editor_a
    assert addresses_on_duty([editor_a, second], FIRST) == (manager_a.email,)
    away(manager_a, editor_a)
    assert addresses_on_duty([editor_a], FIRST) == ("centrum@example.org",)


def test_a_closed_account_stands_in_for_nobody(manager_a: Any, editor_a: Any) -> None:
    away(editor_a, union_user := make_user(Role.UNION_REVIEWER))
    union_user.is_active = False
    union_user.save()
    assert addresses_on_duty([editor_a], FIRST) == (manager_a.email,)
    assert on_duty(editor_a, FIRST) == editor_a
    assert stands_in_for(union_user, FIRST) == []


def test_an_address_of_the_person_is_the_deputys_too_whatever_its_case(
    dso_a: Association, manager_a: Any, editor_a: Any
) -> None:
    StaffMember.objects.create(
        site=dso_a.site, name="Jana", position="manažerka", email="Jana@Horni.test", user=manager_a
    )
    away(manager_a, editor_a)
    given = ["jana@horni.TEST", manager_a.email.upper(), "jiny@horni.test", ""]
    assert addresses_on_duty(given, FIRST) == (editor_a.email, "jiny@horni.test")
    assert addresses_on_duty(given, LAST + ONE_DAY) == tuple(given[:3])


def test_managers_and_the_union_are_reached_through_their_deputies(
    dso_a: Association, manager_a: Any, editor_a: Any, union_admin: Any, union_reviewer: Any
) -> None:
    away(manager_a, editor_a)
    away(union_admin, union_reviewer)
    assert managers_on_duty(dso_a.site_id, FIRST) == (editor_a.email,)
    assert managers_on_duty(dso_a.site_id, LAST + ONE_DAY) == (manager_a.email,)
    assert union_on_duty(FIRST) == (union_reviewer.email,)
    Union.objects.update(email="svaz@example.org")
    assert union_on_duty(FIRST) == ("svaz@example.org",)


def test_everybody_away_is_read_in_one_query(manager_a: Any, editor_a: Any, queries: Any) -> None:
    away(manager_a, editor_a)
    assert len(queries(lambda: duty_on(FIRST).address(manager_a.email))) == 1
