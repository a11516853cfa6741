"""The Union's view of the network: associations, who is a member of which, who represents whom."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import log

from ..models import Association, Mandate, Membership
from ..viewsets import UnionModelViewSet
from .association import ASSOCIATION_TABS
from .departures import DeparturesViewSet
from .forms import ProvisionForm
from .liaison import LiaisonExpertViewSet
from .municipalities import MunicipalityViewSet, municipality_chooser


class AssociationCreateView(CreateView):
    """Makes the association with its site, pages and groups at once."""

    def save_instance(self) -> Association:
        association: Association = self.form.save()
        log(association, "wagtail.create", user=self.request.user)
        return association


class AssociationIndexView(IndexView):
    """Associations with who speaks to them for the Union."""

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        return rows.select_related("site", "liaison_expert", "liaison_deputy")


class AssociationViewSet(UnionModelViewSet):
    model = Association
    icon = "home"
    menu_label = _("Associations")
    add_view_class = AssociationCreateView
    edit_handler = ASSOCIATION_TABS
    index_view_class = AssociationIndexView
    list_display = ["name", "ico", "site", "email", "liaison_expert", "liaison_deputy"]
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

    def get_form_class(self, for_update: bool = False) -> type:
        return super().get_form_class(for_update) if for_update else ProvisionForm

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_add_view_kwargs(**kwargs), "panel": None}


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
