"""The admin's own views of services. The tenant's scope is put in front of them by the viewset."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import EditView, IndexView, UnpublishView

from portal.tenancy.lists import RememberedOrder

from ..actions import unpublish_service
from ..completeness import with_completeness
from ..models import Service
from ..permissions import may_delete, may_move
from ..verification.phoning.memory import RoundMemory


class RememberedServiceOrder(RememberedOrder):
    tie_breakers = ("sort_key", "pk")


class ServiceSearch:
    """Searched by name, body, IČO and municipality, whatever the diacritics."""

    is_searchable = True

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.named(self.search_query) if self.is_searching else queryset  # type: ignore[attr-defined]


class ServiceIndexView(ServiceSearch, RememberedServiceOrder, IndexView):
    """The list of services with how complete each is."""

    def get_base_queryset(self) -> Any:
        services = with_completeness(super().get_base_queryset())
        return services.prefetch_related("contacts", "served", "parts__kind") if self.is_export else services

    def get_delete_url(self, instance: Service) -> str | None:
        return super().get_delete_url(instance) if may_delete(self.request.user, instance) else None


class ServiceEditView(EditView):
    """The editor's form, with the way to another association for the Union and back to the round one came from."""

    @cached_property
    def _way_back(self) -> str:
        return RoundMemory(self.request.session).way_back(self.object.pk)

    def get_success_url(self) -> str:
        # A published correction leads back to the phone; a draft stays in the editor, as everywhere.
        is_published = self.action not in {"edit", "cancel-workflow"}
        return self._way_back if self._way_back and is_published else super().get_success_url()

    @cached_property
    def header_buttons(self) -> list[Any]:
        log = reverse("verification_log:entry", args=[self.object.pk])
        buttons: list[Any] = [*super().header_buttons, HeaderButton(_("Verification"), url=log, icon_name="check")]
        if self._way_back:
            buttons.append(HeaderButton(_("Back to the round"), url=self._way_back, icon_name="mobile-alt"))
        return buttons

    @cached_property
    def can_delete(self) -> bool:
        return may_delete(self.request.user, self.object)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = list(super().header_more_buttons)
        if may_move(self.request.user):
            address = reverse(self.model.snippet_viewset.get_url_name("move"), args=[self.object.pk])
            buttons.append(Button(_("Move to another association"), url=address, icon_name="site", priority=40))
        return buttons


class ServiceUnpublishView(UnpublishView):
    """Wagtail's own view goes past `Service.unpublish`."""

    template_name = "services_directory/admin/confirm_unpublish.html"

    def unpublish(self) -> Any:
        response = self.run_hook("before_unpublish", self.request, self.object)
        if response is not None:
            return response
        unpublish_service(service=self.object, user=self.request.user)
        return self.run_hook("after_unpublish", self.request, self.object)
