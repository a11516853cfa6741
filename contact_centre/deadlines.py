"""By when: days of answer in Czech working days and other limits of requests, the Union's rows (R7, R8)."""

from datetime import date, timedelta

from portal.core.remembered import Remembered
from portal.core.working_days import add_working_days
from portal.programme.querysets import UnknownThreshold, threshold

ANSWER = "request_answer_working_days"
"""Within how many working days a citizen's request is answered."""
HAND_OVER = "hand_over_answer_working_days"
"""Within how many working days a municipality answers what was handed over to it; silence returns the case (R6)."""
REOPEN = "request_reopen_days"
"""For how many days after its closing a citizen may open a request again (R8)."""
STATUS_PAGE = "request_status_page_days"
"""For how many days the link to a request's status page holds after the last letter with it (R3)."""

DEFAULTS = {ANSWER: 10, HAND_OVER: 10, REOPEN: 30, STATUS_PAGE: 90}
"""Holds wherever no programme that runs sets it."""


def limit(code: str, on: date) -> int:
    """The number in force on `on`."""
    return _limits.get((code, on))


def _limit(key: tuple[str, date]) -> int:
    code, on = key
    try:
        return int(threshold(code, on=on))
    except UnknownThreshold:
        return DEFAULTS[code]


_limits = Remembered[tuple[str, date], int](_limit, "programme.Threshold")


def answer_by(start: date) -> date:
    """The last day for answering a request whose time starts on `start`."""
    return add_working_days(start, limit(ANSWER, start))


def hand_over_answer_by(start: date) -> date:
    """The last day for a municipality to answer what was handed over on `start`."""
    return add_working_days(start, limit(HAND_OVER, start))


def reopen_until(closed_on: date) -> date:
    """The last day on which a request closed on `closed_on` may be opened again."""
    return closed_on + timedelta(days=limit(REOPEN, closed_on))


def status_page_days(on: date) -> timedelta:
    """How long a link to the status page written on `on` holds."""
    return timedelta(days=limit(STATUS_PAGE, on))
