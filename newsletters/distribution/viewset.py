"""The report of distribution in the admin's menu, for centres and the Union."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.tenancy.boundary import is_union_user
from portal.tenancy.viewsets import tenant_scoped

from ..models import Mailing
from .views import DistributionView


class DistributionMenuItem(MenuItem):
    """Shown to the people of a centre, and to the Union in its numbers."""

    def is_shown(self, request: Any) -> bool:
        policy = policy_registry.get_by_type(Mailing)
        return is_union_user(request.user) or bool(policy.user_has_any_permission(request.user, ["change", "view"]))


class DistributionViewSet(ViewSet):
    name = "newsletter_distribution"
    url_prefix = "newsletters/distribution"
    icon = "table"
    menu_label = _("Distribution of newsletters")
    menu_item_class = DistributionMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", tenant_scoped(DistributionView).as_view(), name="index")]  # type: ignore[attr-defined]
