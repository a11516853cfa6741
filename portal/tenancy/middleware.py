"""The admin's addresses that know no tenants are the Union's only (decision 4)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from .boundary import is_union_user

UNION_ONLY = frozenset(
    {
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:site_history_results",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_reports:page_types_usage_results",
        "wagtailadmin_reports:workflow",
        "wagtailadmin_reports:workflow_results",
        "wagtailadmin_reports:workflow_tasks",
        "wagtailadmin_reports:workflow_tasks_results",
    }
)
UNION_ONLY_NAMESPACES = frozenset({"wagtailusers_groups", "wagtailusers_users", "wagtailsites", "wagtailredirects", "wagtaillocales"})


class UnionOnlyAdminMiddleware:
    """Refuse the Union's admin addresses to everybody else, whatever Wagtail's own check says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if match is None or not request.user.is_authenticated:
            return
        guarded = match.view_name in UNION_ONLY or UNION_ONLY_NAMESPACES & set(match.namespaces)
        if guarded and not is_union_user(request.user):
            raise PermissionDenied
