"""Where a meeting is held: its place in degrees and on a map (MTG-4)."""

import math
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.core.maps import MapPoint, PointMap
from portal.tenancy.models import Association, Municipality

SHORT_NAME = 24
"""Characters of a place's name that fit beside its dot; of a longer one the municipality stands there."""
NEIGHBOURS = 6
"""So many members' names stand around the place."""


def coordinate_errors(latitude: float | None, longitude: float | None) -> dict[str, str | Promise]:
    """Why the pair is none, by the field that lacks; nothing for both or neither."""
    if (latitude is None) == (longitude is None):
        return {}
    return {"latitude" if latitude is None else "longitude": _("Give both, or neither.")}


def map_of(meeting: Any, association: Association | None = None) -> PointMap | None:
    """A small map with the meeting's own place, else with its municipality; None where nobody knows.

    Names of the nearest members of `association` stand around it: a dot alone says nothing. At most two queries, for
    the municipality and for them.
    """
    town = meeting.municipality if meeting.municipality_id else None
    if meeting.latitude is not None and meeting.longitude is not None:
        named = meeting.place if len(meeting.place) <= SHORT_NAME or town is None else town.name
        here = MapPoint(meeting.latitude, meeting.longitude, named, is_main=True)
    elif town is not None and town.latitude is not None and town.longitude is not None:
        here = MapPoint(town.latitude, town.longitude, town.name, is_main=True)
    else:
        return None
    around = [town] if town is not None and town.latitude is not None else []
    around += [member for member in _nearest(here, association) if town is None or member.pk != town.pk]
    labels = (MapPoint(place.latitude, place.longitude, place.name, is_label=True) for place in around)
    return PointMap([here, *(label for label in labels if label.name != here.name)])


def address_on_map(meeting: Any) -> str:
    """Where a map of the whole world shows the place; empty unless it is known to the door."""
    if meeting.latitude is None or meeting.longitude is None:
        return ""
    at = f"{meeting.latitude:.5f}", f"{meeting.longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=17/{at[0]}/{at[1]}"


def _nearest(here: MapPoint, association: Association | None) -> list[Municipality]:
    """Members of the association whose place is known, the nearest ones."""
    if association is None:
        return []
    known = Municipality.objects.members_of(association).filter(latitude__isnull=False, longitude__isnull=False)
    shrink = math.cos(math.radians(here.latitude))

    def away(place: Municipality) -> float:
        north, east = place.latitude or 0, place.longitude or 0
        return math.hypot(north - here.latitude, (east - here.longitude) * shrink)

    return sorted(known.only("name", "latitude", "longitude"), key=away)[:NEIGHBOURS]
