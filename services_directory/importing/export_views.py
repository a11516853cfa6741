"""Export of an association's services in the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Association

from ..models import Service
from .download import export_columns, exported_rows
from .forms import ExportForm
from .responses import table_response


class ExportView(WagtailAdminTemplateMixin, FormView):
    """Asks what and in which format, by GET; answers with the file. For everybody who may see services."""

    template_name = "services_directory/admin/export.html"
    page_title = _("Export services")
    header_icon = "download"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not sites_of(request.user, Service, "view", "change").exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> ExportForm:
        data = self.request.GET if "format" in self.request.GET else None
        return ExportForm(data, user=self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        association = Association.objects.get(site=form.cleaned_data["site"])
        internal = form.cleaned_data["content"] == "internal"
        name = f"sluzby-{association.slug}{'-vse' if internal else ''}"
        rows = exported_rows(association, internal=internal)
        return table_response(name, form.cleaned_data["format"], export_columns(internal=internal), rows)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]
