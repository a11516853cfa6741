"""What a municipality answers to what was handed over to it (R6)."""

from ..models import HandOver


def answer_hand_over(*, hand_over: HandOver, state: str, answer: str, answered_by: str) -> bool:
    """Take in an answer: ACCEPTED, SOLVED or RETURNED. False when it was answered or ended before."""
    raise NotImplementedError
