"""Addresses of calendar files. Wagtail's own pattern serves no address with a dot in it."""

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from wagtail.views import serve

from .calendar_file import FILE


def serve_dates(request: HttpRequest, place: str) -> HttpResponse:
    """The calendar file of the page at `place`: routed, guarded and answered as pages are."""
    response: HttpResponse = serve(request, f"{place}{FILE}/")
    return response


urlpatterns = [re_path(r"^(?P<place>(?:[\w\-]+/)+)terminy\.ics$", serve_dates, name="newsletter_dates")]
