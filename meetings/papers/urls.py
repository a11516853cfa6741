"""The address of posters. Wagtail's own pattern serves no address with a dot in it."""

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from wagtail.views import serve

from .routes import POSTER


def serve_poster(request: HttpRequest, place: str) -> HttpResponse:
    """The poster of the meeting at `place`: routed, guarded and answered as pages are."""
    response: HttpResponse = serve(request, f"{place}{POSTER}/")
    return response


urlpatterns = [re_path(r"^(?P<place>(?:[\w\-]+/)+)plakat\.pdf$", serve_poster, name="meeting_poster")]
