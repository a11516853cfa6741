"""Our pages about an approved issue in the admin."""

from django.urls import include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def register_sending() -> list[object]:
    return [path("newsletters/issue/", include("newsletters.sending.urls"))]
