"""An association's colour as a stylesheet of its own (the content policy forbids inline style)."""

from django.http import HttpRequest, HttpResponse


def brand_css(request: HttpRequest, colour: str) -> HttpResponse:
    return HttpResponse(f":root{{--brand:#{colour}}}", content_type="text/css")
