"""The municipalities of a list, and which of them are neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import cos, hypot, radians
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.models import Site

from portal.core.prepared import Prepared, given_day, given_id, given_text
from portal.tenancy.models import Membership, Municipality

NEAR_KM = 8.0
NEAREST = 5
KM_PER_DEGREE = 111.2
CODES_AT_ONCE = 32


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


@Prepared[tuple[Any, ...]]
def _read(others: int) -> Any:
    memberships = Membership.objects.valid_on(given_day()).filter(association__site=given_id("site"))
    wanted = Q(pk__in=memberships.values("municipality"))
    if others:
        wanted |= Q(pk__in=[given_text(f"code{n}") for n in range(others)])
    return (
        Municipality.objects.filter(wanted)
        .annotate(is_member=Exists(memberships.filter(municipality=OuterRef("pk"))))
        .order_by("sort_key", "pk")
        .values_list("code", "name", "sort_key", "latitude", "longitude", "is_member")
    )


class Places:
    """Municipalities by their code. One query, made when the first is asked for."""

    def __init__(self, site: Site, others: Iterable[str]) -> None:
        """The members of the association of `site` and the municipalities with the codes `others`."""
        self._site = site
        self._others = {code for code in others if code}

    @cached_property
    def by_code(self) -> dict[str, Place]:
        """All of them in Czech order."""
        codes = sorted(self._others)
        # As many of them as make the same query for most sites; the last one stands for those that are missing.
        asked = codes + codes[-1:] * (-len(codes) % CODES_AT_ONCE)
        given = {f"code{n}": code for n, code in enumerate(asked)}
        rows = _read.all(len(asked), site=self._site.pk, day=timezone.localdate(), **given)
        return {row[0]: Place(*row) for row in rows}

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
