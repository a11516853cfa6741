"""Work on a citizen's request: who does it, what is written about it, when its time stands still (R7)."""

from typing import Any

from portal.tenancy.models import StaffMember

from ..models import CitizenRequest, RequestMessage


def assign_request(*, request: CitizenRequest, person: StaffMember | None, user: Any = None) -> bool:
    """Give `request` to `person` of the centre, to nobody with None; False if it was so before."""
    raise NotImplementedError


def start_request(*, request: CitizenRequest, user: Any = None) -> bool:
    """Somebody works on it: registered comes to in progress, taken by `user` if nobody has it; False if it did."""
    raise NotImplementedError


def pause_request(*, request: CitizenRequest, reason: str, user: Any = None) -> bool:
    """Let the time of answer stand still while the centre waits for `reason`; False if it stands still already."""
    raise NotImplementedError


def resume_request(*, request: CitizenRequest, user: Any = None) -> bool:
    """Let the time run on: the day of answer moves by the working days that passed. False if it runs already."""
    raise NotImplementedError


def add_note(*, request: CitizenRequest, text: str, user: Any = None, token: str = "") -> RequestMessage:
    """Keep a note that never leaves the centre. The same `token` is stored once."""
    raise NotImplementedError


def write_to_citizen(
    *,
    request: CitizenRequest,
    text: str,
    is_question: bool,
    user: Any = None,
    pause: bool = False,
    token: str = "",
) -> RequestMessage:
    """Write to the citizen, on the status page and by mail; a question may pause the time. Same `token`, once."""
    raise NotImplementedError


def merge_duplicate(*, request: CitizenRequest, into: CitizenRequest, user: Any = None) -> bool:
    """Close `request` as repeating `into` (or what that repeats); False if it repeats it already."""
    raise NotImplementedError
