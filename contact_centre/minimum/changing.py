"""The Union changes the minimum of activities: at set dates, by so much at most (TGT-2)."""

from datetime import date
from typing import Any

from portal.programme.models import Threshold


def change_minimum(*, value: int, valid_from: date, user: Any) -> Threshold:
    """Set the minimum of a period to `value` from `valid_from` on, end the one in force, write to every centre.

    Raises ValidationError (at ``value`` or ``valid_from``) for a day or a value the programme doesn't allow.
    """
    raise NotImplementedError
