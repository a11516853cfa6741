"""A page of the admin asks the database little (decision 36), and what it remembers weakens nobody's boundary."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupPagePermission, GroupSitePermission

from contact_centre.models import Activity
from portal.core.counting import count_together
from portal.tenancy.boundary import is_union_user, page_trees_of, visible_to
from portal.tenancy.models import Association
from portal.users.models import User
from tests.contact_centre.factories import many_activities

pytestmark = pytest.mark.django_db

REGISTER, HOME = "/admin/contact_centre/activity/", "/admin/"
REGISTER_AT_MOST = 10


def again(user: Any) -> User:
    """The user as the next request sees them."""
    return User.objects.get(pk=user.pk)


def test_the_register_asks_ten_times_for_the_whole_page(
    client: Client,
    dso_a: Association,
    manager_a: Any,
    queries: Callable[[Callable[[], Any]], list[str]],
    remembering: None,
) -> None:
    many_activities(dso_a, 5)
    client.force_login(manager_a)
    client.get(REGISTER, headers={"host": "horni.localhost"})
    asked = queries(lambda: client.get(REGISTER, headers={"host": "horni.localhost"}))
    assert len(asked) <= REGISTER_AT_MOST, "\n".join(asked)


def test_rights_are_one_question(manager_a: Any, queries: Callable[[Callable[[], Any]], list[str]]) -> None:
    user = again(manager_a)

    def ask() -> None:
        assert user.has_perm("wagtailadmin.access_admin")
        assert not user.has_perm("users.add_user")
        assert not is_union_user(user)
        assert page_trees_of(user)
        list(visible_to(user, Activity.objects.all()))

    assert len(queries(ask)) == 2


@pytest.mark.spec("T1")
def test_a_right_that_is_taken_away_is_gone_at_the_next_request(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    many_activities(dso_a, 1)
    client.force_login(manager_a)
    host = {"host": "horni.localhost"}
    assert client.get(REGISTER, headers=host).status_code == 200
    GroupSitePermission.objects.filter(group=dso_a.manager_group, permission__content_type__model="activity").delete()
    assert client.get(REGISTER, headers=host).status_code != 200
    assert not visible_to(again(manager_a), Activity.objects.all()).exists()


@pytest.mark.spec("T1")
def test_who_leaves_the_group_is_out_at_the_next_request(client: Client, dso_a: Association, manager_a: Any) -> None:
    client.force_login(manager_a)
    host = {"host": "horni.localhost"}
    assert client.get(HOME, headers=host).status_code == 200
    manager_a.groups.clear()
    assert client.get(HOME, headers=host).status_code != 200
    assert page_trees_of(again(manager_a)) == []
    manager_a.groups.add(dso_a.manager_group)
    assert client.get(HOME, headers=host).status_code == 200
    User.objects.filter(pk=manager_a.pk).update(is_active=False)
    assert client.get(HOME, headers=host).status_code != 200


@pytest.mark.spec("T1")
def test_rights_are_those_the_database_holds(manager_a: Any, union_admin: Any) -> None:
    """What is read at once is what Django and Wagtail would read one by one."""
    for user in (again(manager_a), again(union_admin)):
        rights = user.rights
        assert rights.groups == dict(user.groups.values_list("name", "pk"))
        held = Group.objects.filter(user=user).values_list(
            "permissions__content_type__app_label", "permissions__codename"
        )
        assert rights.of_groups == {f"{app}.{name}" for app, name in held}
        on_sites = GroupSitePermission.objects.filter(group__user=user)
        assert {(held.pk, held.site_id, held.permission.codename) for held in rights.on_sites} == set(
            on_sites.values_list("pk", "site", "permission__codename")
        )
        on_pages = GroupPagePermission.objects.filter(group__user=user).select_related("page")
        assert {(held.pk, held.page.path, held.page.depth, held.page.title) for held in rights.on_pages} == {
            (held.pk, held.page.path, held.page.depth, held.page.title) for held in on_pages
        }
        assert {held.collection.name for held in rights.on_collections}


def test_a_new_name_of_the_association_shows_at_once(client: Client, dso_a: Association, manager_a: Any) -> None:
    client.force_login(manager_a)
    host = {"host": "horni.localhost"}
    assert dso_a.short_name in client.get(HOME, headers=host).content.decode()
    dso_a.short_name = "Přejmenovaní"
    dso_a.save()
    assert "Přejmenovaní" in client.get(HOME, headers=host).content.decode()


def test_counts_of_several_lists_are_one_question(
    dso_a: Association, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    many_activities(dso_a, 2)  # and their pattern
    rows = Activity.objects.all()
    lists = [rows, rows.none(), rows.filter(title=""), rows.order_by("-pk")]
    assert count_together(lists) == [3, 0, 0, 3]
    assert count_together([rows.none(), rows]) == [0, 3]
    assert count_together([rows]) == [3]
    assert count_together([]) == []
    assert len(queries(lambda: count_together(lists))) == 1
