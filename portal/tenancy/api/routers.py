"""The kernel's own open data: the associations and their members."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from ..models import Association, Membership
from .schemas import MUNICIPALITY_IRI, AssociationList, MunicipalityList
from .scope import licence, scope_of

router = Router(tags=[gettext_noop("Associations and municipalities")])


class OneAssociation(Schema):
    association: str = Field(
        "", pattern=r"^[-a-z0-9_]{0,60}$", description=gettext_noop("Slug of one association (Union's site).")
    )


def association_ref(association: Association) -> dict[str, Any]:
    """An association as other data refer to it."""
    url = f"{association.site.root_url}/"
    return {"slug": association.slug, "name": association.name, "ico": association.ico, "url": url}


def municipality_ref(code: str, name: str) -> dict[str, Any]:
    """A municipality as other data refer to it."""
    return {"code": code, "name": name, "iri": f"{MUNICIPALITY_IRI}{code}"}


@router.get("/associations/", response=AssociationList, summary=gettext_noop("Associations of municipalities"))
def associations(request: HttpRequest) -> dict[str, Any]:
    """On the Union's site all associations, on an association's site that one."""
    scope = scope_of(request)
    today = timezone.localdate()
    still = Q(left_on__isnull=True) | Q(left_on__gt=today)
    rows = Membership.objects.filter(still, association__site__in=scope.site_ids, joined_on__lte=today)
    members = dict(rows.order_by().values_list("association").annotate(count=Count("pk")))
    items = [
        {
            **association_ref(each),
            "short_name": each.short_name,
            "legal_status": each.legal_status,
            "phone": each.phone,
            "email": each.email,
            "data_box": each.data_box_id,
            "members": members.get(each.pk, 0),
        }
        for each in scope.associations.values()
    ]
    return {"licence": licence(), "items": items}


@router.get("/municipalities/", response=MunicipalityList, summary=gettext_noop("Member municipalities"))
def municipalities(request: HttpRequest, filters: Query[OneAssociation]) -> dict[str, Any]:
    """Today's members of the association, on the Union's site of all of them."""
    scope = scope_of(request, filters.association)
    rows = Membership.objects.valid_on().filter(association__site__in=scope.site_ids)
    items = [
        {
            **municipality_ref(row.municipality.code, row.municipality.name),
            "district": row.municipality.district_name,
            "region": row.municipality.region_name,
            "population": row.municipality.population,
            "latitude": row.municipality.latitude,
            "longitude": row.municipality.longitude,
            "association": row.association.slug,
            "member_since": row.joined_on,
        }
        for row in rows.select_related("municipality", "association").order_by("municipality__sort_key", "pk")
    ]
    return {"licence": licence(), "items": items}
