"""Reads for the HSDS shape: what is asked for, page by page, with everything the objects need."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, Min, Value, When
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portal.tenancy.api.scope import Scope
from portal.tenancy.models import Membership

from ...models import Service, ServiceKind
from ..public import found_by_words, public_services
from ..serialise import context_of
from . import build
from .filters import HsdsQuery
from .identifiers import ico_of, organization_id


@dataclass(frozen=True)
class Slice:
    """One page of a longer list."""

    rows: Sequence[Any]
    total: int
    page: int
    per_page: int

    def envelope(self, contents: Iterable[Any]) -> dict[str, Any]:
        """The page as ORUK wraps it."""
        pages = math.ceil(self.total / self.per_page)
        found = list(contents)
        return {
            "total_items": self.total,
            "total_pages": pages,
            "page_number": self.page,
            "size": len(found),
            "first_page": self.page == 1,
            "last_page": self.page >= pages,
            "empty": not found,
            "contents": found,
        }


def sliced(rows: Any, page: int, per_page: int) -> Slice:
    """A page of a queryset or a list; past the end it is empty."""
    total = len(rows) if isinstance(rows, list) else rows.order_by().count()
    first = (page - 1) * per_page
    return Slice(list(rows[first : first + per_page]) if first < total else [], total, page, per_page)


def asked_services(scope: Scope, query: HsdsQuery, kinds: dict[int, ServiceKind]) -> Any:
    """The public services `query` asks for, in an order that lasts."""
    found = public_services(scope)
    if query.search:
        found = found_by_words(scope, query.search)
    if query.taxonomy_term_id:
        kind = next((each for each in kinds.values() if build.term_id(each) == query.taxonomy_term_id), None)
        found = found.of_kind(kind) if kind else found.none()
    if query.taxonomy_id and query.taxonomy_id != build.TAXONOMY_ID:
        found = found.none()
    if query.organization_id:
        found = of_organization(found, scope, query.organization_id)
    if query.modified_after:
        found = found.filter(changed_at__gte=query.modified_after)
    return found.order_by("pk")


def of_organization(services: Any, scope: Scope, body: UUID) -> Any:
    """The services of one operating body."""
    if ico := ico_of(body):
        return services.filter(operator_ico=ico)
    names = public_services(scope).filter(operator_ico="").order_by().values_list("site", "operator_name").distinct()
    for site, name in names:
        if organization_id("", scope.associations[site].slug, name) == body:
            return services.filter(operator_ico="", site=site, operator_name=name)
    return services.none()


def organizations(scope: Scope, search: str) -> Any:
    """The bodies of the public services, each once: by IČO, without one by name in an association."""
    found = public_services(scope).order_by()
    for word in search.split():
        found = found.filter(operator_name__icontains=word)
    named = Concat(Cast("site", CharField()), Value("/"), F("operator_name"), output_field=CharField())
    key = Case(When(operator_ico="", then=named), default=F("operator_ico"), output_field=CharField())
    rows = found.annotate(body=key).values("body")
    return rows.annotate(ico=Min("operator_ico"), name=Min("operator_name"), at=Min("site")).order_by("body")


def names_of(icos: Iterable[str], scope: Scope) -> dict[str, str]:
    """One name for each IČO, whatever the services call the body."""
    wanted = {ico for ico in icos if ico}
    rows = public_services(scope).filter(operator_ico__in=wanted).order_by().values_list("operator_ico")
    return dict(rows.annotate(name=Min("operator_name"))) if wanted else {}


def members_by_site(scope: Scope) -> dict[int, list[Any]]:
    """Today's members of each association, in Czech order."""
    found: dict[int, list[Any]] = {}
    rows = Membership.objects.valid_on(timezone.localdate()).filter(association__site__in=scope.site_ids)
    for row in rows.select_related("municipality", "association").order_by("municipality__sort_key"):
        found.setdefault(row.association.site_id, []).append(row.municipality)
    return found


def taxonomy_uri(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("api-v1:kinds"))


def shared_by(
    request: HttpRequest, scope: Scope, kinds: dict[int, ServiceKind], services: Sequence[Service]
) -> build.Shared:
    """What all `services` of an answer need besides themselves."""
    return build.Shared(
        context=context_of(scope, kinds),
        names=names_of((service.operator_ico for service in services), scope),
        members=members_by_site(scope),
        taxonomy_uri=taxonomy_uri(request),
    )
