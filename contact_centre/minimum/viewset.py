"""The change of the minimum in the admin's menu, for the Union (TGT-2)."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from .views import MinimumView


class ThresholdMenuItem(MenuItem):
    """Shown to whoever may see the programme's thresholds: the Union."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm("programme.view_threshold"))


class MinimumViewSet(ViewSet):
    """One page."""

    name = "minimum"
    url_prefix = "contact_centre/minimum"
    icon = "sliders"
    menu_label = _("Change of the minimum")
    menu_order = 16
    menu_item_class = ThresholdMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", MinimumView.as_view(), name="index")]
