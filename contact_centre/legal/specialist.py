"""The Union learns what a specialist is asked for (ACT-4)."""

from ..models import Activity


def tell_union(activity: Activity) -> None:
    """Send the specification to the Union if the Union's specialist handles `activity`; otherwise nothing.

    Call it in the transaction of opening or changing, when the row and its history are written: once for each
    activity and specification; a changed one goes as a new version. Raises ValidationError at ``specification``
    when a specialist is chosen and nobody says what for.
    """
