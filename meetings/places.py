"""Where a meeting is held: its place in degrees and on a map (MTG-4)."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.core.maps import MapPoint, PointMap

SHORT_NAME = 24
"""Characters of a place's name that fit beside its dot; of a longer one the municipality stands there."""


def coordinate_errors(latitude: float | None, longitude: float | None) -> dict[str, str | Promise]:
    """Why the pair is none, by the field that lacks; nothing for both or neither."""
    if (latitude is None) == (longitude is None):
        return {}
    return {"latitude" if latitude is None else "longitude": _("Give both, or neither.")}


def map_of(meeting: Any) -> PointMap | None:
    """A small map with the meeting's own place, else with its municipality; None where nobody knows.

    At most one query, for the municipality.
    """
    town = meeting.municipality if meeting.municipality_id else None
    centre = [] if town is None or town.latitude is None else [_village(town)]
    if meeting.latitude is None or meeting.longitude is None:
        return PointMap([_village(town, is_main=True)]) if centre else None
    name = meeting.place if len(meeting.place) <= SHORT_NAME or town is None else town.name
    here = MapPoint(meeting.latitude, meeting.longitude, name, is_main=True)
    return PointMap([here, *(point for point in centre if point.name != here.name)])


def address_on_map(meeting: Any) -> str:
    """Where a map of the whole world shows the place; empty unless it is known to the door."""
    if meeting.latitude is None or meeting.longitude is None:
        return ""
    at = f"{meeting.latitude:.5f}", f"{meeting.longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=17/{at[0]}/{at[1]}"


def _village(town: Any, *, is_main: bool = False) -> MapPoint:
    return MapPoint(town.latitude, town.longitude, town.name, is_main=is_main, is_label=not is_main)
