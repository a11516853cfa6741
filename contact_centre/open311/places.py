"""Which member municipality a point belongs to, by the points of municipalities: we have no borders of theirs."""

from dataclasses import dataclass
from math import cos, radians, sqrt

from django.utils.translation import gettext as _

from portal.core.maps import country_outline
from portal.tenancy.models import Association, Municipality

from .answers import Refused

FARTHEST_KM = 10.0
"""No municipality of ours reaches farther from its own point."""
KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Point:
    latitude: float
    longitude: float

    @property
    def is_in_country(self) -> bool:
        """Whether it lies in the rectangle around the country: an app without a position sends 0, 0."""
        longitudes, latitudes = zip(*country_outline(), strict=True)
        return min(latitudes) <= self.latitude <= max(latitudes) and min(longitudes) <= self.longitude <= max(
            longitudes
        )

    def distance(self, latitude: float, longitude: float) -> float:
        """Kilometres, flat: over ten of them the difference is a few metres."""
        width = (longitude - self.longitude) * cos(radians(self.latitude))
        return KM_PER_DEGREE * sqrt((latitude - self.latitude) ** 2 + width**2)


def municipality_of(association: Association, code: str, point: Point | None) -> Municipality:
    """The member of `association` with this `code`, else the one around `point`. Raises Refused (400) without one."""
    members = Municipality.objects.members_of(association)
    if code:
        refusal = _("attribute[municipality]: choose one of the values of the service definition.")
    elif point is not None:
        code, refusal = _nearest(point), _("lat, long: this place is in none of our municipalities.")
    else:
        refusal = _("attribute[municipality]: choose the municipality, or send lat and long.")
    found: Municipality | None = members.filter(code=code).first() if code else None
    if found is None:
        raise Refused(400, refusal)
    return found


def _nearest(point: Point) -> str:
    """The code of the municipality nearest to `point`, "" if none is near.

    Be it a member or not: what lies at a neighbour's is not ours.
    """
    around = FARTHEST_KM / KM_PER_DEGREE
    aside = around / cos(radians(point.latitude))
    known = Municipality.objects.filter(
        latitude__range=(point.latitude - around, point.latitude + around),
        longitude__range=(point.longitude - aside, point.longitude + aside),
    ).values_list("code", "latitude", "longitude")
    measured = [
        (point.distance(latitude, longitude), code)
        for code, latitude, longitude in known
        if latitude is not None and longitude is not None
    ]
    distance, code = min(measured, default=(FARTHEST_KM + 1, ""))
    return str(code) if distance <= FARTHEST_KM else ""
