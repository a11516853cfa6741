"""Addresses of the list of meetings for calendars."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import path, re_path

FEED = "kalendar"
"""How feeds begin below the list, in every language."""


class CalendarRoutes:
    """Routes of the list's page."""

    @path(f"{FEED}.ics/", name="feed")
    @re_path(rf"^{FEED}/(?P<body>[\w\-]+)\.ics/$", name="body_feed")
    def feed(self: Any, request: HttpRequest, body: str | None = None) -> HttpResponse:
        """All meetings for a calendar, or those of one body (M10)."""
        from .feed import feed_response

        return feed_response(request, self, body)
