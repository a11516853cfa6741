"""The Union's list of centres whose register is silent (ACT-5): names and days, nothing of what was recorded."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from portal.tenancy.boundary import is_union_user

from .silence import for_the_union


class SilentCentresView(WagtailAdminTemplateMixin, TemplateView):
    """Who hasn't recorded anything for two weeks and more, with the phone; the Union's only."""

    template_name = "contact_centre/admin/silent_centres.html"
    page_title = gettext_lazy("Centres without records")
    header_icon = "warning"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_union_user(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "silences": for_the_union()}


class SilentCentresViewSet(ViewSet):
    """Reached from the Union's desk."""

    name = "silent_centres"
    url_prefix = "contact_centre/silent"
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", SilentCentresView.as_view(), name="index")]
