"""The overview of mayors' meetings in the admin's menu, for the Union and for centres."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.tenancy.boundary import is_union_user
from portal.tenancy.viewsets import tenant_scoped

from ..models import Announcement
from .views import OverviewView


class OverviewMenuItem(MenuItem):
    """Shown to the Union and to the people of a centre."""

    def is_shown(self, request: Any) -> bool:
        policy = policy_registry.get_by_type(Announcement)
        return is_union_user(request.user) or bool(policy.user_has_any_permission(request.user, ["view"]))


class OverviewViewSet(ViewSet):
    """Windows × associations."""

    name = "meeting_overview"
    url_prefix = "meetings/overview"
    icon = "table"
    menu_label = _("Overview of mayors' meetings")
    menu_item_class = OverviewMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", tenant_scoped(OverviewView).as_view(), name="index")]  # type: ignore[attr-defined]
