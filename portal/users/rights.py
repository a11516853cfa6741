"""What a user may do, read in one statement for each request (decision 36).

Django and Wagtail ask for the groups of a user, for the permissions of the user and of the groups, and for those
on sites, pages and collections: six statements and more. Here they are one, and the answers stand on the user
object where Django and Wagtail look before they ask. Nothing is kept longer than that object, so a right that is
taken away is gone at the next request.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.models import Group, Permission
from django.db.models import BigIntegerField, CharField, Model, Value
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, GroupSitePermission, Page


@dataclass
class Rights:
    """The groups of a user and what the user holds, by itself and through them."""

    groups: dict[str, int] = field(default_factory=dict)
    """Ids of the groups by their names."""
    own: set[str] = field(default_factory=set)
    of_groups: set[str] = field(default_factory=set)
    on_sites: list[GroupSitePermission] = field(default_factory=list)
    on_pages: list[GroupPagePermission] = field(default_factory=list)
    on_collections: list[GroupCollectionPermission] = field(default_factory=list)


def read(user: Any) -> Rights:
    """What `user` holds now. Pages and collections know their id and path; what else is asked of them is read then."""
    rights = Rights()
    for row in _rows(user):
        if row.kind == "group":
            rights.groups[row.text] = row.group
            continue
        permission = Permission(pk=row.permission, codename=row.codename, content_type_id=row.content_type)
        match row.kind:
            case "own":
                rights.own.add(f"{row.app_label}.{row.codename}")
            case "of_group":
                rights.of_groups.add(f"{row.app_label}.{row.codename}")
            case "site":
                rights.on_sites.append(
                    GroupSitePermission(pk=row.pk, group_id=row.group, site_id=row.on, permission=permission)
                )
            case "page":
                page = _placed(Page, row)
                rights.on_pages.append(
                    GroupPagePermission(pk=row.pk, group_id=row.group, page=page, permission=permission)
                )
            case "collection":
                collection = _placed(Collection, row)
                rights.on_collections.append(
                    GroupCollectionPermission(
                        pk=row.pk, group_id=row.group, collection=collection, permission=permission
                    )
                )
    return rights


class _Row(NamedTuple):
    kind: str
    pk: int
    group: int
    on: int
    """Id of the site, page or collection."""
    text: str
    """The group's name; the path of the page or collection."""
    permission: int
    codename: str
    content_type: int
    app_label: str


NONE, EMPTY = Value(0, BigIntegerField()), Value("", CharField())
HELD = ("permission_id", "permission__codename", "permission__content_type_id", "permission__content_type__app_label")


def _rows(user: Any) -> Iterator[_Row]:
    groups = type(user).groups.through.objects.filter(user=user)
    own = type(user).user_permissions.through.objects.filter(user=user)
    of_groups = Group.permissions.through.objects.filter(group__user=user)
    on_sites = GroupSitePermission.objects.filter(group__user=user)
    on_pages = GroupPagePermission.objects.filter(group__user=user)
    on_collections = GroupCollectionPermission.objects.filter(group__user=user)
    found = groups.values_list(_kind("group"), "pk", "group_id", NONE, "group__name", NONE, EMPTY, NONE, EMPTY).union(
        own.values_list(_kind("own"), "pk", NONE, NONE, EMPTY, *HELD),
        of_groups.values_list(_kind("of_group"), "pk", "group_id", NONE, EMPTY, *HELD),
        on_sites.values_list(_kind("site"), "pk", "group_id", "site_id", EMPTY, *HELD),
        on_pages.values_list(_kind("page"), "pk", "group_id", "page_id", "page__path", *HELD),
        on_collections.values_list(_kind("collection"), "pk", "group_id", "collection_id", "collection__path", *HELD),
        all=True,
    )
    return map(_Row._make, found)


def _kind(name: str) -> Value:
    return Value(name, CharField())


def _placed[M: Model](model: type[M], row: _Row) -> M:
    """A node of a tree of which no more is known than where it stands."""
    depth = len(row.text) // model.steplen  # type: ignore[attr-defined]
    return model.from_db("default", ["id", "path", "depth"], [row.on, row.text, depth])
