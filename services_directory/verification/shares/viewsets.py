"""The admin's pages on the share of verified services, behind the tenant's scope."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.tenancy.viewsets import tenant_scoped

from ...models import Service
from ...viewsets import MENU
from .climbed import ClimbedView
from .views import AssociationShareView, RankingView


class ShareViewSet(ViewSet):
    """How much of the directory is verified, on any day."""

    name = "shares"
    url_prefix = "services_directory/shares"
    icon = "list-ol"
    menu_label = _("Share of verified services")
    menu_order = 30
    menu_hook = MENU

    def get_urlpatterns(self) -> list[URLPattern]:
        ranking, association, climbed = (
            tenant_scoped(view) for view in (RankingView, AssociationShareView, ClimbedView)
        )
        policy: dict[str, Any] = {"permission_policy": policy_registry.get_by_type(Service)}
        return [
            path("", ranking.as_view(), name="index"),  # type: ignore[attr-defined]
            path("association/", association.as_view(), name="association"),  # type: ignore[attr-defined]
            path("climbed/", climbed.as_view(**policy), name="climbed"),  # type: ignore[attr-defined]
            path("climbed/results/", climbed.as_view(**policy, results_only=True), name="climbed_results"),  # type: ignore[attr-defined]
        ]
