"""What a user may do, read in one statement for each request (decision 36).

Django and Wagtail ask for the groups of a user, for the permissions of the user and of the groups, and for those
on sites, pages and collections: six statements and more. Here they are one, and the answers stand on the user
object where Django and Wagtail look before they ask. Nothing is kept longer than that object, so a right that is
taken away is gone at the next request.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, connections
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
        permission = _permission(row.permission, row.codename, row.content_type)
        match row.kind:
            case "own":
                rights.own.add(f"{row.app_label}.{row.codename}")
            case "of_group":
                rights.of_groups.add(f"{row.app_label}.{row.codename}")
            case "site":
                held = (row.permission, row.codename, row.content_type)
                rights.on_sites.append(_on_site(row.pk, row.group, row.on, held))
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


ANYBODY = -1
"""No user's key, nor any other value in the statement."""
MOST = 50_000
"""Rows of rights kept as objects: those of three hundred associations whose people work at once."""
NONE, EMPTY = Value(0, BigIntegerField()), Value("", CharField())
HELD = ("permission_id", "permission__codename", "permission__content_type_id", "permission__content_type__app_label")


def _rows(user: Any) -> Iterator[_Row]:
    users: Any = type(user)
    sql, parameters = _statement(users)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, [user.pk if value == ANYBODY else value for value in parameters])
        return map(_Row._make, cursor.fetchall())


@cache
def _statement(users: Any) -> tuple[str, tuple[Any, ...]]:
    """The question with `ANYBODY` for the user's key, put together once: that takes longer than its answer."""
    groups = users.groups.through.objects.filter(user=ANYBODY)
    own = users.user_permissions.through.objects.filter(user=ANYBODY)
    of_groups = Group.permissions.through.objects.filter(group__user=ANYBODY)
    on_sites = GroupSitePermission.objects.filter(group__user=ANYBODY)
    on_pages = GroupPagePermission.objects.filter(group__user=ANYBODY)
    on_collections = GroupCollectionPermission.objects.filter(group__user=ANYBODY)
    found = groups.values_list(_kind("group"), "pk", "group_id", NONE, "group__name", NONE, EMPTY, NONE, EMPTY).union(
        own.values_list(_kind("own"), "pk", NONE, NONE, EMPTY, *HELD),
        of_groups.values_list(_kind("of_group"), "pk", "group_id", NONE, EMPTY, *HELD),
        on_sites.values_list(_kind("site"), "pk", "group_id", "site_id", EMPTY, *HELD),
        on_pages.values_list(_kind("page"), "pk", "group_id", "page_id", "page__path", *HELD),
        on_collections.values_list(_kind("collection"), "pk", "group_id", "collection_id", "collection__path", *HELD),
        all=True,
    )
    return found.query.sql_with_params()


@lru_cache(maxsize=MOST)
def _permission(pk: int, codename: str, content_type: int) -> Permission:
    """Nothing of it but what is said here is asked for, so one object serves everybody who holds it."""
    return Permission(pk=pk, codename=codename, content_type_id=content_type)


@lru_cache(maxsize=MOST)
def _on_site(pk: int, group: int, site: int, held: tuple[int, str, int]) -> GroupSitePermission:
    return GroupSitePermission(pk=pk, group_id=group, site_id=site, permission=_permission(*held))


def _kind(name: str) -> Value:
    return Value(name, CharField())


def _placed[M: Model](model: type[M], row: _Row) -> M:
    """A node of a tree of which no more is known than where it stands."""
    depth = len(row.text) // model.steplen  # type: ignore[attr-defined]
    return model.from_db("default", ["id", "path", "depth"], [row.on, row.text, depth])
