"""Whose data a request may read: those of the association on whose site it came, on the Union's site all."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Site

from ..context import current_association
from ..models import Association, Union


@dataclass(frozen=True)
class Scope:
    """The associations whose data are asked for; `site` is the one the request came to."""

    site: Site
    associations: dict[int, Association]
    """By the number of their sites."""

    @property
    def site_ids(self) -> list[int]:
        return list(self.associations)


def scope_of(request: HttpRequest, slug: str = "") -> Scope:
    """The associations `request` may read; only the one of `slug` if there is any."""
    site = Site.find_for_request(request)
    own = current_association(request)
    if own is not None:
        found = [own]
    elif Union.objects.filter(site=site).exists():
        found = list(Association.objects.select_related("site").in_czech_order())
    else:
        found = []
    return Scope(site, {each.site_id: each for each in found if slug in ("", each.slug)})


def licence() -> dict[str, str]:
    """Under what terms the data may be used."""
    return {"name": settings.OPEN_DATA_LICENCE_NAME, "url": settings.OPEN_DATA_LICENCE_URL}
