"""The official board and events at /api/v1/ofn/."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_noop
from ninja import Query, Router

from portal.tenancy.api.routers import OneAssociation
from portal.tenancy.ofn.answers import TAG, answer, answers, asked, is_of_association

from . import boards, reading, shapes

router = Router(tags=[TAG])


@router.get(
    "/uredni-deska.jsonld",
    summary=gettext_noop("Official board: notices that stand on it (OFN)"),
    openapi_extra=answers("A board as the norm Úřední desky 2021-07-20 says; on the Union's site a list of boards."),
)
def board(request: HttpRequest, filters: Query[OneAssociation]) -> HttpResponse:
    """The association's board as it stands now; on the Union's site the boards of all, one if one is asked for."""
    scope = asked(request, filters.association)
    with translation.override("cs"):
        found = boards.boards(scope)
    is_one = bool(filters.association) or is_of_association(request)
    return answer(found[0] if is_one and found else found)


@router.get(
    "/uredni-deska/{uuid:uid}",
    summary=gettext_noop("One notice, while it stands and afterwards"),
    openapi_extra=answers("The board with this notice alone, as the norm Úřední desky 2021-07-20 says."),
)
def one_notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A notice by the end of its identifier: the board with it alone. It answers when it has been taken down, too."""
    with translation.override("cs"):
        found = boards.board_with(asked(request, ""), uid)
    if found is None:
        raise Http404
    return answer(found)


@router.get(
    "/udalosti.jsonld",
    summary=gettext_noop("Events: meetings ahead and of the last year (OFN)"),
    openapi_extra=answers("Events as the norm Události 2020-07-01 says."),
)
def events(request: HttpRequest, filters: Query[OneAssociation]) -> HttpResponse:
    """Meetings that are held or were, the earliest first; cancelled ones are left out."""
    with translation.override("cs"):
        return answer([shapes.event(each) for each in reading.coming_and_recent(asked(request, filters.association))])


@router.get(
    "/udalosti/{uuid:uid}",
    summary=gettext_noop("One event, cancelled or not"),
    openapi_extra=answers("The event as the norm Události 2020-07-01 says."),
)
def one_event(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A meeting by the end of its identifier; of a cancelled one its name says so."""
    with translation.override("cs"):
        known = reading.one(asked(request, ""), uid)
        found = shapes.event(known) if known else None
    if found is None:
        raise Http404
    return answer(found)
