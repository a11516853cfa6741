"""The association's bodies and rules of inviting in the admin (M10, M2)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views.generic import DeleteView, EditView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Site
from wagtail.permissions import policy_registry

from portal.tenancy.boundary import sites_of
from portal.tenancy.viewsets import TenantModelViewSet

from .bodies import rules_of
from .models import MeetingBody, MeetingPage, MeetingRules

MOST_DAYS = 120
"""Nobody's statutes ask for an invitation a third of a year ahead."""


class MeetingBodyForm(WagtailAdminModelForm):
    """Keeps the kind of a body that has met: its notices would be of another kind than it is."""

    def clean_kind(self) -> Any:
        kind = self.cleaned_data["kind"]
        if self.instance.pk and "kind" in self.changed_data and is_used(self.instance):
            self.add_error(
                "kind", gettext("Meetings of this body have been held or planned. Add another body for another kind.")
            )
        return kind

    def clean_invitation_days(self) -> int | None:
        days: int | None = self.cleaned_data["invitation_days"]
        if days is not None and days > MOST_DAYS:
            self.add_error("invitation_days", gettext("At most %d days.") % MOST_DAYS)
        return days


def is_used(body: MeetingBody) -> bool:
    """Whether there is a notice of a meeting of `body`, published or not."""
    return MeetingPage.objects.filter(body=body).exists()


class BodyDeleteView(DeleteView):
    """Says why a body that has met stays."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_used(self.object):
            words = gettext("There are meetings of “%(body)s”, so it stays. If it meets no more, untick “meets”.")
            messages.error(request, words % {"body": self.object})
            return redirect(reverse("meeting_bodies:edit", args=[self.object.pk]))
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


class MeetingBodyViewSet(TenantModelViewSet):
    model = MeetingBody
    name = "meeting_bodies"
    url_prefix = "meetings/bodies"
    icon = "group"
    menu_label = _("Bodies")
    edit_handler = ObjectList(MeetingBody.panels, base_form_class=MeetingBodyForm)
    delete_view_class = BodyDeleteView
    list_display = ["name", "kind", "invitation_days", "is_active"]
    list_export = ["name", "name_en", "slug", "kind", "invitation_days", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "name_en"]
    search_backend_name = None
    ordering = ["order", "name"]


RULES_PANEL = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel("counting"), FieldPanel("on_working_day")], heading=_("Last day for the invitation")
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("signed_name"), FieldPanel("signed_position")])], heading=_("Who signs")
        ),
    ]
)


class RulesView(EditView):
    """How the association whose admin is open counts the days of an invitation, and who signs it; one form."""

    model = MeetingRules
    panel = RULES_PANEL.bind_to_model(MeetingRules)
    permission_required = None
    page_title = _("Rules of meetings")
    header_icon = "cog"
    edit_url_name = "meeting_rules:edit"
    success_message = _("The rules of meetings were saved.")

    def get_object(self, queryset: Any = None) -> MeetingRules:
        return rules_of(_own_site(self.request).pk)

    def get_form_class(self) -> type:
        form_class: type = self.panel.get_form_class()
        return form_class

    def get_edit_url(self) -> str:
        return reverse(self.edit_url_name)

    get_success_url = get_edit_url

    def get_success_buttons(self) -> list[Any]:
        return []

    def user_has_permission_for_instance(self, permission: str, instance: MeetingRules) -> bool:
        return permission == "change"


def _own_site(request: HttpRequest) -> Site:
    """The site whose rules `request` may change: the open one, else the first. Raises PermissionDenied."""
    from django.core.exceptions import PermissionDenied

    own = sites_of(request.user, MeetingRules, "change").filter(association__isnull=False)
    site = own.filter(pk=getattr(Site.find_for_request(request), "pk", None)).first() or own.order_by("pk").first()
    if site is None:
        raise PermissionDenied
    return site


class RulesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        # Of what the user's rights say already: the menu stands on every page.
        return bool(policy_registry.get_by_type(MeetingRules).user_has_any_permission(request.user, ["change"]))


class MeetingRulesViewSet(ViewSet):
    name = "meeting_rules"
    url_prefix = "meetings/rules"
    icon = "cog"
    menu_label = _("Rules")
    menu_item_class = RulesMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", RulesView.as_view(), name="edit")]
