"""The pages behind a reviewer's personal link (V1)."""

from django.http import Http404, HttpRequest, HttpResponse


def review_page(request: HttpRequest, token: str) -> HttpResponse:
    """What a link leads to."""
    raise Http404
