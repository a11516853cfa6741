"""Each association's rules of verification in the admin: how often, who keeps entries, whether providers are asked."""

from typing import Any

from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView

from portal.tenancy.boundary import sites_of
from portal.tenancy.viewsets import TenantModelViewSet

from ..models import VerificationPolicy
from ..viewsets import MENU
from .dates import in_force, longest_months
from .policy import recompute_days


def association_of(policy: VerificationPolicy) -> str:
    return str(policy.site.association.short_name)


def months_in_force(policy: Any) -> int:
    """The Union's limit (`PolicyIndexView` has read it) may have sunk below what the association set."""
    return in_force(policy.months, policy.longest)


class PolicyIndexView(IndexView):
    """The rules of all associations; who works for one goes straight to its own."""

    def get_base_queryset(self) -> Any:
        rules = super().get_base_queryset().select_related("site__association", "default_keeper")
        return rules.annotate(longest=Value(longest_months()))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sites = list(sites_of(request.user, VerificationPolicy, "add", "change")[:2])
        if len(sites) == 1 and not self.is_export:
            own = VerificationPolicy.objects.for_site(sites[0]).first()
            name = self.edit_url_name if own else self.add_url_name
            return redirect(reverse(name, args=[own.pk] if own else []))
        shown: HttpResponse = super().get(request, *args, **kwargs)
        return shown


class _Followed:
    """The last days for verifying follow the rules at once."""

    def save_instance(self) -> Any:
        policy = super().save_instance()  # type: ignore[misc]
        recompute_days([policy.site_id])
        return policy


class PolicyCreateView(_Followed, CreateView):
    def get_success_url(self) -> str:
        return str(self.get_edit_url())


class PolicyEditView(_Followed, EditView):
    def get_success_url(self) -> str:
        return str(self.get_edit_url())


class VerificationPolicyViewSet(TenantModelViewSet):
    """Rules of verification, one row for each association that has its own."""

    model = VerificationPolicy
    name = "verification_policies"
    url_prefix = "services_directory/verification/rules"
    icon = "cog"
    menu_label = _("Rules of verification")
    menu_order = 38
    menu_hook = MENU
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = PolicyIndexView
    add_view_class = PolicyCreateView
    edit_view_class = PolicyEditView
    list_display = [
        Column("site", label=_("Association"), accessor=association_of),
        Column("months", label=_("Verified every … months"), accessor=months_in_force),
        Column("default_keeper", label=_("Keeper"), accessor="default_keeper"),
        Column("asks_providers", label=_("Providers are asked"), accessor="asks_providers"),
    ]
    list_filter = ["asks_providers"]
    ordering = ["site__association__sort_key"]
