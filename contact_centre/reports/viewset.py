"""Reports in the admin's menu, for those who may read the register of a centre."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.tenancy.boundary import is_union_user
from portal.tenancy.viewsets import tenant_scoped

from ..models import Activity
from .views import ActivityReportView


class ReportMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        policy = policy_registry.get_by_type(Activity)
        may_read = policy.user_has_any_permission(request.user, ["add", "change", "view"])
        return bool(may_read) and not is_union_user(request.user)


class ActivityReportViewSet(ViewSet):
    name = "activity_report"
    url_prefix = "contact_centre/reports"
    icon = "table"
    menu_label = _("Activity reports")
    menu_order = 15
    menu_item_class = ReportMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        report: Any = tenant_scoped(ActivityReportView)
        return [path("", report.as_view(), name="index")]
