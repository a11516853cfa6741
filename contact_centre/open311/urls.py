"""Addresses of GeoReport v2, each with the ending of a format or without one."""

from django.urls import re_path

from . import views

app_name = "open311"
FORMAT = r"(?P<suffix>\.xml|\.json)?/?$"

urlpatterns = [
    re_path(rf"^(?:v2/)?discovery{FORMAT}", views.discovery, name="discovery"),
    re_path(r"^v2/?$", views.discovery),
    re_path(rf"^v2/services{FORMAT}", views.services, name="services"),
    re_path(rf"^v2/services/(?P<code>[^/]+?){FORMAT}", views.service, name="service"),
    re_path(rf"^v2/requests{FORMAT}", views.requests, name="requests"),
    re_path(rf"^v2/requests/(?P<number>[^/]+?){FORMAT}", views.request, name="request"),
    re_path(rf"^v2/tokens/(?P<token>[^/]+?){FORMAT}", views.token, name="token"),
    re_path(r"^.*?(?P<suffix>\.xml|\.json)?/?$", views.missing),
]
