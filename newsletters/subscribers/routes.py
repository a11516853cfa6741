"""Addresses of the archive for those who want it by mail: the form, and the pages behind their links (X1, X3, X4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import path, re_path


class SubscriptionRoutes:
    """Routes of the archive page."""

    @path("odber/", name="subscribe")
    def subscribe(self: Any, request: HttpRequest) -> HttpResponse:
        """The form, and what is sent by it."""
        from .form_views import form_page

        return form_page(request, self)

    @path("odber/zacit/", name="subscribe_start")
    def subscribe_start(self: Any, request: HttpRequest) -> HttpResponse:
        """The form with the address that somebody typed on another page."""
        from .form_views import started_page

        return started_page(request, self)

    @path("odber/hotovo/", name="subscribed")
    def subscribed(self: Any, request: HttpRequest) -> HttpResponse:
        """Thanks after confirming."""
        from .confirm_views import thanks_page

        return thanks_page(request, self)

    @path("odber/potvrdit/<str:token>/", name="confirm_subscription")
    def confirm_subscription(self: Any, request: HttpRequest, token: str) -> HttpResponse:
        """The page behind the link that confirms."""
        from .confirm_views import confirm_page

        return confirm_page(request, self, token)

    @path("odber/nastaveni/<str:token>/", name="preferences")
    def preferences(self: Any, request: HttpRequest, token: str) -> HttpResponse:
        """The subscriber's own page."""
        from .preference_views import preferences_page

        return preferences_page(request, self, token)

    @path("odber/nastaveni/<str:token>/udaje/", name="preferences_data")
    def preferences_data(self: Any, request: HttpRequest, token: str) -> HttpResponse:
        """All we know about the subscriber, as a file."""
        from .preference_views import data_file

        return data_file(request, self, token)

    @path("odber/nastaveni/<str:token>/smazat/", name="preferences_delete")
    def preferences_delete(self: Any, request: HttpRequest, token: str) -> HttpResponse:
        """The page that deletes the subscriber's address."""
        from .preference_views import delete_page

        return delete_page(request, self, token)

    @path("odber/odhlasit/<str:token>/", name="unsubscribe")
    @re_path(r"^odber/odhlasit/(?P<token>[^/]+)/(?P<mailing>[0-9]{1,18})/$", name="unsubscribe_mailing")
    def unsubscribe(self: Any, request: HttpRequest, token: str, mailing: str | None = None) -> HttpResponse:
        """The page that ends a subscription; a mail's own link says which mail it stood in."""
        from .unsubscribe_views import unsubscribe_page

        return unsubscribe_page(request, self, token, mailing=int(mailing) if mailing else None)
