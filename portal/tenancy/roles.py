"""Roles are code (decision 5): who may do what, synced to the database and asserted exactly.

A feature says in ``AppConfig.ready()`` what each role may do with its models. Grants on tenant-owned
models become permissions *on the association's site*; a group of an association never holds the plain
model permission, which would reach over all tenants.
"""

from collections import defaultdict
from enum import StrEnum

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, GroupSitePermission, Page

from .boundary import is_tenant_model
from .models import Association

CRUD = frozenset({"add", "change", "delete", "view"})


class Role(StrEnum):
    """The mayor is no role here: mayors have no account, only personal links."""

    EDITOR = "editor"
    MANAGER = "manager"
    UNION_REVIEWER = "union-reviewer"
    UNION_ADMIN = "union-admin"


ASSOCIATION_ROLES = (Role.MANAGER, Role.EDITOR)
UNION_ROLES = (Role.UNION_REVIEWER, Role.UNION_ADMIN)
UNION_GROUPS = tuple(str(role) for role in UNION_ROLES)

PAGE_ACTIONS: dict[Role, frozenset[str]] = {
    Role.EDITOR: frozenset({"add", "change"}),
    Role.MANAGER: frozenset({"add", "change", "publish"}),
    Role.UNION_REVIEWER: frozenset({"change", "publish"}),
    Role.UNION_ADMIN: frozenset({"add", "change", "publish", "lock", "unlock", "bulk_delete"}),
}
FILE_ACTIONS: dict[Role, frozenset[str]] = {
    Role.EDITOR: frozenset({"add", "change", "choose"}),
    Role.MANAGER: frozenset({"add", "change", "delete", "choose"}),
    Role.UNION_REVIEWER: frozenset({"choose"}),
    Role.UNION_ADMIN: frozenset({"add", "change", "delete", "choose"}),
}
# Wagtail's own menus that know no tenants (users, groups, sites, redirects, workflows): the Union's only.
UNION_ADMIN_APPS = (
    ("users", "user", CRUD),
    ("wagtailcore", "site", frozenset({"view", "change"})),
    ("wagtailcore", "locale", frozenset({"add", "change", "view"})),
    ("wagtailcore", "workflow", frozenset({"add", "change", "view"})),
    ("wagtailcore", "task", frozenset({"add", "change", "view"})),
    ("wagtailredirects", "redirect", CRUD),
)

_grants: dict[type[Model], dict[Role, set[str]]] = defaultdict(lambda: defaultdict(set))


def grant(role: Role, model: type[Model], actions: set[str] | frozenset[str]) -> None:
    """Let `role` do `actions` (add, change, delete, view or a permission of the model's own) with `model`.

    Raises ValueError for an association's role and a model that belongs to no association.
    """
    if role in ASSOCIATION_ROLES and not is_tenant_model(model):
        raise ValueError(f"{role} may only be granted tenant-owned models, {model._meta.label} is none")
    _grants[model][role] |= set(actions)


def granted(role: Role) -> dict[type[Model], frozenset[str]]:
    """What `role` may do, by model; the role tests assert it exactly."""
    return {model: frozenset(roles[role]) for model, roles in _grants.items() if roles.get(role)}


def permission_for(model: type[Model], action: str) -> Permission:
    """The database's permission for `action` on `model`, made if migrations haven't yet."""
    content_type = ContentType.objects.get_for_model(model)
    codename = f"{action}_{model._meta.model_name}" if action in CRUD else action
    permission, _made = Permission.objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": f"Can {action} {model._meta.verbose_name_raw}"}
    )
    return permission


def admin_access() -> Permission:
    return Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")


def file_permissions(role: Role) -> list[Permission]:
    return [
        Permission.objects.get(content_type__app_label=app_label, codename=f"{action}_{kind}")
        for app_label, kind in (("wagtailimages", "image"), ("wagtaildocs", "document"))
        for action in sorted(FILE_ACTIONS[role])
    ]


@transaction.atomic
def sync_roles() -> None:
    """Write the roles of the Union and of every association; idempotent, takes away what no role holds."""
    for role in UNION_ROLES:
        sync_union_role(role)
    for association in Association.objects.select_related("manager_group", "editor_group"):
        sync_association_roles(association)


def sync_union_role(role: Role) -> Group:
    """Write one of the Union's groups: plain permissions, all pages, all files."""
    group, _made = Group.objects.get_or_create(name=str(role))
    permissions = [admin_access()]
    for model, actions in granted(role).items():
        permissions += [permission_for(model, action) for action in sorted(actions)]
    if role is Role.UNION_ADMIN:
        for app_label, model_name, actions in UNION_ADMIN_APPS:
            model = apps.get_model(app_label, model_name)
            permissions += [permission_for(model, action) for action in sorted(actions)]
    group.permissions.set(permissions)
    tree, files = Page.objects.get(depth=1), Collection.get_first_root_node()
    _set_page_permissions(group, tree, PAGE_ACTIONS[role])
    _set_file_permissions(group, files, role)
    return group


def sync_association_roles(association: Association) -> None:
    """Write the association's two groups: its page tree, its files, its own rows, and nothing else."""
    trees = list(association.root_page.get_translations(inclusive=True))
    for role, group in ((Role.MANAGER, association.manager_group), (Role.EDITOR, association.editor_group)):
        group.permissions.set([admin_access()])
        wanted = {
            permission_for(model, action).pk for model, actions in granted(role).items() for action in sorted(actions)
        }
        held = GroupSitePermission.objects.filter(group=group)
        held.exclude(site_id=association.site_id, permission_id__in=wanted).delete()
        present = set(held.values_list("permission_id", flat=True))
        GroupSitePermission.objects.bulk_create(
            GroupSitePermission(group=group, site_id=association.site_id, permission_id=pk)
            for pk in sorted(wanted - present)
        )
        GroupPagePermission.objects.filter(group=group).exclude(page__in=trees).delete()
        for tree in trees:
            _set_page_permissions(group, tree, PAGE_ACTIONS[role])
        _set_file_permissions(group, association.collection, role)


def _set_page_permissions(group: Group, page: Page, actions: frozenset[str]) -> None:
    wanted = {
        Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page").pk
        for action in actions
    }
    held = GroupPagePermission.objects.filter(group=group, page=page)
    held.exclude(permission_id__in=wanted).delete()
    present = set(held.values_list("permission_id", flat=True))
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=page, permission_id=pk) for pk in sorted(wanted - present)
    )


def _set_file_permissions(group: Group, collection: Collection, role: Role) -> None:
    wanted = {permission.pk for permission in file_permissions(role)}
    held = GroupCollectionPermission.objects.filter(group=group)
    held.exclude(collection=collection, permission_id__in=wanted).delete()
    present = set(held.values_list("permission_id", flat=True))
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=collection, permission_id=pk)
        for pk in sorted(wanted - present)
    )
