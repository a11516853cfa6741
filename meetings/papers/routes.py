"""Addresses of papers below the page of a meeting."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import path

POSTER = "plakat.pdf"
"""Stable, in every language: others have written it down."""


class PaperRoutes:
    """Routes of the page of a meeting."""

    @path(f"{POSTER}/", name="poster")
    def poster(self: Any, request: HttpRequest) -> HttpResponse:
        """The poster of the published meeting, to print (M11)."""
        from .public_views import published_poster

        return published_poster(request, self)
