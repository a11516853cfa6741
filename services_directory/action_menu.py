"""Publishing in the editor's form is offered to whoever may publish on the service's site.

Wagtail asks for the permission over all sites, which only the Union has; the views themselves ask the policy.
"""

from typing import Any

from django.http import HttpRequest
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import ActionMenuItem, PublishMenuItem, UnpublishMenuItem

from .models import Service


class SitePublishMenuItem(PublishMenuItem):
    def is_shown(self, context: dict[str, Any]) -> bool:
        return _may_publish(context)


class SiteUnpublishMenuItem(UnpublishMenuItem):
    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and context["instance"].live and _may_publish(context)


def _may_publish(context: dict[str, Any]) -> bool:
    if context.get("locked_for_user"):
        return False
    policy, user = policy_registry.get_by_type(Service), context["request"].user
    instance = context.get("instance")
    if instance is None or not instance.pk:
        return bool(policy.user_has_permission(user, "publish"))
    return bool(policy.user_has_permission_for_instance(user, "publish", instance))


def offer_publishing(menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Put our items in place of Wagtail's in the menu of a service."""
    if context["model"] is not Service:
        return
    kept = [item for item in menu_items if not isinstance(item, PublishMenuItem | UnpublishMenuItem)]
    own = [item for item in (SiteUnpublishMenuItem(order=20), SitePublishMenuItem(order=30)) if item.is_shown(context)]
    menu_items[:] = sorted([*kept, *own], key=lambda item: item.order)
