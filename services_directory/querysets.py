"""Reads of the directory, named after what is asked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, Count, ExpressionWrapper, F, FloatField, Q, Value, When
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Site

from portal.core.czech import fold
from portal.tenancy.querysets import SiteOwnedQuerySet

from .enums import RESERVED_SLUGS, ContactKind
from .search.query import Question

if TYPE_CHECKING:
    from .models import Service, ServiceKind

LONGEST_SLUG = 100
EAST_WEST = 0.41
"""Square of a degree of longitude's length against one of latitude, at 50° north."""


class ServiceQuerySet(SiteOwnedQuerySet):
    def addressable(self) -> Self:
        """Services with a public page: the published ones, and closed ones that say so at their address."""
        return self.filter(live=True)

    def published(self) -> Self:
        """Services the public may find: published and, today in Prague, not closed."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=timezone.localdate()), live=True)

    def in_czech_order(self) -> Self:
        return self.order_by("sort_key", "pk")

    def of_kind(self, kind: "ServiceKind") -> Self:
        """Services of `kind`; of all its kinds if it is a whole field."""
        if kind.parent_id:
            return self.filter(kind=kind)
        return self.filter(Q(kind=kind) | Q(kind__in=kind.children.values("pk")))

    def for_municipality(self, code: str) -> Self:
        """Services that are in the municipality or serve it (D3)."""
        serving = self.model.served.through.objects.filter(municipality=code).values("service")
        return self.filter(Q(municipality=code) | Q(serves_all=True) | Q(pk__in=serving))

    def matching(self, question: Question, sites: Sequence[Site | int]) -> Self:
        """Hits in these associations, best first. Only published services are in the index."""
        if not question:
            return self.none()
        ids = [site.pk if isinstance(site, Site) else site for site in sites]
        found = self.filter(search_entry__site__in=ids).filter(question.condition(ids))
        return found.annotate(score=question.score(ids)).order_by("score", "sort_key", "pk")

    def near(self, service: "Service") -> Self:
        """Ordered from the nearest: the same municipality first, then by distance."""
        same = Case(When(municipality=service.municipality_id, then=Value(0)), default=Value(1))
        if service.latitude is None or service.longitude is None:
            return self.order_by(same, "sort_key", "pk")
        north = F("latitude") - service.latitude
        east = F("longitude") - service.longitude
        distance = ExpressionWrapper(north * north + east * east * EAST_WEST, output_field=FloatField())
        return self.annotate(distance=distance).order_by(same, F("distance").asc(nulls_last=True), "sort_key", "pk")

    def count_by_kind(self) -> dict[int, int]:
        """How many services each kind has."""
        rows = self.order_by().values_list("kind").annotate(count=Count("pk"))
        return dict(rows)

    def free_slug(self, service: "Service") -> str:
        """An address in the association's directory that no other service has or had."""
        others = self.filter(site_id=service.site_id).exclude(pk=service.pk)
        former = self.model.former_addresses.rel.related_model.objects.filter(site_id=service.site_id)
        taken = {
            *others.values_list("slug", flat=True),
            *former.exclude(service=service.pk).values_list("slug", flat=True),
        }
        return free_slug(service.name, service.municipality.name if service.municipality_id else "", taken)


def free_slug(name: str, municipality: str, taken: set[str]) -> str:
    """An address made of the name, if that is taken with the municipality, then with a number."""
    taken = taken | RESERVED_SLUGS
    short = slugify(fold(name))[:LONGEST_SLUG].strip("-") or "sluzba"
    candidate = short
    if candidate in taken and municipality and slugify(fold(municipality)) not in short:
        candidate = short = f"{short}-{slugify(fold(municipality))}"[:LONGEST_SLUG].strip("-")
    number = 2
    while candidate in taken:
        candidate = f"{short}-{number}"
        number += 1
    return candidate


def public_contacts(contacts: Any) -> Any:
    """Contacts the public may see (D2), phones first."""
    order = Case(*(When(kind=kind, then=Value(n)) for n, kind in enumerate(ContactKind)), default=Value(9))
    return contacts.filter(is_internal=False).order_by(order, "sort_order", "pk")
