"""Addresses of feeds. Wagtail's own pattern serves no address with a dot in it."""

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from wagtail.views import serve


def serve_feed(request: HttpRequest, place: str, feed: str) -> HttpResponse:
    """The feed of the list of meetings at `place`: routed, guarded and answered as pages are."""
    response: HttpResponse = serve(request, f"{place}{feed}/")
    return response


urlpatterns = [
    re_path(r"^(?P<place>(?:[\w\-]+/)+)(?P<feed>kalendar(?:/[\w\-]+)?\.ics)$", serve_feed, name="meetings_calendar")
]
