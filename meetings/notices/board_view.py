"""The board as a page: what hangs there now, then the archive by years (M7)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from portal.core.models import BasePage
from portal.tenancy.frame import frame_of

from ..models import MeetingBody
from .board import archived, in_language, on_board, years_of
from .state import state_of

PER_PAGE = 20
OPEN_DATA = "/api/v1/ofn/uredni-deska.jsonld"
"""The board as open data; the same address on every site."""


def board_page(request: HttpRequest, index: Any) -> HttpResponse:
    """The board of the site whose list of meetings `index` is. ``?year=``, ``?body=`` and ``?page=`` of the archive."""
    frame = frame_of(request)
    site = frame.site.pk if frame else index.get_site().pk
    bodies = list(MeetingBody.objects.filter(site=site))
    body = next((one for one in bodies if one.slug == request.GET.get("body")), None)
    of_body = archived(site, body=body.slug if body else "")
    years = years_of(of_body)
    wanted = request.GET.get("year", "")
    year = next((row["year"] for row in years if str(row["year"]) == wanted), None)
    page = Paginator(archived(site, year=year, body=body.slug if body else ""), PER_PAGE).get_page(
        request.GET.get("page")
    )
    standing = [notice for notice in on_board(site) if body is None or notice.meeting.body_id == body.pk]
    context = {
        **BasePage.get_context(index, request),
        "standing": _rows(standing, index),
        "archive": _rows(page.object_list, index),
        "page_obj": page,
        "years": years,
        "year": year,
        "total": sum(row["count"] for row in years),
        "bodies": bodies,
        "body": body,
        "open_data": OPEN_DATA,
    }
    return TemplateResponse(request, "meetings/notices/board.html", context)


def _rows(notices: Any, index: Any) -> list[dict[str, Any]]:
    return [
        {"meeting": page, "state": state_of(notice.meeting, notice)} for notice, page in in_language(notices, index)
    ]
