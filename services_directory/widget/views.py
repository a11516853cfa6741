"""Addresses below the directory's page that other websites show: no cookies, no script, no session."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode

from portal.core.embedding import for_browsers, for_servers, framed_anywhere
from portal.core.keys import typed_key
from portal.tenancy.context import current_association
from portal.tenancy.models import Association, Municipality

from ..models import Service, ServiceKind
from ..places import place_of
from ..printing.entries import Entry, entries
from .code import Embedding

if TYPE_CHECKING:
    from ..models import DirectoryPage

SHOWN, MOST_SHOWN = 20, 100


@framed_anywhere
def frame(request: HttpRequest, page: "DirectoryPage") -> HttpResponse:
    """The services of `?municipality=CODE`, or of one `kind` of them, `limit` at most, for an iframe."""
    return for_browsers(_shown(request, page, "services_directory/widget/frame.html"))


def plain_list(request: HttpRequest, page: "DirectoryPage") -> HttpResponse:
    """The same as a piece of HTML without styles, with full addresses, for a server to include."""
    return for_servers(_shown(request, page, "services_directory/widget/list.html"))


def guide(request: HttpRequest, page: "DirectoryPage") -> HttpResponse:
    """How a member municipality puts its services on its own website, with the code to copy."""
    association = _association(request)
    members = list(Municipality.objects.members_of(association))
    code = request.GET.get("municipality", "")
    chosen = place_of(association, code) if code else None
    return page.render(
        request,
        template="services_directory/widget/guide.html",
        context_overrides={"members": members, "chosen": chosen, "embedding": Embedding(page.full_url, chosen)},
    )


def _association(request: HttpRequest) -> Association:
    association = current_association(request)
    if association is None:
        raise Http404
    return association


def _shown(request: HttpRequest, page: "DirectoryPage", template: str) -> HttpResponse:
    return page.render(request, template=template, context_overrides=_context(request, page))


def _context(request: HttpRequest, page: "DirectoryPage") -> dict[str, Any]:
    """What both show. Raises Http404 for a municipality or a kind that the association does not have."""
    association = _association(request)
    code, kind_code = request.GET.get("municipality", ""), request.GET.get("kind", "")
    services = Service.objects.for_association(association).published().in_czech_order()
    filters = {}
    place = kind = None
    if code:
        place = place_of(association, code)
        services = services.for_municipality(place.code)
        filters["municipality"] = place.code
    if kind_code:
        # PostgreSQL refuses a NUL byte in a question.
        kind = ServiceKind.objects.filter(code=kind_code).first() if "\x00" not in kind_code else None
        if kind is None:
            raise Http404
        services = services.of_kind(kind)
        filters["kind"] = kind.code
    found: list[Entry] = entries(services[: _limit(request)], page.full_url)
    return {
        "place": place,
        "kind": kind,
        "entries": found,
        "total": services.count(),
        "all_url": f"{page.full_url}?{urlencode(filters)}" if filters else page.full_url,
    }


def _limit(request: HttpRequest) -> int:
    wanted = typed_key(request.GET.get("limit"))
    return max(1, min(wanted, MOST_SHOWN)) if wanted is not None else SHOWN
