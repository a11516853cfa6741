"""Addresses of closing a request, among those of the request's own viewset."""

from typing import Any

from django.urls import URLPattern, path

from . import views


def closing_urls(viewset: Any) -> list[URLPattern]:
    """The views behind the scope that `viewset` puts before all of its own."""
    return [
        path("resolve/<int:pk>/", viewset.construct_view(views.ResolveView), name="resolve"),
        path("decline/<int:pk>/", viewset.construct_view(views.DeclineView), name="decline"),
        path("mayor/<int:pk>/", viewset.construct_view(views.MayorAgainView), name="mayor"),
    ]
