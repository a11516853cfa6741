"""The Union's page of an association's whole data: exports, and the way out (P1)."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from ..keeping import departing, exporting
from ..keeping.belongings import Belongings
from ..models import Association, AssociationExport, Departure, DepartureState, ExportState

NAME = "departures"
SHOWN_EXPORTS = 10


class UnionAdminOnly:
    """Mixed into each view: nobody but the Union's administrators gets here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not departing.is_union_admin(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class CloseForm(forms.Form):
    """Why the association leaves, and its short name typed as a proof of meaning it."""

    reason = forms.CharField(
        label=gettext_lazy("Why the association leaves"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    typed = forms.CharField(label=gettext_lazy("Short name of the association, to be sure"), max_length=60)

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        self.association = association
        super().__init__(*args, **kwargs)
        self.fields["typed"].help_text = _("Type: %(slug)s") % {"slug": association.slug}

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"].strip()
        if typed != self.association.slug:
            raise forms.ValidationError(_("This is something else, the short name is: %s") % self.association.slug)
        return typed


class DeparturesView(UnionAdminOnly, WagtailAdminTemplateMixin, TemplateView):
    """All associations with their last export, those that are leaving, and those that left."""

    template_name = "tenancy/admin/departures.html"
    page_title = gettext_lazy("Export and deletion of associations")
    header_icon = "download"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last: dict[int, AssociationExport] = {}
        for export in AssociationExport.objects.order_by("asked_at", "pk"):
            last[export.association_id] = export
        departures = list(Departure.objects.all())
        leaving = {one.slug: one for one in departures if one.state in departing.OPEN}
        rows = [
            {"association": association, "export": last.get(association.pk), "departure": leaving.get(association.slug)}
            for association in Association.objects.select_related("site").in_czech_order()
        ]
        past = [one for one in departures if one.state not in departing.OPEN]
        return {**super().get_context_data(**kwargs), "rows": rows, "past": past}


class AssociationDataView(UnionAdminOnly, WagtailAdminTemplateMixin, TemplateView):
    """What there is of one association; orders an export, closes its site."""

    template_name = "tenancy/admin/departure.html"
    header_icon = "download"
    form: CloseForm | None = None

    @cached_property
    def association(self) -> Association:
        return get_object_or_404(Association.objects.select_related("site"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.association.name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse(f"{NAME}:index"), "label": DeparturesView.page_title}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.association.name}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close the site."""
        self.form = CloseForm(request.POST, association=self.association)
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        try:
            departure = departing.close(
                association=self.association, by=request.user, reason=self.form.cleaned_data["reason"]
            )
        except departing.DepartureError as error:
            messages.error(request, str(error))
        else:
            said = _("The site is closed. Everything of it will be deleted on %(day)s.")
            messages.success(request, said % {"day": departure.delete_on.strftime("%-d. %-m. %Y")})
        return redirect(f"{NAME}:show", self.association.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        of, departure = Belongings(self.association), departing.open_departure(self.association)
        counts = of.counts()
        exports = list(self.association.exports.all()[:SHOWN_EXPORTS])
        under_way = {ExportState.WAITING, ExportState.RUNNING}
        return {
            **super().get_context_data(**kwargs),
            "association": self.association,
            "exports": exports,
            "is_exporting": any(export.state in under_way for export in exports),
            "departure": departure,
            "may_confirm": departure is not None
            and departure.state == DepartureState.CLOSED
            and departure.asked_by != self.request.user.get_username(),
            "form": self.form or CloseForm(association=self.association),
            "row_count": sum(counts.values()),
            "table_count": len(counts),
            "file_count": len(of.files()),
            "accounts": len(of.accounts),
            "emptied": len(of.known_elsewhere),
            "kept": departing.kept_names(),
        }


class StepView(UnionAdminOnly, View):
    """One button of that page."""

    step = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        association = get_object_or_404(Association, pk=pk)
        try:
            messages.success(request, getattr(self, self.step)(association, request.user))
        except departing.DepartureError as error:
            messages.error(request, str(error))
        return redirect(f"{NAME}:show", pk)

    def export(self, association: Association, by: Any) -> str:
        exporting.order_export(association=association, by=by)
        return _("The export is being made. It will be on this page.")

    def confirm(self, association: Association, by: Any) -> str:
        departing.confirm(departure=self._departure(association), by=by)
        return _("Confirmed. Everything of the association is being deleted.")

    def call_off(self, association: Association, by: Any) -> str:
        departing.call_off(departure=self._departure(association), by=by)
        return _("The association stays, its site is open again.")

    def _departure(self, association: Association) -> Departure:
        departure = departing.open_departure(association)
        if departure is None:
            raise departing.DepartureError(_("The association is not leaving."))
        return departure


class ExportFileView(UnionAdminOnly, View):
    """The ZIP; that it was taken is written down."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        export = get_object_or_404(AssociationExport.objects.select_related("association"), pk=pk)
        if export.state != ExportState.DONE or not export.file:
            raise Http404
        exporting.note_download(export, by=request.user)
        return _as_file(export.file, f"{export.association.slug}-{export.finished_at:%Y-%m-%d}.zip")


class KeptFileView(UnionAdminOnly, View):
    """What the law wants kept of an association that left; that it was taken is written down."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        departure = get_object_or_404(Departure.objects.exclude(kept_file=""), pk=pk)
        departing.note_kept_download(departure, by=request.user)
        return _as_file(departure.kept_file, f"{departure.slug}-kept.zip")


def _as_file(file: Any, name: str) -> FileResponse:
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


class UnionAdminMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return departing.is_union_admin(request.user)


class DeparturesViewSet(ViewSet):
    name = NAME
    icon = "download"
    menu_label = gettext_lazy("Export and deletion")
    menu_item_class = UnionAdminMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", DeparturesView.as_view(), name="index"),
            path("<int:pk>/", AssociationDataView.as_view(), name="show"),
            *(
                path(f"<int:pk>/{step.replace('_', '-')}/", StepView.as_view(step=step), name=step)
                for step in ("export", "confirm", "call_off")
            ),
            path("export/<int:pk>/file/", ExportFileView.as_view(), name="file"),
            path("kept/<int:pk>/file/", KeptFileView.as_view(), name="kept"),
        ]
