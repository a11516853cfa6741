"""How far a service is from a place, as an expression to order by; the same for lists and for the search."""

from django.db.models import ExpressionWrapper, FloatField, Value
from django.db.models.functions import Coalesce

from portal.core.prepared import Given

EAST_WEST = 0.41
"""Square of a degree of longitude's length against one of latitude, at 50° north."""


def square_distance(latitude: float | Given, longitude: float | Given) -> ExpressionWrapper:
    """Square of a service's distance from a place (degrees of latitude).

    A service whose place nobody has found out stands where its municipality does.
    """
    north = Coalesce("latitude", "municipality__latitude") - _number(latitude)
    east = Coalesce("longitude", "municipality__longitude") - _number(longitude)
    return ExpressionWrapper(north * north + east * east * EAST_WEST, output_field=FloatField())


def _number(degrees: float | Given) -> Value | Given:
    return degrees if isinstance(degrees, Given) else Value(degrees)
