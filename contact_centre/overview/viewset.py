"""The overview of centres in the admin's menu, for the Union."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from portal.tenancy.boundary import is_union_user
from portal.tenancy.viewsets import tenant_scoped

from .views import CentresView


class UnionMenuItem(MenuItem):
    """Shown to whoever works for the Union."""

    def is_shown(self, request: Any) -> bool:
        return is_union_user(request.user)


class CentresViewSet(ViewSet):
    """All centres side by side."""

    name = "centres"
    url_prefix = "contact_centre/centres"
    icon = "table"
    menu_label = _("Overview of centres")
    menu_order = 5
    menu_item_class = UnionMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", tenant_scoped(CentresView).as_view(), name="index")]  # type: ignore[attr-defined]
