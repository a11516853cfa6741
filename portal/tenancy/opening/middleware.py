"""What the public gets from a site in preparation: that it is being prepared, at every address (decision 65)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from portal.core.middleware import HEALTH_PATHS
from portal.users.middleware import KEYED

from ..boundary import is_union_user
from ..frame import frame_of
from ..models import Association

PASSING = ("/admin/", "/ucet/", "/static/", "/media/", "/brand/", "/anymail/")
"""Where people sign in and prepare it, with what their pages are made of; files of pictures keep their own rule."""
RETRY_AFTER = 24 * 3600
"""Seconds. A machine that knows the address comes again tomorrow."""


class PreparationMiddleware:
    """Answers for a site in preparation, unless whoever asks works on it or holds a personal link."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path in HEALTH_PATHS or path.startswith(PASSING):
            return self.get_response(request)
        frame = frame_of(request)
        association = frame.association if frame is not None else None
        if association is None or association.opened_at is not None:
            return self.get_response(request)
        # Mayors, providers and reviewers are written to before the site opens: their links are for them alone.
        if not (KEYED.search(path) or works_on(request.user, association)):
            return in_preparation(request, association)
        response = self.get_response(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response._may_keep = False  # type: ignore[attr-defined]
        return response


def works_on(user: Any, association: Association) -> bool:
    """Whether `user` is of the association's people or of the Union's."""
    if not (user.is_authenticated and user.is_active):
        return False
    own = {association.manager_group_id, association.editor_group_id}
    return is_union_user(user) or not own.isdisjoint(user.rights.groups.values())


def in_preparation(request: HttpRequest, association: Association) -> HttpResponse:
    """The page that says so, with who is behind it; 503: machines come again, and keep nothing."""
    request.is_meant_to_wait = True  # type: ignore[attr-defined] # for the log
    response = render(request, "tenancy/in_preparation.html", {"association": association}, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response
