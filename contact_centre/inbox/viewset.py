"""Citizens' requests in the admin menu."""

from typing import Any

from django.db.models import Q
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.core.counted_menu import counted_menu_item
from portal.tenancy.panels import SitePanel

from ..closing.urls import closing_urls
from ..enums import OPEN_REQUEST
from ..handover.admin_urls import hand_over_urls
from ..models import CitizenRequest
from ..privacy.urls import privacy_urls
from ..viewsets import KeptViewSet
from . import entering, list_views, page_views, step_views, writing_views
from .filters import RequestFilterSet


class CitizenRequestViewSet(KeptViewSet):
    """Requests are worked on here; they come from the form, or from whoever took the call, and are never deleted."""

    model = CitizenRequest
    name = "citizen_requests"
    url_prefix = "contact_centre/citizenrequest"
    icon = "mail"
    menu_label = _("Citizens' requests")
    menu_order = 20
    menu_item_class = counted_menu_item(CitizenRequest, Q(status__in=OPEN_REQUEST))
    left_out = frozenset({"edit", "delete", "usage", "history", "history_results"})
    index_view_class = list_views.RequestIndexView
    add_view_class = entering.EnterRequestView
    inspect_view_class = page_views.RequestPageView
    filterset_class = RequestFilterSet
    panels = [SitePanel()]
    search_backend_name = None
    list_per_page = 50
    # The file leaves the portal: nobody's words, name or address.
    list_export = [
        "reference",
        "get_kind_display",
        "category",
        "agenda",
        "municipality",
        "get_channel_display",
        "get_status_display",
        "received_at",
        "due_on",
        "closed_at",
        "activity.responsible_name",
        "mayor_informed_on",
        "times_reopened",
    ]
    export_headings = {
        "get_kind_display": _("Kind"),
        "get_channel_display": _("Came by"),
        "get_status_display": _("State"),
        "activity.responsible_name": _("Who has it"),
    }
    export_filename = "podnety"

    @cached_property
    def url_finder_class(self) -> type:
        return type("RequestURLFinder", (super().url_finder_class,), {"edit_url_name": self.get_url_name("inspect")})

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # A form of its own: the model's would ask for what only the action may set.
        return kwargs

    def get_urlpatterns(self) -> list[URLPattern]:
        steps = {
            "assign": step_views.AssignView,
            "start": step_views.StartView,
            "resume": step_views.ResumeView,
            "release": step_views.ReleaseView,
            "spam": step_views.SpamView,
            "pause": writing_views.PauseView,
            "write": writing_views.WriteView,
            "note": writing_views.NoteView,
            "merge": writing_views.MergeView,
            "public": writing_views.PublicView,
        }
        return [
            *super().get_urlpatterns(),
            *(path(f"{name}/<int:pk>/", self.construct_view(view), name=name) for name, view in steps.items()),
            path("files/<int:pk>/<int:attachment>/", self.construct_view(page_views.RequestFileView), name="download"),
            *closing_urls(self),
            *hand_over_urls(self),
            *privacy_urls(self),
        ]
