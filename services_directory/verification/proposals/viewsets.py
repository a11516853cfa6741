"""Proposals of providers in the admin's menu, with their filters."""

from typing import Any

import django_filters
from django.db.models import Q
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.core.counted_menu import counted_menu_item
from portal.tenancy.boundary import is_union_user
from portal.tenancy.models import Association
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ...models import Proposal
from ...viewsets import MENU
from . import views
from .waiting import SETTLED, WAITING


class ProposalFilterSet(WagtailFilterSet):
    """Waiting or decided; the association only where there are several."""

    association = django_filters.ModelChoiceFilter(
        label=_("Association"), queryset=Association.objects.order_by("sort_key"), method="filter_association"
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[(WAITING, _("waiting")), (SETTLED, _("decided"))], method="filter_state"
    )

    class Meta:
        model = Proposal
        fields = ["association", "state"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_union_user(self.request.user):
            del self.filters["association"]

    def filter_association(self, queryset: Any, name: str, value: Association) -> Any:
        return queryset.for_association(value)

    def filter_state(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(settled_at__isnull=value == WAITING)


class ProposalViewSet(TenantModelViewSet):
    """They come from providers' answers and are decided here; nobody writes or deletes one."""

    model = Proposal
    name = "service_proposals"
    url_prefix = "services_directory/proposals"
    icon = "form"
    menu_label = _("Proposals of providers")
    menu_hook = MENU
    menu_order = 14
    menu_item_class = counted_menu_item(Proposal, Q(settled_at=None))
    add_to_admin_menu = True
    add_to_reference_index = False
    inspect_view_enabled = True
    panels = [SitePanel()]
    index_view_class = views.ProposalIndexView
    inspect_view_class = views.ProposalInspectView
    filterset_class = ProposalFilterSet
    list_per_page = 50
    search_backend_name = None
    search_fields: list[str] = []
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})

    @cached_property
    def url_finder_class(self) -> type:
        return type("ProposalURLFinder", (super().url_finder_class,), {"edit_url_name": views.INSPECT})

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]
        decide = self.construct_view(views.DecideView)
        return [*kept, path("decide/<int:proposal>/", decide, name="decide")]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
