"""The overview of newsletters in the admin's menu, for the Union."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from portal.tenancy.admin.menus import UnionMenuItem
from portal.tenancy.viewsets import tenant_scoped

from .views import OverviewView


class OverviewViewSet(ViewSet):
    """Every association × issue."""

    name = "newsletter_overview"
    url_prefix = "newsletters/overview"
    icon = "table"
    menu_label = _("Overview of newsletters")
    menu_item_class = UnionMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", tenant_scoped(OverviewView).as_view(), name="index")]  # type: ignore[attr-defined]
