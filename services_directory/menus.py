"""The buttons below the editor's form. Wagtail asks for permissions over all sites; ours hold for one association."""

from typing import Any

from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import PublishMenuItem, UnpublishMenuItem

from .models import Service


def _may_publish(context: dict[str, Any]) -> bool:
    policy = policy_registry.get_by_type(Service)
    instance = context.get("instance")
    if instance is None:
        return bool(policy.user_has_permission(context["request"].user, "publish"))
    return bool(policy.user_has_permission_for_instance(context["request"].user, "publish", instance))


class PublishService(PublishMenuItem):
    def is_shown(self, context: dict[str, Any]) -> bool:
        return _may_publish(context) and not context.get("locked_for_user")


class UnpublishService(UnpublishMenuItem):
    def is_shown(self, context: dict[str, Any]) -> bool:
        is_public = context["view"] == "edit" and context["instance"].live
        return is_public and _may_publish(context) and not context.get("locked_for_user")


def scope_publishing(menu_items: list[Any], context: dict[str, Any]) -> None:
    """Put our buttons in the place of Wagtail's."""
    ours = [item for item in (UnpublishService(order=20), PublishService(order=30)) if item.is_shown(context)]
    kept = [item for item in menu_items if not isinstance(item, PublishMenuItem | UnpublishMenuItem)]
    menu_items[:] = sorted([*kept, *ours], key=lambda item: item.order)
