"""The screens of an import: upload, columns, what it would do, progress, result; scoped by the viewset."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import IndexView, PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from portal.tenancy.models import Association

from ..models import ImportRun
from . import actions
from .download import FORMATS, report_headings, report_rows
from .enums import ImportState, Outcome
from .forms import MappingForm, OptionsForm, UploadForm
from .mapping import ColumnMapping
from .reader import read_bytes
from .report import ABSENT, ELSEWHERE, LABELS, MENDED, REFUSED, Entry
from .responses import table_response
from .run import Options
from .sheet import ImportRefused, Sheet
from .store import content_of, report_of

PER_PAGE = 100
SHOWN_FIRST = (
    REFUSED, Outcome.HELD.value, Outcome.CHANGED.value, Outcome.NEW.value, ABSENT, Outcome.JOINED.value, MENDED,
    ELSEWHERE, Outcome.UNCHANGED.value,
)  # fmt: skip
"""Kinds of entries from what a person has to look at to what is fine."""


class ImportIndexView(IndexView):
    """Who imported what, when, and with what result."""

    add_item_label = _("Import a file")
    page_title = _("Imports of services")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("user", "site")

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        export = HeaderButton(
            _("Export services"), url=reverse("service_imports:export"), icon_name="download", priority=20
        )
        return [export]


class ImportScreen(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """What the screens share: permission, title, the way back."""

    model = ImportRun
    permission_required: str | None = "change"
    header_icon = "upload"
    kwargs: dict[str, Any]

    @cached_property
    def run(self) -> ImportRun:
        return get_object_or_404(ImportRun.objects.select_related("site", "user"), pk=self.kwargs["pk"])

    @cached_property
    def association(self) -> Association:
        return get_object_or_404(Association, site=self.run.site_id)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("service_imports:index"), "label": capfirst(ImportRun._meta.verbose_name_plural)}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_page_subtitle(self) -> str:
        return self.run.original_name

    def run_url(self) -> str:
        return reverse("service_imports:edit", args=[self.run.pk])


class UploadView(ImportScreen, FormView):
    permission_required = "add"
    template_name = "services_directory/admin/import_upload.html"
    page_title = _("Import a file")
    form_class = UploadForm

    def get_page_subtitle(self) -> str:
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            run = actions.upload(
                site=form.cleaned_data["site"], content=file.read(), name=file.name, user=self.request.user
            )
        except ValidationError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        return redirect("service_imports:mapping", run.pk)


class MappingView(ImportScreen, FormView):
    """What the columns mean; of a known shape only how the import is to be done."""

    template_name = "services_directory/admin/import_mapping.html"
    page_title = _("What the columns mean")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.user_has_permission("change") or self.run.is_changeable:
            return super().dispatch(request, *args, **kwargs)
        return redirect(self.run_url())

    @cached_property
    def sheet(self) -> Sheet:
        return read_bytes(content_of(self.run))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except (ImportRefused, OSError):
            messages.error(request, _("The uploaded file can't be read any more. Upload it again."))
            return redirect("service_imports:index")

    def get_form(self, form_class: Any = None) -> Any:
        data = {**self.get_form_kwargs(), "initial": self.run.options}
        if self.run.shape:
            return OptionsForm(**data)
        mapping = ColumnMapping.from_json(self.run.mapping or {"columns": {}})
        return MappingForm(**data, sheet=self.sheet, mapping=mapping, association=self.association)

    def form_valid(self, form: Any) -> HttpResponse:
        mapping = None if self.run.shape else form.mapping
        try:
            actions.check(run=self.run, mapping=mapping, options=form.chosen, user=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return redirect(self.run_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(run=self.run, known_shape=self.run.shape, **kwargs)


class RunView(ImportScreen, TemplateView):
    """Where an import is: its progress, what it would do, what it did."""

    template_name = "services_directory/admin/import_run.html"
    page_title = _("Import of services")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = [] if self.run.is_working else report_of(self.run)
        tabs = self._tabs(entries)
        wanted = self.request.GET.get("show", "")
        shown = wanted if wanted in tabs else next(iter(tabs), "")
        chosen = [entry for entry in entries if entry.outcome == shown]
        return super().get_context_data(
            run=self.run,
            options=Options.from_json(self.run.options),
            tabs=[(key, LABELS[key], count, key == shown) for key, count in tabs.items()],
            shown=shown,
            page=Paginator(chosen, PER_PAGE).get_page(self.request.GET.get("page")),
            has_differences=bool({entry.outcome for entry in entries} & {"new", "changed"}),
            may_write=self._may_write(),
            **kwargs,
        )

    def _tabs(self, entries: list[Entry]) -> dict[str, int]:
        """How many rows there are of each kind; a changed row counts once, however many fields differ."""
        rows: dict[str, set[tuple[int, str]]] = {}
        for number, entry in enumerate(entries):
            rows.setdefault(entry.outcome, set()).add((entry.line, entry.name if entry.line else str(number)))
        return {key: len({line if line else name for line, name in rows[key]}) for key in SHOWN_FIRST if key in rows}

    def _may_write(self) -> bool:
        refused = bool(self.run.counts.get("refused"))
        return self.run.state == ImportState.CHECKED and (not refused or bool(self.run.options.get("partial")))


class ActView(ImportScreen, View):
    """POST: go on with an import, or throw it away."""

    http_method_names = ["post"]
    verb = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if self.verb == "confirm":
                actions.confirm(run=self.run, user=request.user)
            else:
                actions.discard(run=self.run)
                messages.success(request, _("The import was thrown away."))
                return redirect("service_imports:index")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self.run_url())


class ReportView(ImportScreen, View):
    """The report as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file_format = self.kwargs["format"]
        if file_format not in FORMATS:
            return redirect(self.run_url())
        return table_response(f"import-{self.run.pk}", file_format, report_headings(), report_rows(report_of(self.run)))
