"""The page of reports and its files (A4): a centre's own people only; the Union has its overview of numbers (A5)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site

from portal.core.pdf import PdfUnavailable
from portal.tenancy.boundary import is_union_user, sites_of
from portal.tenancy.models import Association

from ..models import Activity
from .asked import PARAMETERS, Question, ReportForm, question
from .files import CONTENT_TYPES, TooLargeForPaper, file_name, sheet_csv, sheet_pdf, sheet_xlsx
from .lines import lines_csv, lines_xlsx
from .sheet import Sheet, sheet

SHEETS: dict[str, Callable[[Sheet], bytes | None]] = {"csv": sheet_csv, "xlsx": sheet_xlsx, "pdf": sheet_pdf}
LINES: dict[str, Callable[[Question], bytes]] = {"lines-csv": lines_csv, "lines-xlsx": lines_xlsx}


class ActivityReportView(WagtailAdminTemplateMixin, TemplateView):
    """Sums of a centre's closed activities; with ``?export=`` the same table, or its activities, as a file."""

    model = Activity
    template_name = "contact_centre/admin/report.html"
    page_title = gettext_lazy("Activity reports")
    header_icon = "table"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if is_union_user(request.user) or self.association is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def association(self) -> Association | None:
        """That of the site if the user works for it, else the user's first."""
        sites = sites_of(self.request.user, Activity, "add", "change", "view")
        own: list[Association] = list(Association.objects.filter(site__in=sites).in_czech_order()[:2])
        if len(own) < 2:
            return own[0] if own else None
        here = Association.objects.filter(site__in=sites, site=Site.find_for_request(self.request)).first()
        return here or own[0]

    @cached_property
    def form(self) -> ReportForm:
        assert self.association is not None  # noqa: S101 - dispatch has seen to it
        return ReportForm(self.request.GET, self.association)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        export = request.GET.get("export", "")
        if not export or not self.form.is_valid():
            return super().get(request, *args, **kwargs)
        if export not in SHEETS and export not in LINES:
            raise Http404
        return self._file(export, question(self.form))

    def _file(self, export: str, asked: Question) -> HttpResponse:
        try:
            content = SHEETS[export](sheet(asked)) if export in SHEETS else LINES[export](asked)
        except PdfUnavailable:
            return self._without_pdf(_("PDF can't be made on this server now. Take XLSX or CSV, please."))
        except TooLargeForPaper:
            return self._without_pdf(_("This table is too large for paper. Take XLSX or CSV, please."))
        if content is None:
            return self._without_pdf(_("Another PDF is being made just now. Please try it again in a moment."))
        what, ending = (_("Report of activities"), export) if export in SHEETS else (_("Activities"), export[6:])
        response = HttpResponse(content, content_type=CONTENT_TYPES[ending])
        name = file_name(what, asked.association.short_name, asked.days, ending)
        response["Content-Disposition"] = str(content_disposition_header(True, name))
        response["Cache-Control"] = "no-store"
        return response

    def _without_pdf(self, why: str) -> HttpResponse:
        messages.warning(self.request, why)
        return redirect(f"{self.request.path}?{self._query()}")

    def _query(self) -> str:
        return urlencode([(name, self.request.GET[name]) for name in PARAMETERS if self.request.GET.get(name)])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**super().get_context_data(**kwargs), "form": self.form, "query": self._query()}
        if self.form.is_valid():
            asked = question(self.form)
            context |= {
                "sheet": sheet(asked),
                "register_url": f"{reverse('activities:index')}?{urlencode(asked.opens())}",
            }
        return context
