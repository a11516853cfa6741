"""Addresses that lead on to a service, for good (301): its former ones, and the stable one of its identifier."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from wagtail.models import Site

from .models import Service

if TYPE_CHECKING:
    from .models import DirectoryPage


def service_that_was_at(site: Site | None, slug: str) -> Service | None:
    """The service, wherever it is today, that had this address on `site` once; None unless it has a page."""
    found = Service.objects.addressable().filter(former_addresses__site=site, former_addresses__slug=slug)
    service: Service | None = found.select_related("site__root_page").first()
    return service


def service_by_identifier(uid: UUID) -> Service | None:
    """The service with this identifier in any association; None unless it has a page."""
    service: Service | None = Service.objects.addressable().filter(uid=uid).select_related("site__root_page").first()
    return service


def lead_on(service: Service | None, page: "DirectoryPage", request: HttpRequest) -> HttpResponsePermanentRedirect:
    """Redirect from somewhere below the directory `page` to the service, with its host if that is another one.

    Raises Http404 where there is no service, or no directory of its association.
    """
    from .sections import directory_page

    if service is None:
        raise Http404
    if service.site == Site.find_for_request(request):
        return HttpResponsePermanentRedirect(f"{page.get_url(request)}{service.slug}/")
    elsewhere = directory_page(service.site)
    if elsewhere is None:
        raise Http404
    return HttpResponsePermanentRedirect(f"{elsewhere.full_url}{service.slug}/")
