"""Whose site a request came to; and the admin's addresses that know no tenants (decision 4)."""

import copy
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import activate, get_language_from_path
from wagtail.views import serve as serve_page

from portal.core.middleware import HEALTH_PATHS

from .appearance.addresses import led_on
from .boundary import is_union_user, may_meet_page
from .bulk import narrow_selection
from .frame import frame_of

UNION_ONLY = frozenset(
    {
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        "wagtail_localize:translations_report",
        "wagtail_localize:translations_report_results",
        "wagtail_localize:snippets_api_listing",
        "wagtail_localize:snippets_api_detail",
    }
)
UNION_ONLY_NAMESPACES = frozenset(
    {
        "wagtailadmin_reports",
        "wagtailadmin_workflows",
        "wagtaillocales",
        "wagtailredirects",
        "wagtailsites",
        "wagtailusers_groups",
        "wagtailusers_users",
    }
)
# A centre's own work goes through these two although they stand in namespaces of the Union's.
ALLOWED = frozenset({"wagtailadmin_workflows:task_chosen", "wagtailadmin_reports:locked_pages"})
# Wagtail's admin API lists every file there is; its own choosers don't use it.
UNSCOPED_APIS = (["wagtailadmin_api", "images"], ["wagtailadmin_api", "documents"])
PAGE_ARGUMENTS = frozenset({"page_id", "parent_page_id", "page_to_move_id", "destination_id", "parent_page_pk"})


class SiteFrameMiddleware:
    """Tell Wagtail from memory (`portal.tenancy.frame`) which site a request came to and which page it asks for.

    Who reads at an address the site had before is led on to the present one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in HEALTH_PATHS and (frame := frame_of(request)) is not None:
            if (elsewhere := led_on(request, frame.site)) is not None:
                return elsewhere
            request._wagtail_site = copy.copy(frame.site)  # type: ignore[attr-defined]
            paths = frame.root_paths if request.path.startswith("/admin/") else frame.near_root_paths
            request._wagtail_cached_site_root_paths = paths  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Where Wagtail would look the page up step by step, it finds the answer on the request.

        The address of a language that the site doesn't speak leads nowhere, and Czech says so.
        """
        asked = get_language_from_path(request.path_info)
        if asked and asked != settings.LANGUAGE_CODE:
            frame = frame_of(request)
            if frame is not None and asked not in frame.languages:
                activate(settings.LANGUAGE_CODE)
                raise Http404("The site has no such language")
        if view is serve_page and args and (frame := frame_of(request)) is not None:
            request._wagtail_route_for_request = frame.entrances.route(request, args[0])  # type: ignore[attr-defined]


class AdminBoundaryMiddleware:
    """Refuse a centre's people the Union's addresses and pages of other trees, whatever Wagtail's view checks.

    Wagtail's explorer and choosers look pages up by number alone before they ask for permissions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        match = request.resolver_match
        if match is None or not request.path.startswith("/admin/") or not request.user.is_authenticated:
            return
        if is_union_user(request.user):
            return
        guarded = match.view_name in UNION_ONLY or UNION_ONLY_NAMESPACES & set(match.namespaces)
        if (guarded and match.view_name not in ALLOWED) or match.namespaces in UNSCOPED_APIS:
            raise PermissionDenied
        if match.view_name == "wagtail_bulk_action":
            narrow_selection(request, kwargs["app_label"], kwargs["model_name"])
        for name in PAGE_ARGUMENTS & kwargs.keys():
            if not may_meet_page(request.user, int(kwargs[name])):
                raise Http404
