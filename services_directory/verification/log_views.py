"""The log of verifications in the admin (F8): of one entry, and of the whole association with filters and exports.

Nobody can change a line, so there is nothing here but reading. The tenant's scope is put in front by the viewset.
"""

from collections import OrderedDict
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import NullAdminURLFinder
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from portal.core.templatetags.portal import cs_date, cs_datetime
from portal.tenancy.boundary import is_union_user
from portal.tenancy.models import Association
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet, tenant_scoped

from ..enums import Method, Result
from ..keeping import KeeperForm, put_in_care
from ..models import Proposal, Service, Verification
from ..viewsets import MENU

INDEX, ENTRY = "verification_log:index", "verification_log:entry"
ARROW = "→"


def changes_in_words(line: Verification) -> list[str]:
    """What was corrected, one string for each fact: "Phone: +420 … → +420 …"."""
    nothing = _("nothing")
    return [f"{each['label']}: {each['old'] or nothing} {ARROW} {each['new'] or nothing}" for each in line.changes]


def changes_cell(line: Verification) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((text,) for text in changes_in_words(line)))
    listed = format_html("<ul>{}</ul>", items) if items else SafeString("")
    return format_html("{}{}", listed, line.note) if listed or line.note else SafeString("–")


def who(line: Verification) -> str:
    """Who wrote it down, and who at the provider said so."""
    names = [line.recorded_by, _("told by %(name)s") % {"name": line.told_by} if line.told_by else ""]
    return ", ".join(name for name in names if name) or "–"


def entry_url(line: Any) -> str | None:
    return reverse(ENTRY, args=[line.service_id]) if line.service_id else None


def names_in_log(request: HttpRequest | None) -> list[tuple[str, str]]:
    """Whose lines the user may read."""
    if request is None:
        return []
    lines = Verification.objects.for_user(request.user).exclude(recorded_by="")
    names = lines.order_by("recorded_by").values_list("recorded_by", flat=True).distinct()
    return [(name, name) for name in names]


