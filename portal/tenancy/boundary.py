"""The isolation boundary (decision 4): which rows a user may meet at all, and where Wagtail asks.

Everything tenant-owned goes through `visible_to`; nothing else filters tenants by hand. The generated
test in ``tests/tenancy/test_isolation.py`` walks every registered model and every admin address.
"""

from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.models import Collection, GroupPagePermission, Page, Site
from wagtail.permission_policies.sites import SitePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from .models import SiteOwned
from .querysets import ANY_ACTION

_tenant_models: list[type[SiteOwned]] = []


def register_tenant_model(model: type[SiteOwned]) -> None:
    """Scope `model` by site everywhere Wagtail asks its policy. Call it in ``AppConfig.ready()``."""
    register_permission_policy(model, SitePermissionPolicy(model))
    _tenant_models.append(model)


def tenant_models() -> tuple[type[SiteOwned], ...]:
    """Every model behind the boundary, in the order of registration; the isolation test walks them."""
    return tuple(_tenant_models)


def is_tenant_model(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, SiteOwned)


def visible_to(user: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The part of `queryset` that `user` may know about; other models than tenant-owned ones pass whole."""
    if not is_tenant_model(queryset.model):
        return queryset
    # By the site itself, not by a list of all the rows' keys: the database then walks the index of the list.
    sites = policy_registry.get_by_type(queryset.model).sites_user_has_any_permission_for(user, list(ANY_ACTION))
    return queryset.filter(site__in=sites)


def sites_of(user: Any, model: type[Model], *actions: str) -> QuerySet[Site]:
    """Sites in which `user` may do one of `actions` to rows of `model`."""
    return SitePermissionPolicy(model).sites_user_has_any_permission_for(user, list(actions))


def page_trees_of(user: Any) -> list[str]:
    """Tree paths of the pages on which `user` holds a permission; asked once per user object."""
    cached: list[str] | None = getattr(user, "_portal_page_trees", None)
    if cached is None:
        held = GroupPagePermission.objects.filter(group__user=user)
        cached = sorted(held.values_list("page__path", flat=True).distinct())
        user._portal_page_trees = cached
    return cached


def may_meet_page(user: Any, pk: int) -> bool:
    """Whether page `pk` stands in a tree of the user's or above one (the tree's root, on the way to it)."""
    path = Page.objects.filter(pk=pk).values_list("path", flat=True).first()
    return path is not None and any(path.startswith(tree) or tree.startswith(path) for tree in page_trees_of(user))


def pages_of(user: Any, queryset: QuerySet[Any] | None = None) -> QuerySet[Any]:
    """The part of `queryset` (all pages by default) in the user's own trees; everything for the Union."""
    pages = Page.objects.all() if queryset is None else queryset
    if is_union_user(user):
        return pages
    own = Q(pk__in=[])
    for tree in page_trees_of(user):
        own |= Q(path__startswith=tree)
    return pages.filter(own)


def is_union_user(user: Any) -> bool:
    """Whether `user` works for the Union (superusers do)."""
    from .roles import UNION_GROUPS

    cached: bool | None = getattr(user, "_portal_is_union", None)
    if cached is None:
        cached = user.is_superuser or user.groups.filter(name__in=UNION_GROUPS).exists()
        user._portal_is_union = cached
    return cached


def collections_of(user: Any) -> QuerySet[Collection]:
    """Collections of the associations `user` works for; all of them for the Union."""
    if is_union_user(user):
        return Collection.objects.all()
    return Collection.objects.filter(group_permissions__group__user=user).distinct()
