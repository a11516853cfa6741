"""The status page of a request: shown to who has its secret link, and what they do there (R3, R8)."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse

if TYPE_CHECKING:
    from ..models import ContactPage


def status_page(request: HttpRequest, page: "ContactPage", token: str) -> HttpResponse:
    """Where the request of this secret `token` stands."""
    raise Http404
