"""Menu items of the admin that say how much waits for the user."""

from collections.abc import Callable
from typing import Any

from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from .czech import NBSP


def counted_menu_item(model: type, count: Callable[[Any], int]) -> type[MenuItem]:
    """A menu item for whoever may work with `model`, with how many rows wait for the user behind its label."""

    class CountedMenuItem(MenuItem):
        def is_shown(self, request: Any) -> bool:
            policy = policy_registry.get_by_type(model)
            return bool(policy.user_has_any_permission(request.user, ["add", "change", "delete", "view"]))

        def render_component(self, request: Any) -> Any:
            component = super().render_component(request)
            waiting = count(request.user)
            if waiting:
                component.label = f"{component.label}{NBSP}({waiting})"
            return component

    return CountedMenuItem
