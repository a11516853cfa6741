"""Addresses of subscribing that Wagtail's own pattern can't serve.

The short form stands on pages that are the same for everybody and set no cookie, so it has no token against forgery;
its address only shows the whole form and stores nothing. The one click that unsubscribes comes from the servers of mail
programs (RFC 8058) and has no token either.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt
from wagtail.views import serve

from .unsubscribe_views import serve_unsubscribing


@csrf_exempt
def serve_start(request: HttpRequest, place: str) -> HttpResponse:
    """The page that takes over the address of the short form: routed, guarded and answered as pages are."""
    response: HttpResponse = serve(request, f"{place}odber/zacit/")
    return response


urlpatterns = [
    re_path(r"^(?P<place>(?:[\w\-]+/)+)odber/zacit/$", serve_start, name="newsletter_subscribe_start"),
    re_path(
        r"^(?P<place>(?:[\w\-]+/)+odber/odhlasit/(?P<token>[\w\-]+)/(?:(?P<mailing>\d{1,18})/)?)$",
        serve_unsubscribing,
        name="newsletter_unsubscribe",
    ),
]
