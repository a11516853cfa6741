"""Each role may do this and nothing more."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission, GroupSitePermission

from portal.tenancy.boundary import is_tenant_model
from portal.tenancy.models import Association
from portal.tenancy.roles import ASSOCIATION_ROLES, Role, granted, permission_for, sync_roles

pytestmark = pytest.mark.django_db


def group_of(association: Association, role: Role) -> Any:
    return association.manager_group if role is Role.MANAGER else association.editor_group


@pytest.mark.parametrize("role", ASSOCIATION_ROLES)
def test_an_associations_role_holds_no_permission_beyond_its_site(dso_a: Association, role: Role) -> None:
    group = group_of(dso_a, role)
    assert {p.codename for p in group.permissions.all()} == {"access_admin"}
    expected = {permission_for(model, action).pk for model, actions in granted(role).items() for action in actions}
    held = GroupSitePermission.objects.filter(group=group)
    assert set(held.values_list("permission_id", flat=True)) == expected
    assert set(held.values_list("site_id", flat=True)) == {dso_a.site_id}


@pytest.mark.parametrize(
    ("role", "actions"), [(Role.EDITOR, {"add", "change"}), (Role.MANAGER, {"add", "change", "publish"})]
)
def test_pages_are_reached_only_in_the_own_tree(dso_a: Association, role: Role, actions: set[str]) -> None:
    held = GroupPagePermission.objects.filter(group=group_of(dso_a, role))
    trees = set(dso_a.root_page.get_translations(inclusive=True).values_list("pk", flat=True))
    assert {row.page_id for row in held} == trees
    assert {row.permission.codename.removesuffix("_page") for row in held} == actions


def test_syncing_takes_away_what_no_role_holds(dso_a: Association, dso_b: Association) -> None:
    stray = Permission.objects.get(content_type__app_label="users", codename="change_user")
    dso_a.manager_group.permissions.add(stray)
    some = GroupSitePermission.objects.filter(group=dso_a.manager_group).first()
    assert some is not None
    GroupSitePermission.objects.create(group=dso_a.manager_group, site=dso_b.site, permission=some.permission)
    sync_roles()
    assert stray not in dso_a.manager_group.permissions.all()
    assert set(GroupSitePermission.objects.filter(group=dso_a.manager_group).values_list("site_id", flat=True)) == {
        dso_a.site_id
    }


def test_a_role_of_an_association_is_only_granted_tenant_models() -> None:
    for role in ASSOCIATION_ROLES:
        assert all(is_tenant_model(model) for model in granted(role))


@pytest.mark.spec("A5")
def test_the_union_is_granted_nothing_personal(union_admin: Any, union_reviewer: Any) -> None:
    for user in (union_admin, union_reviewer):
        for codename in ("view", "change", "delete"):
            assert not user.has_perm(f"contact_centre.{codename}_citizenrequest")
