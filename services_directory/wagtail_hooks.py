"""Registers the directory with the admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.snippets.models import register_snippet

from . import log
from .action_menu import offer_publishing
from .bulk import BULK_ACTIONS
from .hours.views import read_hours
from .importing.viewsets import ServiceImportViewSet
from .keeping import KeepServices
from .mistakes import log as mistakes_log
from .mistakes.viewset import MistakeViewSet
from .models import Service
from .permissions import may_delete
from .search.viewsets import SEARCH_VIEWSETS
from .verification.log_views import VerificationLogViewSet
from .verification.phoning.bulk import VerifyServices
from .verification.phoning.queue_views import VerificationQueueViewSet
from .verification.policy_admin import VerificationPolicyViewSet
from .verification.proposals.viewsets import ProposalViewSet
from .verification.reminding.admin import ReminderStageViewSet
from .verification.shares.viewsets import ShareViewSet
from .viewsets import MENU, CompletenessViewSet, ServiceViewSet, service_kind_viewset

register_snippet(ServiceViewSet)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    searching = [viewset() for viewset in SEARCH_VIEWSETS]
    return [
        service_kind_viewset,
        CompletenessViewSet(),
        MistakeViewSet(),
        ProposalViewSet(),
        ServiceImportViewSet(),
        ReminderStageViewSet(),
        ShareViewSet(),
        VerificationLogViewSet(),
        VerificationPolicyViewSet(),
        VerificationQueueViewSet(),
        *searching,
    ]


@hooks.register("register_admin_menu_item")
def register_menu() -> MenuItem:
    """One menu for the directory; what belongs to it joins by the hook ``register_services_menu_item``."""
    return SubmenuMenuItem(
        gettext_lazy("Public services"),
        Menu(register_hook_name=MENU),
        name="services_directory",
        icon_name="list-ul",
        order=210,
    )


@hooks.register("register_admin_urls")
def register_hours() -> list[URLPattern]:
    return [path("services/hours/read/", read_hours, name="services_directory_read_hours")]


hooks.register("construct_snippet_action_menu", offer_publishing)


# After Wagtail's own, whose deletion of several snippets leaves no trace in the history.
for action in (*BULK_ACTIONS, VerifyServices, KeepServices):
    hooks.register("register_bulk_action", action, order=100)


@hooks.register("before_delete_snippet")
def keep_what_was_public(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Deleting what was public takes a right of its own; closing or unpublishing doesn't."""
    for service in instances:
        if isinstance(service, Service) and not may_delete(request.user, service):
            said = _("%(service)s has been public. Close it or unpublish it; only a manager may delete it.")
            messages.error(request, said % {"service": service})
            return redirect(Service.snippet_viewset.get_url_name("edit"), service.pk)
    return None


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    log.register(actions)
    mistakes_log.register(actions)
