"""Print runs and drop points in the admin: the centre's lists, and the Union's list of copies for its archive."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import DeleteView, IndexView

from portal.core.templatetags.portal import cs_date, spaced
from portal.tenancy.boundary import is_union_user
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..models import DropPoint, PrintRun
from .archiving import owed
from .forms import DropPointForm
from .issue_views import ADD, ISSUE, RUN, EditRunView, IssueView, RunFormView
from .run_views import DELIVER, EDIT, ROUTE, DeliverView, RouteView, RunPage

OWED, THERE = "owed", "there"


class PrintRunFilterSet(WagtailFilterSet):
    """By the Union's copy."""

    archive = django_filters.ChoiceFilter(
        label=gettext_lazy("The Union's copy"),
        choices=[(OWED, gettext_lazy("still to come")), (THERE, gettext_lazy("in the archive"))],
        method="by_archive",
    )

    class Meta:
        model = PrintRun
        fields: list[Any] = []

    def by_archive(self, runs: QuerySet[Any], _name: str, asked: str) -> QuerySet[Any]:
        return owed(runs) if asked == OWED else runs.filter(archived_on__isnull=False)


def run_url(run: PrintRun) -> str:
    return reverse(RUN, args=[run.pk])


def archive_cell(run: PrintRun) -> str:
    """How it stands with the Union's copy."""
    if run.archived_on is not None:
        return _("came on %(day)s") % {"day": cs_date(run.archived_on)}
    return _("still to come") if run.printed_on is not None else "–"


class PrintRunIndexView(IndexView):
    """What was printed, the newest first; the Union sees of whom it is."""

    page_title = gettext_lazy("Printed issues")
    default_ordering = "-pk"

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        return rows.select_related("issue", "municipality", "site__association").order_by("-printed_on", "-pk")

    @cached_property
    def columns(self) -> list[Column]:
        whose = [Column("whose", label=_("Association"), accessor="site.association.short_name")]
        return [
            TitleColumn("issue", label=_("Issue"), accessor="issue.designation", get_url=run_url),
            *(whose if is_union_user(self.request.user) else ()),
            Column("kind", label=_("How"), accessor=lambda row: row.periodical or row.get_kind_display()),
            Column("copies", label=_("Copies"), accessor=lambda row: spaced(row.copies)),
            Column("printed_on", label=_("Printed on"), accessor=lambda row: cs_date(row.printed_on) or "–"),
            Column("archive", label=_("The Union's copy"), accessor=archive_cell),
        ]


class PrintRunViewSet(TenantModelViewSet):
    """Runs are made from the page of an issue; one that came out stays."""

    model = PrintRun
    name = "print_run"
    url_prefix = "newsletters/print"
    icon = "draft"
    menu_label = gettext_lazy("Printed issues")
    add_to_reference_index = False
    panels = [SitePanel()]
    index_view_class = PrintRunIndexView
    filterset_class = PrintRunFilterSet
    list_per_page = 50
    search_backend_name = None
    search_fields = ["issue__title"]
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})

    @cached_property
    def url_finder_class(self) -> type:
        return type("PrintRunURLFinder", (super().url_finder_class,), {"edit_url_name": RUN})

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]
        own = (
            ("issue/<int:page_id>/", IssueView, ISSUE),
            ("issue/<int:page_id>/add/", RunFormView, ADD),
            ("<int:pk>/", RunPage, RUN),
            ("<int:pk>/change/", EditRunView, EDIT),
            ("<int:pk>/delivery/", DeliverView, DELIVER),
            ("<int:pk>/list/", RouteView, ROUTE),
        )
        views = [path(route, self.construct_view(view), name=name.partition(":")[2]) for route, view, name in own]
        return [*kept, *views]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})


class DropPointDeleteView(DeleteView):
    """A place to which copies went is kept, with what is known of them; it is taken out of use instead."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.object.drops.exists():
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        if not self.user_has_permission("delete"):
            raise PermissionDenied
        DropPoint.objects.filter(pk=self.object.pk).update(is_used=False)
        messages.success(request, _("Copies went there, so the place is kept; it is no longer in use."))
        return redirect(reverse("drop_point:index"))


class DropPointViewSet(TenantModelViewSet):
    """Where printed issues are brought."""

    model = DropPoint
    name = "drop_point"
    url_prefix = "newsletters/drop-points"
    icon = "site"
    menu_label = gettext_lazy("Drop points")
    add_to_reference_index = False
    delete_view_class = DropPointDeleteView
    edit_handler = ObjectList(
        [
            SitePanel(),
            FieldRowPanel([FieldPanel("municipality"), FieldPanel("name")]),
            FieldPanel("address"),
            FieldRowPanel([FieldPanel("contact"), FieldPanel("phone")]),
            FieldRowPanel([FieldPanel("copies"), FieldPanel("is_used")]),
        ],
        base_form_class=DropPointForm,
    )
    list_display = [
        "name",
        Column("municipality", label=gettext_lazy("Municipality"), sort_key="municipality__sort_key"),
        Column("copies", label=gettext_lazy("Usual copies"), sort_key="copies"),
        BooleanColumn("is_used", label=gettext_lazy("In use")),
    ]
    list_filter = ["is_used"]
    list_export = ["municipality", "name", "address", "contact", "phone", "copies", "is_used"]
    list_per_page = 50
    search_backend_name = None
    search_fields = ["name", "municipality__name"]
    ordering = ["municipality__sort_key", "name"]
