"""A point that a script or a photograph put into the form, as two numbers."""

import math
from dataclasses import dataclass

from portal.core.pictures import EAST, METRE, NORTH, SOUTH, WEST


@dataclass(frozen=True)
class Point:
    """Degrees (WGS 84), to a metre."""

    latitude: float
    longitude: float


def point_of(latitude: str | None, longitude: str | None) -> Point | None:
    """The point that two texts say; None when they say none, or one outside the country.

    Nobody types them, so there is nobody to be told what is wrong with them.
    """
    try:
        y, x = float(latitude or ""), float(longitude or "")
    except ValueError:
        return None
    if not (math.isfinite(y) and math.isfinite(x) and SOUTH <= y <= NORTH and WEST <= x <= EAST):
        return None
    return Point(round(y, METRE), round(x, METRE))
