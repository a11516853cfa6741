"""An association's own data: its people, its agendas and the details its site shows."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.models import Site

from portal.core.validators import looks_like_data_box_id

from ..appearance.panels import SenderPanel, ShadesPanel, StatementsPanel
from ..models import Agenda, Association, StaffMember
from ..viewsets import TenantModelViewSet
from .absences import AbsenceViewSet
from .branding import manages_any
from .forms import AssociationForm, StaffMemberForm

DETAILS = [
    ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("short_name")]),
            FieldPanel("legal_status"),
            FieldPanel("purpose"),
            FieldPanel("founded_on"),
        ],
        heading=_("Association"),
    ),
    ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("seat_street"),
                    FieldRowPanel([FieldPanel("seat_psc"), FieldPanel("seat_town")]),
                ],
                heading=_("Seat"),
            ),
            FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
            FieldPanel("office_hours", widget=forms.Textarea(attrs={"rows": 3})),
            FieldRowPanel([FieldPanel("data_box_id"), FieldPanel("dpo_contact")]),
        ],
        heading=_("Contact"),
    ),
    ObjectList(
        [
            FieldPanel(
                "emblem",
                help_text=_(
                    "In the header of the site, on papers and in newsletters; best a square with a clear ground."
                ),
            ),
            FieldPanel(
                "brand_colour",
                widget=forms.TextInput(attrs={"type": "color"}),
                help_text=_("Of the header, buttons and links. White text on it must be easy to read."),
            ),
            ShadesPanel(heading=_("How it looks"), template="tenancy/admin/appearance/shades.html"),
        ],
        heading=_("Look"),
    ),
    ObjectList(
        [
            FieldPanel(
                "footer",
                help_text=_(
                    "Contacts, the menu and the statements stand there by themselves. What you add shows at once."
                ),
            )
        ],
        heading=_("Footer"),
    ),
    ObjectList(
        [
            FieldRowPanel([FieldPanel("sender_name"), FieldPanel("reply_to")]),
            SenderPanel(heading=_("How mail arrives"), template="tenancy/admin/appearance/sender.html"),
        ],
        heading=_("Mail"),
    ),
    ObjectList(
        [StatementsPanel(heading=_("Statements of the site"), template="tenancy/admin/appearance/statements.html")],
        heading=_("Statements"),
    ),
]
"""What a manager and the Union fill in alike."""
UNION_HELP = HelpPanel(heading=_("The Union's expert"), template="tenancy/admin/liaison.html")
OWN_TABS = TabbedInterface(
    [*DETAILS, ObjectList([UNION_HELP], heading=_("Your contact at the Union"))], base_form_class=AssociationForm
)
"""Everything a manager may change; the IČO, the address of the site and the members are the Union's."""
ASSOCIATION_TABS = TabbedInterface(
    [
        *DETAILS,
        ObjectList(
            [HelpPanel(heading=_("Address of the site"), template="tenancy/admin/appearance/address_panel.html")],
            heading=_("Address of the site"),
        ),
        ObjectList([FieldPanel("liaison_expert"), FieldPanel("liaison_deputy")], heading=_("The Union's expert")),
    ],
    base_form_class=AssociationForm,
)
"""What the Union changes: also the site's address, and who speaks for it to the association (NWS-5, V4)."""


def managed_by(user: Any, site: Site | None = None) -> Association | None:
    """The association `user` manages: the one whose site the admin is open on, else the first in Czech order."""
    own: QuerySet[Association] = Association.objects.filter(manager_group__user=user).in_czech_order()
    return own.filter(site=site).first() or own.first()


class OwnDetailsView(EditView):
    """The details of the manager's own association; nobody else gets here."""

    model = Association
    panel = OWN_TABS.bind_to_model(Association)
    permission_required = None
    page_title = _("Our association")
    header_icon = "home"
    edit_url_name = "own_association:edit"
    success_message = _("The details of the association were saved.")

    def get_object(self, queryset: Any = None) -> Association:
        association = managed_by(self.request.user, Site.find_for_request(self.request))
        if association is None:
            raise PermissionDenied
        return association

    def get_form_class(self) -> type:
        form_class: type = self.panel.get_form_class()
        return form_class

    def save_instance(self) -> Association:
        association: Association = super().save_instance()
        if association.data_box_id and not looks_like_data_box_id(association.data_box_id):
            messages.warning(self.request, _("Check the data box: it usually has seven letters and digits."))
        return association

    def get_edit_url(self) -> str:
        return reverse(self.edit_url_name)

    get_success_url = get_edit_url

    def get_success_buttons(self) -> list[Any]:
        return []

    def user_has_permission_for_instance(self, permission: str, instance: Association) -> bool:
        return permission == "change"


class OwnDetailsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return manages_any(request.user)


class OwnDetailsViewSet(ViewSet):
    name = "own_association"
    icon = "home"
    menu_label = _("Our association")
    menu_item_class = OwnDetailsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", OwnDetailsView.as_view(), name="edit")]


class StaffMemberViewSet(TenantModelViewSet):
    model = StaffMember
    icon = "group"
    menu_label = _("People")
    edit_handler = ObjectList(StaffMember.panels, base_form_class=StaffMemberForm)
    list_display = ["name", "position", "phone", "email"]
    list_export = ["name", "position", "phone", "email", "office_hours"]
    search_fields = ["name", "position", "email"]
    ordering = ["order", "name"]


class AgendaViewSet(TenantModelViewSet):
    model = Agenda
    icon = "help"
    menu_label = _("Agendas for citizens")
    list_display = ["title", "order"]
    list_export = ["title", "title_en", "description", "order"]
    search_fields = ["title", "description"]
    ordering = ["order", "title"]


class OwnAssociationGroup(ViewSetGroup):
    menu_label = _("Association")
    menu_icon = "home"
    menu_order = 250
    items = (OwnDetailsViewSet, StaffMemberViewSet, AgendaViewSet, AbsenceViewSet)
