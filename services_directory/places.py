"""Municipalities for which an association's directory can be cut out: its part on paper, its part on another site."""

from django.db.models import Q
from django.http import Http404

from portal.core.keys import typed_key
from portal.tenancy.models import Association, Municipality

from .models import Service


def place_of(association: Association, code: str) -> Municipality:
    """The municipality with this code: a member, or one that has or is served by one of the association's services.

    Raises Http404 for any other, also a member of another association.
    """
    if typed_key(code) is None:
        raise Http404
    services = Service.objects.for_association(association).published()
    served = Service.served.through.objects.filter(service__in=services.values("pk"))
    members = Municipality.objects.members_of(association).order_by()
    condition = (
        Q(pk__in=members.values("pk"))
        | Q(pk__in=services.values("municipality"))
        | Q(pk__in=served.values("municipality"))
    )
    place: Municipality | None = Municipality.objects.filter(condition, pk=code).first()
    if place is None:
        raise Http404
    return place
