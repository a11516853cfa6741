"""Addresses of handing over, among those of the request's own viewset."""

from typing import Any

from django.urls import URLPattern, path

from . import admin_views


def hand_over_urls(viewset: Any) -> list[URLPattern]:
    """The views behind the scope that `viewset` puts before all of its own."""
    return [
        path("hand-over/<int:pk>/", viewset.construct_view(admin_views.HandOverView), name="hand_over"),
        path("withdraw/<int:pk>/", viewset.construct_view(admin_views.WithdrawView), name="withdraw"),
    ]
