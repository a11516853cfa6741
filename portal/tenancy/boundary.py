"""The isolation boundary (decision 4): which rows a user may meet at all, and where Wagtail asks.

Everything tenant-owned goes through `visible_to`; nothing else filters tenants by hand. The generated
test in ``tests/tenancy/test_isolation.py`` walks every registered model and every admin address.
"""

from typing import Any

from django.db.models import Model, QuerySet
from wagtail.models import Collection, Page, Site
from wagtail.permission_policies.sites import SitePermissionPolicy
from wagtail.permissions import page_permission_policy, register_permission_policy

from .models import SiteOwned

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
    return queryset.filter(pk__in=queryset.model.objects.for_user(user).values("pk"))


def sites_of(user: Any, model: type[Model], *actions: str) -> QuerySet[Site]:
    """Sites in which `user` may do one of `actions` to rows of `model`."""
    return SitePermissionPolicy(model).sites_user_has_any_permission_for(user, list(actions))


def pages_of(user: Any) -> QuerySet[Page]:
    """Pages `user` may work with, and nothing above or beside them."""
    return page_permission_policy.instances_user_has_any_permission_for(user, ["add", "change", "publish", "lock"])


def is_union_user(user: Any) -> bool:
    """Whether `user` works for the Union (superusers do)."""
    from .roles import UNION_GROUPS

    return user.is_superuser or user.groups.filter(name__in=UNION_GROUPS).exists()


def collections_of(user: Any) -> QuerySet[Collection]:
    """Collections of the associations `user` works for; all of them for the Union."""
    if is_union_user(user):
        return Collection.objects.all()
    return Collection.objects.filter(group_permissions__group__user=user).distinct()
