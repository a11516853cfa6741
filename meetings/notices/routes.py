"""Addresses of the board and of proofs. They are stable: papers and letters carry them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import path


class BoardRoutes:
    """Routes of the list of meetings."""

    @path("deska/", name="board")
    def board(self: Any, request: HttpRequest) -> HttpResponse:
        """What hangs on the board now, and the archive by years (M7)."""
        from .board_view import board_page

        return board_page(request, self)


class ProofRoutes:
    """Routes of a meeting's page."""

    @path("doklad/", name="proof")
    def proof(self: Any, request: HttpRequest) -> HttpResponse:
        """What was posted when, and whether everything still agrees (M8)."""
        from .proof_views import proof_page

        return proof_page(request, self)

    @path("doklad/potvrzeni/", name="certificate")
    def certificate(self: Any, request: HttpRequest) -> HttpResponse:
        """The same on paper, to be put into the file."""
        from .proof_views import certificate

        return certificate(request, self)

    @path("doklad/<int:position>/obsah/", name="proof_content")
    def proof_content(self: Any, request: HttpRequest, position: int) -> HttpResponse:
        """The content of a version in the very bytes its fingerprint was counted from."""
        from .proof_views import content_file

        return content_file(request, self, position)

    @path("doklad/<int:position>/zaznam/", name="proof_line")
    def proof_line(self: Any, request: HttpRequest, position: int) -> HttpResponse:
        """A line in the very bytes its fingerprint was counted from."""
        from .proof_views import line_file

        return line_file(request, self, position)
