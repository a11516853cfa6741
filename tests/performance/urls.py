"""The portal's addresses and `/bare/`, which answers with a fixed page after all middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal import urls

PAGE = b"<!doctype html><title>bare</title>" + b"<p>nothing</p>" * 100


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("bare/", bare), *urls.urlpatterns]
