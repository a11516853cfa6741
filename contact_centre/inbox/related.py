"""Other requests of the association that have to do with one: what it repeats, what it may repeat, the same sender."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ..enums import RequestStatus
from ..models import CitizenRequest

MOST = 10
"""Most requests in one of these lists."""


def links(request: CitizenRequest) -> list[tuple[Any, CitizenRequest]]:
    """Other requests that belong to this one, with the word that says how."""
    found: list[tuple[Any, CitizenRequest]] = []
    if request.duplicate_of is not None:
        found.append((_("repeats"), request.duplicate_of))
    if request.follows is not None:
        found.append((_("goes on from"), request.follows))
    found += [(_("repeated by"), each) for each in request.duplicates.order_by("pk")]
    found += [(_("goes on in"), each) for each in request.followed_by.order_by("pk")]
    return found


def same_sender(request: CitizenRequest) -> list[CitizenRequest]:
    """Other requests from the same address to the same association, the newest first."""
    if not request.email:
        return []
    others = CitizenRequest.objects.filter(site=request.site_id, email__iexact=request.email).exclude(pk=request.pk)
    return list(others.for_listing().order_by("-received_at", "-pk")[:MOST])


def candidates(request: CitizenRequest) -> list[CitizenRequest]:
    """Open requests that this one may repeat: of the same municipality and category, or from the same address."""
    alike = Q(municipality=request.municipality_id, category=request.category_id)
    if request.email:
        alike |= Q(email__iexact=request.email)
    others = CitizenRequest.objects.filter(alike, site=request.site_id).open().exclude(pk=request.pk)
    others = others.exclude(status=RequestStatus.RECEIVED)
    return list(others.for_listing().order_by("-received_at", "-pk")[:MOST])
