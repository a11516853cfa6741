"""Maps of points as server-side SVG. JavaScript may make them movable; the list beside them says the same."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

OUTLINE = Path(__file__).parent / "data" / "country_outline.json"

WIDTH = 400
MARGIN = 28
DOT = 6
LABEL_HEIGHT = 15
LETTER = 7.2
"""Width of an average letter of a label, in the units of the drawing."""
LOWEST, TALLEST = 0.5, 1.2
"""Height of a drawing as a part of its width."""
LEAST_SPAN = 0.02
"""Degrees: a map of one point still shows some country around it."""
MOST_LABELS = 40
DECIMALS = 5


@dataclass(frozen=True)
class MapPoint:
    """A place in degrees (WGS 84), kept to a metre; `url` leads to what stands there.

    `is_main` is what the map is about; `is_label` only a name that says where one is.
    """

    latitude: float
    longitude: float
    name: str
    url: str = ""
    is_main: bool = False
    is_label: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "latitude", round(self.latitude, DECIMALS))
        object.__setattr__(self, "longitude", round(self.longitude, DECIMALS))


@dataclass(frozen=True)
class Dot:
    """A point in the drawing; `label` is empty where it would run over another one."""

    point: MapPoint
    x: float
    y: float
    label: str = ""
    label_x: float = 0
    label_y: float = 0
    anchor: str = "start"


@cache
def country_outline() -> tuple[tuple[float, float], ...]:
    """The rough border of the country as longitudes and latitudes (drawn round its municipalities)."""
    return tuple((longitude, latitude) for longitude, latitude in json.loads(OUTLINE.read_text(encoding="utf-8")))


class PointMap:
    """A drawing of `points`, north up; with `country` inside the country's outline."""

    def __init__(self, points: Iterable[MapPoint], *, country: bool = False) -> None:
        self.points = list(points)
        self.country = country

    def __bool__(self) -> bool:
        return bool(self.points)

    @cached_property
    def _bounds(self) -> tuple[float, float, float, float]:
        """West, north, units per degree of latitude, and how many degrees of latitude one of longitude is long."""
        places: Sequence[tuple[float, float]] = [(point.longitude, point.latitude) for point in self.points]
        if self.country:
            places = [*places, *country_outline()]
        west, east = min(x for x, _ in places), max(x for x, _ in places)
        south, north = min(y for _, y in places), max(y for _, y in places)
        ratio = math.cos(math.radians((south + north) / 2))
        inner = WIDTH - 2 * MARGIN
        span_x, span_y = max((east - west) * ratio, LEAST_SPAN), max(north - south, LEAST_SPAN)
        scale = min(inner / span_x, inner * TALLEST / span_y)
        self._height = max(span_y * scale, inner * LOWEST)
        west -= (inner / scale - (east - west) * ratio) / 2 / ratio
        north += (self._height / scale - (north - south)) / 2
        return west, north, scale, ratio

    def _place(self, longitude: float, latitude: float) -> tuple[float, float]:
        west, north, scale, ratio = self._bounds
        return round(MARGIN + (longitude - west) * ratio * scale, 1), round(MARGIN + (north - latitude) * scale, 1)

    @property
    def width(self) -> int:
        return WIDTH

    @cached_property
    def height(self) -> int:
        _ = self._bounds
        return round(self._height + 2 * MARGIN)

    @cached_property
    def outline(self) -> str:
        """The outline as the data of an SVG path; empty on a map without one."""
        if not self.country:
            return ""
        return "M" + "L".join(f"{x} {y}" for x, y in (self._place(*place) for place in country_outline())) + "z"

    @property
    def outline_degrees(self) -> str:
        """The outline as JSON pairs of latitude and longitude, for the movable map."""
        return json.dumps([(y, x) for x, y in country_outline()]) if self.country else ""

    @cached_property
    def dots(self) -> list[Dot]:
        """The points in the drawing, each with a label where one fits beside it."""
        if not self.points:
            return []
        placed = [(point, *self._place(point.longitude, point.latitude)) for point in self.points]
        taken = [(x - DOT, y - DOT, x + DOT, y + DOT) for point, x, y in placed if not point.is_label]
        labelled = len(placed) <= MOST_LABELS
        return [self._labelled(point, x, y, taken) if labelled else Dot(point, x, y) for point, x, y in placed]

    def _labelled(self, point: MapPoint, x: float, y: float, taken: list[tuple[float, float, float, float]]) -> Dot:
        length = len(point.name) * LETTER
        beside, half = DOT + 4, length / 2
        centred = (("middle", x, y + 4, x - half),) if point.is_label else ()
        tries = (
            *centred,
            ("start", x + beside, y + 4, x + beside),
            ("end", x - beside, y + 4, x - beside - length),
            ("middle", x, y - DOT - 5, x - half),
            ("middle", x, y + DOT + LABEL_HEIGHT - 1, x - half),
        )
        for anchor, label_x, label_y, left in tries:
            box = (left, label_y - LABEL_HEIGHT + 3, left + length, label_y + 3)
            inside = box[0] >= 2 and box[2] <= WIDTH - 2 and box[1] >= 0 and box[3] <= self.height
            free = all(box[2] < a or box[0] > c or box[3] < b or box[1] > d for a, b, c, d in taken)
            if inside and free:
                taken.append(box)
                return Dot(point, x, y, point.name, round(label_x, 1), round(label_y, 1), anchor)
        return Dot(point, x, y)
