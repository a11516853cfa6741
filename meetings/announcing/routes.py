"""The personal page of somebody invited, below the list of meetings (MTG-3)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import path

from .addresses import INVITED


class InvitedRoutes:
    """Routes of the list's page; the answer of a mayor (M3) gets its own below the personal page."""

    @path(f"{INVITED}/<str:token>/", name="invited")
    def invited(self: Any, request: HttpRequest, token: str) -> HttpResponse:
        """The meeting as those invited see it."""
        from .invited_views import invited_page

        return invited_page(request, self, token)

    @path(f"{INVITED}/<str:token>/kalendar/", name="invited_calendar")
    def invited_calendar(self: Any, request: HttpRequest, token: str) -> HttpResponse:
        """The same for their calendar."""
        from .invited_views import calendar_file

        return calendar_file(request, self, token)

    @path(f"{INVITED}/<str:token>/dopis/", name="invited_letter")
    def invited_letter(self: Any, request: HttpRequest, token: str) -> HttpResponse:
        """The invitation on paper."""
        from .invited_views import letter_file

        return letter_file(request, self, token)

    @path(f"{INVITED}/<str:token>/soubor/<int:document_id>/", name="invited_file")
    def invited_file(self: Any, request: HttpRequest, token: str, document_id: int) -> HttpResponse:
        """A file of the programme, also of a point that isn't public."""
        from .invited_views import programme_file

        return programme_file(request, self, token, document_id)
