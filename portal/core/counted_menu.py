"""Menu items of the admin that say how much waits for the user, counted for all of them in one statement."""

from typing import Any

from django.db.models import Model, Q
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from .counting import count_together
from .czech import NBSP

_waiting: dict[type[Model], Q] = {}


def counted_menu_item(model: type[Model], waiting: Q) -> type[MenuItem]:
    """A menu item for whoever may work with the tenant-owned `model`, with how many of the user's rows are `waiting`
    behind its label."""
    _waiting[model] = waiting

    class CountedMenuItem(MenuItem):
        def is_shown(self, request: Any) -> bool:
            return _may_work_with(request.user, model)

        def render_component(self, request: Any) -> Any:
            component = super().render_component(request)
            number = _numbers(request)[model]
            if number:
                component.label = f"{component.label}{NBSP}({number})"
            return component

    return CountedMenuItem


def _may_work_with(user: Any, model: type[Model]) -> bool:
    policy = policy_registry.get_by_type(model)
    return bool(policy.user_has_any_permission(user, ["add", "change", "delete", "view"]))


def _numbers(request: Any) -> dict[type[Model], int]:
    """What waits behind every item the user sees; asked once for each request."""
    if not hasattr(request, "_portal_menu_numbers"):
        user = request.user
        models = [model for model in _waiting if _may_work_with(user, model)]
        rows = [model._default_manager.for_user(user).filter(_waiting[model]) for model in models]  # type: ignore[attr-defined]
        numbers = count_together(rows)
        request._portal_menu_numbers = dict(zip(models, numbers, strict=True))
    found: dict[type[Model], int] = request._portal_menu_numbers
    return found