class VerificationFilterSet(WagtailFilterSet):
    """How, with what result, when, by whom; the association only where there are several."""

    association = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Association"), queryset=Association.objects.order_by("sort_key"), method="of_association"
    )
    on = django_filters.DateFromToRangeFilter(label=gettext_lazy("Verified on"), widget=DateRangePickerWidget)
    method = django_filters.ChoiceFilter(label=gettext_lazy("How"), choices=Method.choices)
    result = django_filters.ChoiceFilter(label=gettext_lazy("Result"), choices=Result.choices)
    person = django_filters.ChoiceFilter(label=gettext_lazy("Recorded by"), field_name="recorded_by", choices=[])

    class Meta:
        model = Verification
        fields = ["association", "on", "method", "result", "person"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["person"].extra["choices"] = names_in_log(self.request)
        if not is_union_user(self.request.user):
            del self.filters["association"]

    def of_association(self, queryset: Any, name: str, value: Association) -> Any:
        return queryset.for_association(value)


class VerificationLogView(IndexView):
    """All lines, the newest first."""

    page_title = gettext_lazy("Log of verifications")
    is_searchable = True
    export_headings = {
        "on": gettext_lazy("Verified on"),
        "association": gettext_lazy("Association"),
        "name": gettext_lazy("Service"),
        "uid": gettext_lazy("Identifier of the service"),
        "method": gettext_lazy("How"),
        "result": gettext_lazy("Result"),
        "recorded_by": gettext_lazy("Recorded by"),
        "told_by": gettext_lazy("Who said so"),
        "changes": gettext_lazy("Changed"),
        "note": gettext_lazy("Note"),
        "recorded_at": gettext_lazy("Recorded at"),
    }
    list_export = list(export_headings)
    export_filename = "overeni-sluzeb"

    def get_base_queryset(self) -> QuerySet[Any]:
        own = Service.objects.for_user(self.request.user).filter(uid=OuterRef("uid"))
        lines: QuerySet[Any] = super().get_base_queryset().annotate(service_id=Subquery(own.values("pk")[:1]))
        return lines

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.filter(name__icontains=self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset) if self.request.GET.get("ordering") else queryset.order_by("-on", "-pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        found: list[BaseColumn] = [
            TitleColumn("name", label=_("Service"), get_url=entry_url, sort_key="name"),
            Column("on", label=_("Verified on"), accessor=lambda line: cs_date(line.on), sort_key="on"),
            Column("method", label=_("How"), accessor="get_method_display", sort_key="method"),
            Column("result", label=_("Result"), accessor="get_result_display", sort_key="result"),
            Column("who", label=_("Recorded by"), accessor=who, sort_key="recorded_by"),
            Column("changes", label=_("Changed"), accessor=changes_cell, width="30%"),
        ]
        if is_union_user(self.request.user):
            found.insert(1, Column("site", label=_("Association"), accessor=self._association))
        return found

    @cached_property
    def _names(self) -> dict[int, str]:
        return dict(Association.objects.values_list("site", "short_name"))

    def _association(self, line: Verification) -> str:
        return self._names.get(line.site_id, "")

    def to_row_dict(self, item: Verification) -> OrderedDict[str, Any]:
        """A row of the export, in words."""
        return OrderedDict(
            on=item.on,
            association=self._association(item),
            name=item.name,
            uid=str(item.uid),
            method=str(item.get_method_display()),
            result=str(item.get_result_display()),
            recorded_by=item.recorded_by,
            told_by=item.told_by,
            changes="\n".join(changes_in_words(item)),
            note=item.note,
            recorded_at=cs_datetime(item.recorded_at),
        )


class EntryVerificationView(WagtailAdminTemplateMixin, TemplateView):
    """One entry: when it was verified, how and by whom, every line of its log, and who keeps it (`pk` is the service).

    POST puts it in somebody's care.
    """

    model = Service
    template_name = "services_directory/admin/proposals/entry.html"
    page_title = gettext_lazy("Verification")
    header_icon = "check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        policy = policy_registry.get_by_type(Verification)
        if not policy.user_has_permission_for_instance(request.user, "view", Verification(site=self.service.site)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def service(self) -> Service:
        related = ("site__association", "keeper", "municipality")
        return get_object_or_404(Service.objects.select_related(*related), pk=self.kwargs["pk"])

    @cached_property
    def may_change(self) -> bool:
        policy = policy_registry.get_by_type(Service)
        return bool(policy.user_has_permission_for_instance(self.request.user, "change", self.service))

    def form(self, data: Any = None) -> KeeperForm:
        return KeeperForm(data, site_ids=[self.service.site_id], initial={"keeper": self.service.keeper_id})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            raise PermissionDenied
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        keeper = form.cleaned_data["keeper"]
        put_in_care(service=self.service, keeper=keeper, user=request.user)
        said = (
            _("%(service)s is kept by %(keeper)s now.") if keeper else _("Nobody in particular keeps %(service)s now.")
        )
        messages.success(request, said % {"service": self.service, "keeper": keeper})
        return redirect(ENTRY, self.service.pk)

    def get_page_subtitle(self) -> str:
        return str(self.service)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(Service.snippet_viewset.get_url_name("list")), "label": _("Public services")},
            {"url": self._edit_url, "label": str(self.service)},
            {"url": "", "label": self.page_title},
        ]

    @property
    def _edit_url(self) -> str:
        return reverse(Service.snippet_viewset.get_url_name("edit"), args=[self.service.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = Verification.objects.filter(uid=self.service.uid)
        return {
            **super().get_context_data(**kwargs),
            "service": self.service,
            "edit_url": self._edit_url,
            "log_url": reverse(INDEX),
            "lines": [(line, changes_in_words(line)) for line in lines],
            "checks": self.service.checks.filter(settled_at=None),
            "proposals": Proposal.objects.filter(service=self.service, settled_at=None),
            "form": kwargs.get("form") or self.form(),
            "may_change": self.may_change,
        }


class VerificationLogViewSet(TenantModelViewSet):
    """The log is read and exported; its lines come from verifications."""

    model = Verification
    name = "verification_log"
    url_prefix = "services_directory/verification/log"
    icon = "history"
    menu_label = gettext_lazy("Log of verifications")
    menu_hook = MENU
    menu_order = 34
    add_to_admin_menu = True
    add_to_reference_index = False
    panels = [SitePanel()]
    index_view_class = VerificationLogView
    filterset_class = VerificationFilterSet
    list_per_page = 50
    search_backend_name = None
    search_fields: list[str] = []
    url_finder_class = NullAdminURLFinder

    def get_urlpatterns(self) -> list[URLPattern]:
        entry = tenant_scoped(EntryVerificationView).as_view()  # type: ignore[attr-defined]
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("entry/<int:pk>/", entry, name="entry"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in ("add", "edit", "delete", "usage", "history", "inspect", "copy")}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
