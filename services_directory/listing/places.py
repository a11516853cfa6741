"""The municipalities of a list, and which of them are neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import cos, hypot, radians

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Site

from portal.tenancy.models import Membership, Municipality

NEAR_KM = 8.0
NEAREST = 5
KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Place:
    """A municipality with its centre in degrees, if it is known."""

    code: str
    name: str
    sort_key: str = ""
    latitude: float | None = None
    longitude: float | None = None
    is_member: bool = False

    def km_to(self, latitude: float | None, longitude: float | None) -> float | None:
        """Kilometres as the crow flies, right to a per cent within a region; None where a place isn't known."""
        if self.latitude is None or self.longitude is None or latitude is None or longitude is None:
            return None
        east = (longitude - self.longitude) * cos(radians((latitude + self.latitude) / 2))
        return hypot(east, latitude - self.latitude) * KM_PER_DEGREE


class Places:
    """Municipalities by their code. One query, made when the first is asked for."""

    def __init__(self, site: Site, others: Iterable[str]) -> None:
        """The members of the association of `site` and the municipalities with the codes `others`."""
        self._site = site
        self._others = {code for code in others if code}

    @cached_property
    def by_code(self) -> dict[str, Place]:
        """All of them in Czech order."""
        memberships = Membership.objects.valid_on().filter(association__site=self._site)
        found = (
            Municipality.objects.filter(Q(pk__in=memberships.values("municipality")) | Q(pk__in=sorted(self._others)))
            .annotate(is_member=Exists(memberships.filter(municipality=OuterRef("pk"))))
            .order_by("sort_key", "pk")
            .values_list("code", "name", "sort_key", "latitude", "longitude", "is_member")
        )
        return {row[0]: Place(*row) for row in found}

    def around(self, code: str) -> frozenset[str]:
        """The municipality itself and its neighbours.

        The data hold no borders. Neighbours are the municipalities whose centres lie within 8 km as the crow
        flies, and in any case the five nearest members: in thinly peopled country the next village is farther.
        """
        centre = self.by_code[code]
        distances = {
            place: km
            for place in self.by_code.values()
            if place.code != code and (km := centre.km_to(place.latitude, place.longitude)) is not None
        }
        nearest = sorted((km, place.sort_key, place.code) for place, km in distances.items() if place.is_member)
        near = {place.code for place, km in distances.items() if km <= NEAR_KM}
        return frozenset({code, *near, *(found for _km, _key, found in nearest[:NEAREST])})
