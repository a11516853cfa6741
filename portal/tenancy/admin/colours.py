"""Trying colours: what a page would look like in one, without saving anything and without a script."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from portal.core.shades import shades_of

from ..appearance.panels import shades_typed
from .branding import owner_of


class TryColourView(WagtailAdminTemplateMixin, TemplateView):
    """The colour asked for (``?colour=#rrggbb``), else that of the admin's owner. Anybody in the admin may look."""

    template_name = "tenancy/admin/appearance/try.html"
    page_title = _("Try colours")
    header_icon = "view"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shades = shades_typed(self.request.GET.get("colour")) or shades_of(owner_of(self.request).brand_colour)
        nearest = None if shades.may_be_chosen else shades_of(shades.nearest)
        context = super().get_context_data(**kwargs)
        return {**context, "colour": shades.colour, "shades": shades, "nearest": nearest}


class ColoursViewSet(ViewSet):
    """The address of the page; the details of an association lead there."""

    name = "colours"
    icon = "view"
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", TryColourView.as_view(), name="try")]
