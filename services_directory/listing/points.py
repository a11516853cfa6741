"""The services found as points: by municipality for the drawing, each by itself for the movable map."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from portal.core.maps import DECIMALS, MapPoint

from .asked import Asked
from .places import Places

if TYPE_CHECKING:
    from .listing import Listing

MOST_POINTS = 1000
"""Of one map; more would be slow on an old phone and a blot on a small screen."""


def municipality_points(counts: Mapping[str, int], places: Places, asked: Asked) -> Iterator[MapPoint]:
    """A point for each municipality with the number of its services; it leads to them."""
    for code, place in places.by_code.items():
        if counts.get(code) and place.latitude is not None and place.longitude is not None:
            address = asked.but(municipality=code, near=False).address
            yield MapPoint(place.latitude, place.longitude, f"{place.name} ({counts[code]})", address)


def service_points(listing: "Listing") -> list[dict[str, Any]]:
    """Each service whose place is known, in the order of the list: where it is, its name, what it is, its address.

    Addresses are as seen from a step below the directory, where the points are asked for.
    """
    columns = ("latitude", "longitude", "name", "kind_id", "municipality__name", "slug")
    found = listing.services.filter(latitude__isnull=False).values_list(*columns)[:MOST_POINTS]
    return [
        {
            "at": [round(latitude, DECIMALS), round(longitude, DECIMALS)],
            "name": name,
            "about": f"{listing.kinds[kind].label} · {municipality}",
            "url": f"../{slug}/",
        }
        for latitude, longitude, name, kind, municipality, slug in found
    ]
