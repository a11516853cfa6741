"""The isolation boundary (decision 4): which rows a user may meet at all, and where Wagtail asks.

Everything tenant-owned goes through `visible_to`; nothing else filters tenants by hand. The generated
test in ``tests/tenancy/test_isolation.py`` walks every registered model and every admin address.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.models import Collection, Page, Site
from wagtail.permission_policies.sites import SitePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from .models import SiteOwned
from .querysets import ANY_ACTION

_tenant_models: list[type[SiteOwned]] = []


class SitePolicy(SitePermissionPolicy):
    """Wagtail's policy of rows that belong to a site, answered from the rights read once for each request."""

    def site_ids(self, user: Any, actions: Iterable[str]) -> set[int] | None:
        """Ids of the sites in which `user` may do any of `actions`; None stands for all of them."""
        if not (user.is_authenticated and user.is_active):
            return set()
        if user.is_superuser or self._user_has_global_permission(user, actions):
            return None
        codenames = self._get_permission_codenames(actions)
        return {
            held.site_id
            for held in self.get_cached_permissions_for_user(user)
            if held.permission.content_type_id == self._content_type.pk and held.permission.codename in codenames
        }

    def sites_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Site]:
        ids = self.site_ids(user, actions)
        return Site.objects.all() if ids is None else Site.objects.filter(pk__in=ids)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        return self.within(user, actions, self.model._default_manager.all())

    def within(self, user: Any, actions: Iterable[str], rows: QuerySet[Any]) -> QuerySet[Any]:
        """The part of `rows` that stands in those sites. By the sites' own ids: the database walks an index."""
        ids = self.site_ids(user, actions)
        return rows if ids is None else rows.filter(site__in=ids)


def register_tenant_model(model: type[SiteOwned]) -> None:
    """Scope `model` by site everywhere Wagtail asks its policy. Call it in ``AppConfig.ready()``."""
    register_permission_policy(model, SitePolicy(model))
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
    narrowed: QuerySet[Any] = policy_registry.get_by_type(queryset.model).within(user, ANY_ACTION, queryset)
    return narrowed


def sites_of(user: Any, model: type[Model], *actions: str) -> QuerySet[Site]:
    """Sites in which `user` may do one of `actions` to rows of `model`."""
    return SitePolicy(model).sites_user_has_any_permission_for(user, list(actions))


def page_trees_of(user: Any) -> list[str]:
    """Tree paths of the pages on which `user` holds a permission."""
    return sorted({held.page.path for held in user.rights.on_pages})


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

    if not user.is_authenticated:
        return False
    return user.is_superuser or not user.rights.groups.keys().isdisjoint(UNION_GROUPS)


def collections_of(user: Any) -> QuerySet[Collection]:
    """Collections of the associations `user` works for; all of them for the Union."""
    if is_union_user(user):
        return Collection.objects.all()
    return Collection.objects.filter(group_permissions__group__user=user).distinct()
