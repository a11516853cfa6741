"""Addresses of the archive for programs and for members' websites. They are stable: others have written them down."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.contrib.routable_page.models import path


class SharedArchive:
    """Routes of the archive page."""

    @path("<int:year>/<int:number>/", name="by_number")
    def by_number(self: Any, request: HttpRequest, year: int, number: int) -> HttpResponse:
        """An issue by what stands on paper, "2/2026": leads to its page, wherever that is (N7)."""
        issue = self.issues.filter(year=year, number=number).first()
        if issue is None:
            raise Http404
        return redirect(issue.get_url(request))

    @path("atom/", name="atom")
    def atom(self: Any, request: HttpRequest) -> HttpResponse:
        """The newest issues and corrections as an Atom feed (RFC 4287)."""
        from .feed import feed_response

        return feed_response(request, self)

    @path("widget/", name="widget")
    def widget(self: Any, request: HttpRequest) -> HttpResponse:
        """The newest issues to be framed by another website."""
        from .views import frame

        return frame(request, self)

    @path("widget/seznam/", name="widget_list")
    def widget_list(self: Any, request: HttpRequest) -> HttpResponse:
        """The newest issues as plain HTML to be included by another website's server."""
        from .views import plain_list

        return plain_list(request, self)

    @path("pro-obce/", name="for_municipalities")
    def for_municipalities(self: Any, request: HttpRequest) -> HttpResponse:
        """How a municipality takes an issue over: PDFs, the text, and the code for its website (NWS-3)."""
        from .views import guide

        return guide(request, self)
