"""Addresses of what a person asks for about their data, among those of the request's own viewset."""

from typing import Any

from django.urls import URLPattern, path

from . import request_views


def privacy_urls(viewset: Any) -> list[URLPattern]:
    """The views behind the scope that `viewset` puts before all of its own."""
    return [
        path("data/<int:pk>/", viewset.construct_view(request_views.PersonDataView), name="person_data"),
        path("forget/<int:pk>/", viewset.construct_view(request_views.ForgetView), name="forget"),
    ]
