"""Taking back what was handed over and not answered yet (R6)."""

from typing import Any

from ..models import CitizenRequest, HandOver


def withdraw_hand_over(*, hand_over: HandOver, user: Any) -> bool:
    """The centre takes the request back. False when it was answered or ended before."""
    raise NotImplementedError


def call_off(*, request: CitizenRequest, user: Any = None) -> bool:
    """End what a locked request waits for at a municipality, because it is being opened again; False if it doesn't.

    The receiver is told. The request's own state is the caller's to move.
    """
    raise NotImplementedError
