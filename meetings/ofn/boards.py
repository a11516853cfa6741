"""An association's official board as open data: the notices that stand on it now (O1)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.core import ofn
from portal.core.ofn import Node
from portal.tenancy.api.scope import Scope
from portal.tenancy.ofn.answers import identifier
from portal.tenancy.ofn.associations import legal_body
from portal.tenancy.ofn.pages import PublicList, below

from ..models import MeetingPage, Notice
from ..notices.board import on_board
from ..notices.state import until_of
from .reading import lists, told
from .shapes import information

ADDRESS = "deska/"
"""The board below the list of meetings."""


def boards(scope: Scope, on: date | None = None) -> list[Node]:
    """The board of each association of `scope` as it stands today, or on a day."""
    found = lists(scope)
    notices = on_board(scope.site_ids, on) if scope.site_ids else []
    return _boards(found, notices)


def board_with(scope: Scope, uid: Any) -> Node | None:
    """The board with the notice of this UID alone, standing or in the archive; None if the public has none."""
    notice = Notice.objects.filter(site__in=scope.site_ids, meeting__translation_key=uid).first()
    if notice is None:
        return None
    found = [each for each in lists(scope) if each.association.site_id == notice.site_id]
    return next((board for board in _boards(found, [notice]) if board["informace"]), None)


def _boards(found: list[PublicList], notices: Iterable[Notice]) -> list[Node]:
    stands = {notice.meeting_id: notice for notice in notices}
    pages = MeetingPage.objects.published().filter(below(found), pk__in=stands).prefetch_related("files__document")
    by_site: dict[int, list[Node]] = {}
    order = {pk: number for number, pk in enumerate(stands)}
    for known in told(found, sorted(pages, key=lambda page: order[page.pk])):
        notice = stands[known.meeting.pk]
        item = information(known, posted_at=notice.posted_at, until=until_of(known.meeting))
        by_site.setdefault(known.association.site_id, []).append(item)
    return [_board(each, by_site.get(each.association.site_id, [])) for each in found]


def _board(place: PublicList, items: list[Node]) -> Node:
    return {
        **ofn.document(
            "Úřední deska",
            iri=identifier(place.association, "uredni-deska.jsonld"),
            název=ofn.text(place.association.name),
            stránka=f"{place.url}{ADDRESS}",
            provozovatel=legal_body(place.association),
        ),
        # An empty board is a board, too.
        "informace": items,
    }
