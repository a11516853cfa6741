"""The centre's targets in the admin's menu."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.tenancy.boundary import is_union_user
from portal.tenancy.viewsets import tenant_scoped

from ..models import PeriodEvaluation
from .views import EvaluateAgainView, TargetsView


class TargetsMenuItem(MenuItem):
    """Shown to the centres' people; the Union comes here from its overview."""

    def is_shown(self, request: Any) -> bool:
        policy = policy_registry.get_by_type(PeriodEvaluation)
        return policy.user_has_permission(request.user, "view") and not is_union_user(request.user)


class TargetsViewSet(ViewSet):
    """How a centre stands in the running period, and how it stood in those before."""

    name = "targets"
    url_prefix = "contact_centre/targets"
    icon = "calendar-check"
    menu_label = _("Targets of the period")
    menu_order = 12
    menu_item_class = TargetsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        targets, again = (tenant_scoped(view) for view in (TargetsView, EvaluateAgainView))
        return [
            path("", targets.as_view(), name="index"),  # type: ignore[attr-defined]
            path("again/<int:pk>/", again.as_view(), name="again"),  # type: ignore[attr-defined]
        ]
