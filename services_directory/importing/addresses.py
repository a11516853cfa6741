"""Addresses of services whose names an import has changed; who knows the old one is led on for good."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import batched

from django.db.models import prefetch_related_objects
from wagtail.models import Site

from portal.tenancy import versions

from ..life import fits
from ..models import FormerAddress, Service
from ..querysets import free_slug

BATCH = 500


def taken_slugs(site: Site) -> set[str]:
    """Addresses that a service of the association has or had."""
    present = Service.objects.for_site(site).values_list("slug", flat=True)
    return {*present, *FormerAddress.objects.filter(site=site).values_list("slug", flat=True)}


def readdress(site: Site, services: Sequence[Service]) -> None:
    """Give those of `services` that were public the address of their present name, as publishing does it.

    The former addresses are written, the new ones only put into `services`: the caller writes them.
    """
    moving = [service for service in services if service.first_published_at is not None]
    prefetch_related_objects(moving, "municipality")
    moving = [service for service in moving if not fits(service.slug, service)]
    if not moving:
        return
    taken = taken_slugs(site)
    former: dict[int, list[str]] = defaultdict(list)
    left = FormerAddress.objects.filter(site=site)
    for pk, slug in left.order_by("-pk").values_list("service_id", "slug"):
        former[pk].append(slug)
    kept = []
    for service in moving:
        kept.append(FormerAddress(site=site, slug=service.slug, service=service))
        own = next((slug for slug in former[service.pk] if fits(slug, service)), "")
        service.slug = own or free_slug(service.name, service.municipality.name, taken)
        taken.add(service.slug)
    for slugs in batched((service.slug for service in moving), BATCH, strict=False):
        FormerAddress.objects.filter(site=site, slug__in=slugs).delete()
    FormerAddress.objects.bulk_create(kept, batch_size=BATCH, ignore_conflicts=True)
    versions.touch(site.pk, of=(FormerAddress,))
