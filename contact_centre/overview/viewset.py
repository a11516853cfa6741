"""The overview of centres in the admin's menu, for the Union."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from portal.tenancy.admin.menus import UnionMenuItem
from portal.tenancy.viewsets import tenant_scoped

from .views import CentresView


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
