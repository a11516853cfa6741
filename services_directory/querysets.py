"""Reads of the directory, named after what is asked."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import transaction
from django.db.models import Case, Count, F, FloatField, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Site

from portal.core.czech import fold
from portal.core.prepared import Given
from portal.tenancy.querysets import SiteOwnedQuerySet

from .enums import RESERVED_SLUGS, ContactKind
from .life import deleted
from .nearness import square_distance
from .search.query import Question

if TYPE_CHECKING:
    from .models import Service, ServiceKind

LONGEST_SLUG = 100
SOON = 30
"""For how many days ahead a verification is due soon; the first reminder goes out then."""


class ServiceQuerySet(SiteOwnedQuerySet):
    def named(self, text: str) -> Self:
        """For lists in the admin: each word of `text` in the name, the body, its IČO or the municipality."""
        wanted = Q()
        for word in fold(text).split():
            wanted &= Q(search_text__contains=word) | Q(municipality__search_text__contains=word)
        return self.filter(wanted)

    def delete(self) -> Any:
        """Delete the services; those that were public are noted as removed (O4)."""
        with transaction.atomic():
            were_public = self.order_by().filter(Q(live=True) | Q(first_published_at__isnull=False))
            rows = list(were_public.values_list("site_id", "uid"))
            result = super().delete()
            deleted(rows)
            return result

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        objs = list(objs)
        for service in objs:
            service.prepare_search_text()
        return super().bulk_create(objs, *args, **kwargs)

    def addressable(self) -> Self:
        """Services with a public page: the published ones, and closed ones that say so at their address."""
        return self.filter(live=True)

    def published(self, on: date | Given | None = None) -> Self:
        """Services the public may find: published and, on the day `on` (today in Prague), not closed."""
        return self._open_on(on or timezone.localdate())

    def _open_on(self, day: date | Given) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), live=True)

    def to_verify(self, on: date | None = None, within: int | None = None) -> Self:
        """Published services that must be verified by `within` days from `on`, overdue ones and those to check too.

        `on` is today in Prague by default, `within` is `SOON`. Drafts and closed services are never among them.
        """
        day = on or timezone.localdate()
        last = day + timedelta(days=SOON if within is None else within)
        return self._open_on(day).filter(Q(verify_by__lte=last) | Q(check_since__isnull=False))

    def overdue(self, on: date | None = None) -> Self:
        """Published services whose last day for verifying was before `on` (today in Prague)."""
        day = on or timezone.localdate()
        return self._open_on(day).filter(verify_by__lt=day)

    def due(self, on: date | None = None, within: int = SOON) -> Self:
        """Published services whose last day for verifying is `on` (today in Prague) or in the `within` days after."""
        day = on or timezone.localdate()
        return self._open_on(day).filter(verify_by__gte=day, verify_by__lte=day + timedelta(days=within))

    def to_check(self) -> Self:
        """Published services that somebody must look at now, before their day (F10)."""
        return self.published().filter(check_since__isnull=False)

    def never_verified(self) -> Self:
        """Published services that nobody has ever verified."""
        return self.published().filter(verified_on=None)

    def planned_this_week(self, on: date | None = None) -> Self:
        """Never verified services whose planned day lies in the week of `on` (today in Prague), Monday to Sunday."""
        day = on or timezone.localdate()
        monday = day - timedelta(days=day.weekday())
        sunday = monday + timedelta(days=6)
        # `verify_by` is never later than the planned day; said here, it brings its index into play.
        planned = self.never_verified().filter(planned_for__range=(monday, sunday))
        return planned.filter(verify_by__lte=sunday)

    def in_order_of_verification(self) -> Self:
        """Those to check first, the longest asked for at the head; then by the last day for verifying."""
        return self.order_by(F("check_since").asc(nulls_last=True), "verify_by", "sort_key", "pk")

    def in_czech_order(self) -> Self:
        return self.order_by("sort_key", "pk")

    def of_kind(self, kind: "ServiceKind") -> Self:
        """Services that are, or have a part, of `kind`; of any of its kinds if it is a whole field."""
        return self.of_kind_key(kind.pk, is_field=kind.parent_id is None)

    def of_kind_key(self, kind: "int | Given", *, is_field: bool) -> Self:
        """As `of_kind`, by the key of the kind."""
        kinds = Q(kind=kind) | Q(kind__parent=kind) if is_field else Q(kind=kind)
        having = self.model.parts.rel.related_model.objects.filter(kinds).values("service")
        return self.filter(kinds | Q(pk__in=having))

    def for_municipality(self, code: str) -> Self:
        """Services that are in the municipality or serve it (D3)."""
        return self.for_municipalities([code])

    def for_municipalities(self, codes: Collection[str]) -> Self:
        """Services that are in one of the municipalities or serve one of them (D3)."""
        serving = self.model.served.through.objects.filter(municipality__in=codes).values("service")
        return self.filter(Q(municipality__in=codes) | Q(serves_all=True) | Q(pk__in=serving))

    def matching(self, question: Question, sites: Sequence[Site | int]) -> Self:
        """Hits in these associations, best first. Only published services are in the index."""
        if not question:
            return self.none()
        ids = [site.pk if isinstance(site, Site) else site for site in sites]
        found = self.filter(search_entry__site__in=ids).filter(question.condition(ids))
        return found.annotate(score=question.score(ids)).order_by("score", "sort_key", "pk")

    def near_place(self, code: str, latitude: float | None, longitude: float | None) -> Self:
        """Ordered from the municipality of this `code` and centre outwards, in it by the alphabet."""
        return self.nearest(code, latitude, longitude, Value(0.0))

    def nearest(
        self,
        code: str | Given,
        latitude: float | Given | None,
        longitude: float | Given | None,
        inside: Combinable | None = None,
    ) -> Self:
        """Ordered from the nearest: the municipality `code` first, then by distance from the place.

        `inside` is the distance of those in the municipality; their own where it is None.
        """
        outside = Case(When(municipality=code, then=Value(0)), default=Value(1))
        if latitude is None or longitude is None:
            return self.order_by(outside, "sort_key", "pk")
        distance: Combinable = square_distance(latitude, longitude)
        if inside is not None:
            distance = Case(When(municipality=code, then=inside), default=distance, output_field=FloatField())
        return self.annotate(distance=distance).order_by(outside, F("distance").asc(nulls_last=True), "sort_key", "pk")

    def count_by_kind(self) -> Self:
        """Pairs of a kind (its key) and how many services it has."""
        return self.order_by().values_list("kind").annotate(count=Count("pk"))

    def free_slug(self, service: "Service") -> str:
        """An address in the association's directory that no other service has or had."""
        place = service.municipality.name if service.municipality_id else ""
        short = plain_slug(service.name)
        alike = Q(slug__startswith=short) | Q(slug__startswith=slug_with_place(short, place))
        others = self.filter(alike, site_id=service.site_id).exclude(pk=service.pk)
        former = self.model.former_addresses.rel.related_model.objects.filter(alike, site_id=service.site_id)
        taken = {
            *others.values_list("slug", flat=True),
            *former.exclude(service=service.pk).values_list("slug", flat=True),
        }
        return free_slug(service.name, place, taken)


def plain_slug(name: str) -> str:
    """`name` as it stands in an address, whether free or not."""
    return slugify(fold(name))[:LONGEST_SLUG].strip("-") or "sluzba"


def slug_with_place(short: str, municipality: str) -> str:
    """The address `short` with the municipality behind it."""
    place = slugify(fold(municipality))
    # A long name gives way: the address must still begin with as much of it as there is room for.
    return f"{short[: LONGEST_SLUG - len(place) - 1].strip('-')}-{place}"


def free_slug(name: str, municipality: str, taken: set[str]) -> str:
    """An address made of the name, if that is taken with the municipality, then with a number."""
    taken = taken | RESERVED_SLUGS
    candidate = short = plain_slug(name)
    if candidate in taken and municipality and slugify(fold(municipality)) not in short:
        candidate = short = slug_with_place(short, municipality)
    number = 2
    while candidate in taken:
        candidate = f"{short}-{number}"
        number += 1
    return candidate


def public_contacts(contacts: Any) -> Any:
    """Contacts the public may see (D2), phones first."""
    order = Case(*(When(kind=kind, then=Value(n)) for n, kind in enumerate(ContactKind)), default=Value(9))
    return contacts.filter(is_internal=False).order_by(order, "sort_order", "pk")
