"""The Union's view of the network: associations, who is a member of which, who represents whom."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.base import ViewSetGroup

from ..models import Association, Mandate, Membership
from ..opening.lines import progress
from ..viewsets import UnionModelViewSet
from .association import ASSOCIATION_TABS
from .departures import DeparturesViewSet
from .liaison import LiaisonExpertViewSet
from .municipalities import MunicipalityViewSet, municipality_chooser


class AssociationCreateView(CreateView):
    """Leads to where an association is founded (`portal.founding`): there is one way only."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user_has_permission(self.permission_required):
            raise PermissionDenied
        return redirect("founding:start")


class OpeningColumn(Column):
    """Since when a site is open; how far one in preparation is."""

    cell_template_name = "tenancy/admin/opening_cell.html"

    def get_cell_context_data(self, instance: Association, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "association": instance, "progress": getattr(instance, "shown_progress", None)}


class AssociationIndexView(IndexView):
    """Associations with who speaks to them for the Union, and how far those in preparation are."""

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        return rows.select_related("site", "liaison_expert", "liaison_deputy")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        prepared = [one for one in context["object_list"] if one.opened_at is None]
        far = progress(prepared)
        for one in prepared:
            one.shown_progress = far[one.pk]
        return context


class AssociationViewSet(UnionModelViewSet):
    model = Association
    icon = "home"
    menu_label = _("Associations")
    add_view_class = AssociationCreateView
    edit_handler = ASSOCIATION_TABS
    index_view_class = AssociationIndexView
    list_display = [
        "name",
        "ico",
        "site",
        OpeningColumn("opened_at", label=_("Open since"), sort_key="opened_at"),
        "email",
        "liaison_expert",
        "liaison_deputy",
    ]
    list_filter = ["legal_status", "liaison_expert", "liaison_deputy"]
    list_export = [
        "ico",
        "name",
        "short_name",
        "legal_status",
        "seat_town",
        "phone",
        "email",
        "data_box_id",
        "liaison_expert",
        "liaison_deputy",
    ]
    search_fields = ["name", "short_name", "ico"]
    ordering = ["sort_key"]


class MembershipViewSet(UnionModelViewSet):
    model = Membership
    icon = "link"
    menu_label = _("Memberships")
    edit_handler = ObjectList(
        [
            FieldPanel("association"),
            FieldPanel("municipality", widget=municipality_chooser.widget_class),
            FieldRowPanel([FieldPanel("joined_on"), FieldPanel("left_on")]),
        ]
    )
    list_display = ["municipality", "association", "joined_on", "left_on"]
    list_filter = ["association"]
    list_export = ["association", "municipality", "municipality_id", "joined_on", "left_on"]
    search_fields = ["municipality__name", "municipality__search_text"]
    ordering = ["municipality__sort_key"]


class MandateViewSet(UnionModelViewSet):
    model = Mandate
    icon = "user"
    menu_label = _("Mandates")
    edit_handler = ObjectList(
        [
            FieldPanel("municipality", widget=municipality_chooser.widget_class),
            FieldRowPanel([FieldPanel("person_name"), FieldPanel("position")]),
            FieldPanel("email"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
        ]
    )
    list_display = ["municipality", "person_name", "position", "email", "valid_from", "valid_until"]
    list_filter = ["position"]
    list_export = ["municipality", "municipality_id", "person_name", "position", "email", "valid_from", "valid_until"]
    search_fields = ["person_name", "email", "municipality__name", "municipality__search_text"]
    ordering = ["municipality__sort_key"]


class NetworkGroup(ViewSetGroup):
    menu_label = _("Network")
    menu_icon = "globe"
    menu_order = 600
    items = (
        AssociationViewSet,
        LiaisonExpertViewSet,
        MembershipViewSet,
        MandateViewSet,
        MunicipalityViewSet,
        DeparturesViewSet,
    )
