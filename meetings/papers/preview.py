"""How the letter and the poster of a meeting will look, for who edits it."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from portal.core import pdf
from portal.tenancy.boundary import pages_of

from ..models import MeetingPage
from .letter import letter_of
from .poster import poster_of
from .public_views import pdf_response
from .sheet import Sheet, sheet_of

LETTER, POSTER = "meeting_papers:letter", "meeting_papers:poster"


def newest_sheet(user: Any, pk: int) -> Sheet:
    """The sheet of the meeting `pk` as it was saved last, if `user` may edit it. Raises Http404, PermissionDenied."""
    page = get_object_or_404(pages_of(user, MeetingPage.objects.filter(alias_of=None)), pk=pk)
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    is_draft = not page.live or page.has_unpublished_changes
    newest = page.get_latest_revision_as_object() if page.latest_revision_id else page
    return sheet_of(newest, is_draft=is_draft)


class PaperView(View):
    """One paper of the meeting as it was saved last; what isn't published says so."""

    what: ClassVar[Any]

    def make(self, sheet: Sheet) -> bytes:
        raise NotImplementedError

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        sheet = newest_sheet(request.user, page_id)
        reason = ""
        try:
            content = pdf.one_at_a_time(lambda: self.make(sheet))
        except pdf.PdfUnavailable:
            content, reason = None, _("This server lacks what it needs to make PDF files.")
        if content is None:
            messages.warning(request, reason or _("Other pages are just being made. Try it in a few seconds."))
            return redirect("wagtailadmin_pages:edit", page_id)
        response = pdf_response(sheet, content, str(self.what))
        response["Cache-Control"] = "no-store"
        return response


class LetterView(PaperView):
    what = gettext_lazy("Invitation")

    def make(self, sheet: Sheet) -> bytes:
        return letter_of(sheet)


class PosterView(PaperView):
    what = gettext_lazy("Poster")

    def make(self, sheet: Sheet) -> bytes:
        return poster_of(sheet)
